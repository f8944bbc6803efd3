"""The generated documents in other people's tools. Skips where npm is absent or cannot install them."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from campaign_contract.mockserver.local import running
from campaign_contract.spec import load
from campaign_contract.tools.artefacts import bruno, http_file, openapi, postman
from campaign_contract.tools.artefacts.walkthrough import steps, variables
from campaign_contract.tools.tests.installed import npm_folder
from campaign_contract.tools.tests.stage import staged

SPEC = load()
PATH = SPEC.transport.path
BRUNO_AT_ONCE = ("--sandbox", "developer")
"""Its other engine for scripts may still be loading when the first answer is there, and Bruno does not wait for it."""
PACKAGES = (
    "@stoplight/prism-cli@5.14.2",
    "newman@6.2.2",
    "httpyac@6.16.7",
)


@pytest.fixture(scope="session")
def tools_folder() -> Path:
    """The folder of the installed programs."""
    return npm_folder(PACKAGES) / ".bin"


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


@contextmanager
def prism_at_work(program: Path, folder: Path, *arguments: str) -> Iterator[str]:
    """URL of Prism, started with these arguments and the wire document."""
    document = folder / openapi.WIRE
    document.write_text(openapi.render(SPEC)[openapi.WIRE], encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    verb, *rest = arguments
    command = [str(program), verb, "--port", str(port), str(document), *rest]
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


@pytest.fixture(scope="module")
def prism(tools_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of Prism, which answers by the wire document itself."""
    with prism_at_work(tools_folder / "prism", tmp_path_factory.mktemp("prism"), "mock") as url:
        yield url


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


def tell(proxy: str, key: str, command: str, **sent: Any) -> tuple[Any, str | None]:
    """The answer that comes through Prism, and what Prism finds wrong with request or answer."""
    response = requests.post(proxy, data={"APIKey": key, "Command": command, **sent}, timeout=30)
    return response.json(), response.headers.get("sl-violations")


def exchanges(proxy: str, key: str) -> Iterator[tuple[Any, str | None]]:
    """A campaign from Draft to Paused, with failures that good requests earn."""
    created = tell(proxy, key, "Campaign.Create", CampaignName="Through Prism")
    id = created[0]["CampaignID"]
    moment = {"SendDate": "2035-06-01", "SendTime": "09:30:00", "SendTimeZone": "America/New_York"}
    yield created
    yield tell(proxy, key, "Campaign.Update", CampaignID=id, ScheduleType="Future", **moment)
    yield tell(proxy, key, "Campaign.Approve", CampaignID=id)
    yield tell(proxy, key, "Campaign.Update", CampaignID=id, CampaignStatus="Sending")
    yield tell(proxy, key, "Campaign.Pause", CampaignID=id)
    yield tell(proxy, key, "Campaign.Pause", CampaignID=id)
    yield tell(proxy, key, "Campaign.Get", campaignid=id, retrievestatistics="true", retrievetags="true")
    yield tell(proxy, key, "Campaign.Copy", CampaignID="999999")
    yield tell(proxy, key, "Campaigns.Get", RecordsPerRequest="2", RecordsFrom="0", RetrieveTags="true")
    yield tell(proxy, key, "Campaigns.Delete", Campaigns=id)
    yield tell(proxy, key, "Campaign.Get", campaignid=id)
    yield tell(proxy, "wrong", "Campaigns.Get")


def test_prism_before_the_reference_server_finds_no_violation(tools_folder: Path, server: Any, tmp_path: Path) -> None:
    url, key, arrived = server
    with prism_at_work(tools_folder / "prism", tmp_path, "proxy", url) as proxy:
        seen = [*exchanges(proxy, key)]
    assert [violations for _, violations in seen] == [None] * len(seen)
    assert [answer["ErrorCode"] for answer, _ in seen] == [0, 0, 0, 0, 0, 3, 0, [1], 0, 0, 0, 99998]
    assert arrived == [("POST", PATH)] * len(seen)


@pytest.mark.parametrize("spoiled", ['{"Success": true}', '{"Success": "yes", "ErrorCode": 0}'])
def test_prism_before_a_wrong_server_finds_a_violation(tools_folder: Path, tmp_path: Path, spoiled: str) -> None:
    def wrong(_: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "application/json")])
        return [spoiled.encode()]

    with running(wrong) as url, prism_at_work(tools_folder / "prism", tmp_path, "proxy", url) as proxy:
        _, violations = tell(proxy, "key", "Campaigns.Get")
    assert violations


