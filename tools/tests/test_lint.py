"""What the two usual linters of OpenAPI documents find by their recommended rules and our files for them: nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from campaign_contract.spec import load
from campaign_contract.tools.artefacts.artefact_format import json_text
from campaign_contract.tools.generate import artefacts
from campaign_contract.tools.site import control_api
from campaign_contract.tools.tests.installed import npm_folder

ROOT = Path(__file__).resolve().parents[2]
SPEC = load()
DOCUMENTS = {
    **{path: text for path, text in artefacts(SPEC).items() if path.startswith("openapi-")},
    control_api.DOCUMENT: json_text(control_api.document(SPEC)),
}
REDOCLY, SPECTRAL = ROOT / "redocly.yaml", ROOT / ".spectral.yaml"
COMMANDS = {
    "redocly": ["redocly", "lint", f"--config={REDOCLY}", "--max-problems=1000"],
    "spectral": ["spectral", "lint", f"--ruleset={SPECTRAL}", "--fail-severity=hint"],
}


@pytest.fixture(scope="module")
def programs() -> Path:
    return npm_folder(["@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3"]) / ".bin"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for path, text in DOCUMENTS.items():
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("linter", COMMANDS)
def test_a_linter_finds_nothing_in_any_document(linter: str, programs: Path, folder: Path) -> None:
    found = lint(linter, programs, folder)
    said = found.stdout + found.stderr
    assert found.returncode == 0, said
    assert "warning" not in said.lower().replace("deprecation warning", ""), said


@pytest.mark.parametrize("linter", COMMANDS)
def test_a_linter_would_find_something(linter: str, programs: Path, tmp_path: Path) -> None:
    text = DOCUMENTS["openapi-client.json"].replace('"operationId": "pauseCampaign"', '"operationId": "copyCampaign"')
    (tmp_path / "openapi-client.json").write_text(text, encoding="utf-8")
    assert lint(linter, programs, tmp_path).returncode


def test_each_exception_from_the_recommended_rules_is_explained() -> None:
    for file in (REDOCLY, SPECTRAL):
        _, _, rules = file.read_text(encoding="utf-8").partition("rules:\n")
        blocks = rules.replace("\n  #", "\n\n  #").split("\n\n")
        assert all(block.lstrip().startswith("#") for block in blocks if block.strip()), file


def lint(linter: str, programs: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    program, *arguments = COMMANDS[linter]
    command = [str(programs / program), *arguments, *(path.name for path in sorted(folder.iterdir()))]
    quiet = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    return subprocess.run(command, cwd=folder, env=quiet, capture_output=True, text=True, check=False, timeout=600)
