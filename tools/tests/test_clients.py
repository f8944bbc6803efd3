"""Every client of the table in the docs: generated untouched, then used by a small program on the reference server."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from campaign_contract.mockserver.local import running
from campaign_contract.spec import load
from campaign_contract.tools.artefacts import client_tools, openapi_client
from campaign_contract.tools.artefacts.client_tools import CLIENT_TOOLS, ClientTool
from campaign_contract.tools.tests.installed import npm_folder, python_folder
from campaign_contract.tools.tests.stage import staged

SPEC = load()
PROGRAMS = Path(__file__).parent / "clients"
TOLD = {
    "scheduled": True,
    "approved": True,
    "paused": True,
    "again": [False, 3],
    "listed": ["From a client"],
    "campaign_name": "Summer Sale",
    "total_opens": 4200,
    "deleted": True,
}
CALLS = 10
"""Requests that each program sends."""


@dataclass(frozen=True)
class Language:
    """How a program is checked and run, and commands that fail where the language or a library is absent."""

    steps: tuple[str, ...]
    needs: tuple[str, ...] = ()


JAVA_LIBRARIES = [
    f"/usr/share/java/{name}.jar" for name in ("httpmime", "httpclient", "httpcore", "jakarta-annotation-api")
]
GUZZLE, TYPHOEUS = (
    """php -r "exit((@include 'GuzzleHttp/autoload.php') ? 0 : 1);" """,
    """ruby -e "require 'typhoeus'" """,
)
LANGUAGES = {
    "Python": Language(("mypy --strict --follow-imports=silent flow.py", "python flow.py {url} {key}")),
    "PHP": Language(("php flow.php client {url} {key}",), (GUZZLE,)),
    "Ruby": Language(("ruby -I client/lib flow.rb {url} {key}",), (TYPHOEUS,)),
    "Java": Language(
        ("javac -nowarn -sourcepath client/src/main/java -d built Flow.java", "java Flow {url} {key}"),
        ("javac --version", f"ls {' '.join(JAVA_LIBRARIES)}"),
    ),
    "JavaScript": Language(
        (
            "esbuild flow.mjs --bundle --platform=node --outfile=built/flow.js --log-level=warning",
            "node built/flow.js {url} {key}",
        )
    ),
    "TypeScript": Language(("tsc --project .", "node built/flow.js {url} {key}")),
}
PYTHON_LIBRARIES = (
    "mypy",
    "pydantic",
    "python-dateutil",
    "requests",
    "types-python-dateutil",
    "types-requests",
    "urllib3",
)


def environment_of(tool: ClientTool) -> dict[str, str]:
    """An environment in which the tool's program and its language's checker are found."""
    packages = list(dict.fromkeys(package for one in CLIENT_TOOLS for package in one.packages))
    python = python_folder([*(package for package in packages if "==" in package), *PYTHON_LIBRARIES])
    node = npm_folder([*(package for package in tool.packages if "==" not in package), "typescript@5.9.3"])
    [jar] = python.glob("lib/*/site-packages/openapi_generator_cli/openapi-generator.jar")
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(python / "bin"), str(node / ".bin"), os.environ["PATH"]]),
        "CLASSPATH": os.pathsep.join(["built", str(jar), *JAVA_LIBRARIES]),
        "NODE_MODULES": str(node),
    }


@pytest.fixture
def server() -> Iterator[tuple[str, str, list[str]]]:
    """Base URL of a reference server, the owner's API key, and the targets of what arrives there."""
    arrived: list[str] = []
    with staged(SPEC) as stage:
        app = stage.client.application

        def noting(environ: Any, start_response: Any) -> Any:
            arrived.append(environ["REQUEST_URI"])
            return app(environ, start_response)

        with running(noting) as url:
            yield url, stage.accounts["owner"].api_key, arrived