SEEDED = "Summer Sale"
"""The campaign whose id the collections start with; a run that takes up the new ids leaves it alone."""


def is_left(url: str, key: str) -> bool:
    sent = {"APIKey": key, "Command": "Campaigns.Get", "SearchKeyword": SEEDED}
    names = [row["CampaignName"] for row in requests.post(url + PATH, data=sent, timeout=30).json()["Campaigns"]]
    return names == [SEEDED]


def test_newman_runs_the_collection_untouched(tools_folder: Path, server: Any, tmp_path: Path) -> None:
    url, key, arrived = server
    (tmp_path / postman.FILE).write_text(postman.render(SPEC)[postman.FILE], encoding="utf-8")
    report = ["--reporters", "json", "--reporter-json-export", "report.json"]
    run(tools_folder / "newman", "run", postman.FILE, "--env-var", f"baseUrl={url}", *report, cwd=tmp_path)
    ran = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["run"]
    steps = len(postman.collection(SPEC)["item"])
    assert (ran["stats"]["requests"]["total"], ran["stats"]["assertions"]["total"]) == (steps, 2 * steps)
    assert ran["failures"] == []
    assert arrived == [("POST", PATH)] * steps
    assert is_left(url, key)


def test_httpyac_runs_the_plain_file_with_another_base_url(tools_folder: Path, server: Any, tmp_path: Path) -> None:
    url, key, arrived = server
    text = http_file.render(SPEC)[http_file.FILE].replace(f"@baseUrl = {openapi.SERVER}", f"@baseUrl = {url}")
    (tmp_path / http_file.FILE).write_text(text, encoding="utf-8")
    report = json.loads(run(tools_folder / "httpyac", "send", http_file.FILE, "--all", "--json", cwd=tmp_path))
    answers = [json.loads(request["response"]["body"]) for request in report["requests"]]
    assert len(answers) == len(arrived) == text.count("###")
    assert all(answer["Success"] for answer in answers), answers
    assert is_left(url, key)


def test_bruno_runs_its_collection_untouched(server: Any, tmp_path: Path) -> None:
    url, key, arrived = server
    program = npm_folder(["@usebruno/cli@4.1.0"]) / ".bin" / "bru"
    for path, text in bruno.render(SPEC).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    options = ["--env", bruno.ENVIRONMENT, "--env-var", f"baseUrl={url}", "--reporter-json", "report.json"]
    run(program, "run", *options, *BRUNO_AT_ONCE, cwd=tmp_path / bruno.DIRECTORY)
    [ran] = json.loads((tmp_path / bruno.DIRECTORY / "report.json").read_text(encoding="utf-8"))
    steps = len(postman.collection(SPEC)["item"])
    assert ran["summary"]["passedRequests"] == steps
    assert ran["summary"]["passedAssertions"] == 2 * steps
    assert arrived == [("POST", PATH)] * steps
    assert is_left(url, key)


@pytest.mark.parametrize("step", steps(SPEC), ids=lambda step: step.title)
def test_each_request_works_as_the_first_click(step: Any) -> None:
    known = {name: variable.value for name, variable in variables(SPEC).items()}
    text = json.dumps(step.sent)
    for name, value in known.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    with staged(SPEC) as stage:
        answer = stage.post(json.loads(text))
    assert answer["Success"] or answer["ErrorCode"] == NEEDS_STATUS, answer


NEEDS_STATUS = 3
"""What Pause and Resume answer for a campaign that is not being sent; the request before them sees to it."""


def test_schemathesis_finds_nothing_but_the_explained(server: Any, tmp_path: Path) -> None:
    url, _, arrived = server
    text = openapi.render(SPEC)[openapi.COMMANDS]
    assert f"--exclude-checks {openapi.SCHEMATHESIS_EXCEPTIONS}" in json.loads(text)["info"]["description"]
    (tmp_path / openapi.COMMANDS).write_text(text, encoding="utf-8")
    options = ["--exclude-checks", openapi.SCHEMATHESIS_EXCEPTIONS, "--max-examples=10", "--seed=1", "--no-color"]
    run(Path(sys.executable).with_name("st"), "run", openapi.COMMANDS, "--url", url, *options, cwd=tmp_path)
    assert len(arrived) > len(SPEC.commands)
