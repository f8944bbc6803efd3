"""The generated documents in other people's tools. Skips where npm is absent or cannot install them."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from campaign_contract.mockserver.local import running
from campaign_contract.spec import load
from campaign_contract.tools.artefacts import http_file, openapi, postman
from campaign_contract.tools.tests.stage import staged

SPEC = load()
PATH = SPEC.transport.path
PACKAGES = (
    "@stoplight/prism-cli@5.14.2",
    "newman@6.2.2",
    "httpyac@6.16.7",
    "@hey-api/openapi-ts@0.95.0",
    "typescript@5.9.3",
)
STORY = Path(__file__).parent / "generated_client"


@pytest.fixture(scope="session")
def tools_folder() -> Path:
    """The folder of the installed programs; it is kept, for each set of versions one."""
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("npm and node are needed to try the documents in other tools")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "campaign-contract-npm"
    folder = cache / hashlib.sha256(" ".join(PACKAGES).encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            command = [
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
                str(folder),
                *PACKAGES,
            ]
            installed = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
            if installed.returncode:
                pytest.skip(f"npm cannot install {', '.join(PACKAGES)}: {installed.stderr.strip().splitlines()[-1:]}")
            (folder / "complete").touch()
    return folder / "node_modules" / ".bin"


@pytest.fixture
def server() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Base URL of a reference server, the owner's API key, and what arrives there: method and path with query."""
    arrived: list[tuple[str, str]] = []
    with staged(SPEC) as stage:
        app = stage.client.application

        def noting(environ: Any, start_response: Any) -> Any:
            arrived.append((environ["REQUEST_METHOD"], environ["REQUEST_URI"]))
            return app(environ, start_response)

        with running(noting) as url:
            yield url, stage.accounts["owner"].api_key, arrived


def run(*command: str | Path, cwd: Path) -> str:
    finished = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False, timeout=120)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def prism(tools_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of Prism, which serves the wire document."""
    document = tmp_path_factory.mktemp("prism") / openapi.WIRE
    document.write_text(openapi.render(SPEC)[openapi.WIRE], encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(tools_folder / "prism"), "mock", "--port", str(port), str(document)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            lines = []
            for line in process.stdout:
                lines.append(line)
                if "listening" in line:
                    break
            else:
                pytest.fail("Prism does not start: " + "".join(lines))
            threading.Thread(target=process.stdout.read, daemon=True).start()  # else a full pipe would halt it
            yield f"http://127.0.0.1:{port}{PATH}"
        finally:
            process.terminate()


def test_prism_serves_the_wire_document_and_answers_each_example(prism: str) -> None:
    for command in SPEC.commands:
        examples = {"success": command.examples.success}
        if command.examples.failure:
            examples[command.errors[0].id] = command.examples.failure
        for name, answer in examples.items():
            prefer = {"Prefer": f"example={command.name}.{name}"}
            for encoded in ({"data": command.examples.request}, {"json": command.examples.request}):
                response = requests.post(prism, headers=prefer, timeout=30, **encoded)  # type: ignore[arg-type]
                assert (response.status_code, response.json()) == (200, answer), name


@pytest.mark.parametrize(
    "spoiled",
    [
        {"Command": "Campaign.Pause", "APIKey": "key"},
        {"Command": "Campaign.Pause", "APIKey": "key", "CampaignID": "abc"},
        {"Command": "Campaign.Pause", "CampaignID": "1"},
        {"Command": "Campaign.Unheard", "APIKey": "key"},
        {"Command": "Campaign.Update", "APIKey": "key", "CampaignID": "1", "ScheduleType": "Future"},
    ],
    ids="-".join,
)
def test_prism_refuses_what_the_schemas_refuse(prism: str, spoiled: dict[str, str]) -> None:
    for encoded in ({"data": spoiled}, {"json": spoiled}):
        answer = requests.post(prism, timeout=30, **encoded).json()  # type: ignore[arg-type]
        assert answer["Success"] is False
        assert answer["ErrorCode"] == SPEC.fault("unreadable").code


def test_newman_runs_the_collection_against_the_reference_server(
    tools_folder: Path, server: Any, tmp_path: Path
) -> None:
    url, key, arrived = server
    (tmp_path / postman.FILE).write_text(postman.render(SPEC)[postman.FILE], encoding="utf-8")
    values = ["--env-var", f"baseUrl={url}", "--env-var", f"apiKey={key}"]
    report = ["--reporters", "json", "--reporter-json-export", "report.json"]
    run(tools_folder / "newman", "run", postman.FILE, *values, *report, cwd=tmp_path)
    ran = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["run"]
    steps = len(postman.collection(SPEC)["item"])
    assert (ran["stats"]["requests"]["total"], ran["stats"]["assertions"]["total"]) == (steps, 2 * steps)
    assert ran["failures"] == []
    assert arrived == [("POST", PATH)] * steps


def test_httpyac_runs_the_plain_file_against_the_reference_server(
    tools_folder: Path, server: Any, tmp_path: Path
) -> None:
    url, key, _ = server
    text = http_file.render(SPEC)[http_file.FILE]
    create = {"APIKey": key, "Command": "Campaign.Create", "CampaignName": "A campaign"}
    id = requests.post(url + PATH, data=create, timeout=30).json()["CampaignID"]
    for name, value in {"baseUrl": url, "apiKey": key, "campaignId": id, "newCampaignId": id}.items():
        text = re.sub(rf"^@{name} = .*$", f"@{name} = {value}", text, flags=re.MULTILINE)
    (tmp_path / http_file.FILE).write_text(text, encoding="utf-8")
    report = json.loads(run(tools_folder / "httpyac", "send", http_file.FILE, "--all", "--json", cwd=tmp_path))
    answers = [json.loads(request["response"]["body"]) for request in report["requests"]]
    assert len(answers) == text.count("###")
    assert all(answer["Success"] for answer in answers), answers


def test_a_generated_client_creates_reads_and_deletes_a_campaign(
    tools_folder: Path, server: Any, tmp_path: Path
) -> None:
    url, key, arrived = server
    (tmp_path / openapi.COMMANDS).write_text(openapi.render(SPEC)[openapi.COMMANDS], encoding="utf-8")
    for file in STORY.iterdir():
        shutil.copy(file, tmp_path)
    run(tools_folder / "openapi-ts", "--input", openapi.COMMANDS, "--output", "client", "--silent", cwd=tmp_path)
    run(tools_folder / "tsc", "--project", ".", cwd=tmp_path)
    answers = json.loads(run("node", "built/story.js", url, key, cwd=tmp_path))
    assert answers["read"]["Campaign"]["Name"] == "From a generated client"
    assert answers["read"]["Campaign"]["CampaignID"] == answers["created"]["CampaignID"]
    assert answers["deleted"]["Success"] is True
    assert answers["gone"]["Campaign"] == []
    assert arrived == [("POST", PATH)] * 4, "a fragment has to stay off the wire"