@pytest.mark.parametrize("tool", CLIENT_TOOLS, ids=lambda tool: tool.id)
def test_a_generated_client_works_untouched(
    tool: ClientTool, server: tuple[str, str, list[str]], tmp_path: Path
) -> None:
    url, key, arrived = server
    language = LANGUAGES[tool.language]
    skip_unless_there(language)
    environment = environment_of(tool)
    arrange(tool, tmp_path, Path(environment["NODE_MODULES"]))
    told = ""
    for step in (tool.command, *language.steps):
        told = run(step.format(url=url, key=key), tmp_path, environment | {"BASE_URL": url})
    assert json.loads(told) == TOLD | {"gone": tool.absent}
    assert arrived == [SPEC.transport.path] * CALLS, "a fragment has to stay off the wire"


STAND_IN_FLOW = """\
import createClient from 'openapi-fetch';
import type { paths } from './client';

declare const process: { argv: string[] };
const { POST } = createClient<paths>({
  baseUrl: process.argv[2], headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
});

async function flow() {
  const login = { Command: 'User.Login', Username: 'owner', Password: 'owner-password' } as const;
  const SessionID = (await POST('/api.php#User.Login', { body: login })).data?.SessionID;
  const email = await POST('/api.php#Email.Create', { body: { SessionID, Command: 'Email.Create' } });
  const tags = await POST('/api.php#Tags.Get', { body: { SessionID, Command: 'Tags.Get' } });
  const created = await POST('/api.php#Campaign.Create', {
    body: { SessionID, Command: 'Campaign.Create', CampaignName: 'By session' },
  });
  const ids: (number | undefined)[] = [email.data?.EmailID, created.data?.CampaignID];
  console.log(JSON.stringify({ ids: ids.map((id) => typeof id), tags: tags.data?.Tags?.map((row) => row.Tag) }));
}

flow();
"""


def test_a_client_of_the_stand_ins_document_logs_in_and_calls_both_kinds_of_commands(
    server: tuple[str, str, list[str]], tmp_path: Path
) -> None:
    url, key, _ = server
    tool = next(tool for tool in CLIENT_TOOLS if tool.id == "openapi-typescript")
    skip_unless_there(LANGUAGES[tool.language])
    environment = environment_of(tool)
    arrange(tool, tmp_path, Path(environment["NODE_MODULES"]))
    (tmp_path / openapi_client.CLIENT).write_text(
        openapi_client.render(SPEC)[openapi_client.STAND_IN], encoding="utf-8"
    )
    (tmp_path / "flow.ts").write_text(STAND_IN_FLOW, encoding="utf-8")
    told = [
        run(step.format(url=url, key=key), tmp_path, environment)
        for step in (tool.command, *LANGUAGES[tool.language].steps)
    ]
    assert json.loads(told[-1]) == {"ids": ["number", "number"], "tags": ["Summer", "Sale"]}


def skip_unless_there(language: Language) -> None:
    for need in ("java -version", *language.needs):
        command = shlex.split(need)
        if not shutil.which(command[0]) or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip(f"not here: {need}")


def arrange(tool: ClientTool, folder: Path, node_modules: Path) -> None:
    shutil.copytree(PROGRAMS / tool.id, folder, dirs_exist_ok=True)
    shutil.copy(PROGRAMS / "tsconfig.json", folder)
    (folder / "node_modules").symlink_to(node_modules)
    (folder / openapi_client.CLIENT).write_text(openapi_client.render(SPEC)[openapi_client.CLIENT], encoding="utf-8")


def run(command: str, folder: Path, environment: Mapping[str, str]) -> str:
    did = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert did.returncode == 0, f"{command}\n{did.stdout}{did.stderr}"
    return did.stdout


def test_the_table_has_enough_clients_and_languages_and_each_has_its_program() -> None:
    assert len(CLIENT_TOOLS) >= 8
    assert len({tool.language for tool in CLIENT_TOOLS}) >= 5
    assert {tool.id for tool in CLIENT_TOOLS} == {folder.name for folder in PROGRAMS.iterdir() if folder.is_dir()}


def test_the_docs_have_a_line_for_each_client() -> None:
    text = client_tools.render(SPEC)[client_tools.FILE]
    for tool in CLIENT_TOOLS:
        assert f"| {tool.id} | {tool.language} |" in text
        assert f"`{tool.command}`" in text
