"""The files for containers and for GitHub: what of them can be held without either."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from campaign_contract.spec.tests.sources import ROOT
from campaign_contract.tools.serve_command import ENVIRONMENT, serve

VARIABLES = {f"{ENVIRONMENT}_{item.name.upper()}" for item in serve.params} | {"CAMPAIGN_CONTRACT_ADMIN_TOKEN"}
EXTRAS = re.findall(
    r"^(\w+) = \[$", (ROOT / "pyproject.toml").read_text().partition("optional-dependencies]")[2], re.MULTILINE
)


@pytest.fixture(scope="module")
def step():
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    return action["inputs"], next(item for item in action["runs"]["steps"] if "REPORT_DIR" in item.get("env", {}))


@pytest.mark.parametrize("file", ["Containerfile", "compose.yaml"])
def test_every_variable_that_is_set_is_one_of_serve(file):
    named = set(re.findall(r"CAMPAIGN_CONTRACT_[A-Z_]+", (ROOT / file).read_text()))
    assert named
    assert named <= VARIABLES


def test_the_container_installs_extras_that_exist_and_runs_as_somebody_without_rights():
    text = (ROOT / "Containerfile").read_text()
    assert set(re.search(r'"\.\[(.*)\]"', text)[1].split(",")) <= set(EXTRAS)
    assert text.index("USER mock") < text.index("ENTRYPOINT")
    assert "/health" in text


def test_the_servers_of_the_compose_file_share_its_database():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    databases = {item["environment"].get(f"{ENVIRONMENT}_DATABASE") for item in services.values() if "build" in item}
    assert databases == {"postgresql://mock:mock@database/campaigns"}
    assert {port for item in services.values() for port in item.get("ports", [])} == {"8025:8025", "8026:8025"}


@pytest.mark.skipif(shutil.which("bash") is None, reason="the action's step is a bash script")
@pytest.mark.parametrize(
    ("given", "arguments"),
    [
        ({}, ["verify", "--report-dir", "contract-report"]),
        (
            {"url": "https://a b", "target": "t.toml", "waivers": "w.yaml", "arguments": "-n 2", "report-dir": "r"},
            ["verify", "https://a b", "--target", "t.toml", "--waivers", "w.yaml", "--report-dir", "r", "-n", "2"],
        ),
    ],
)
def test_the_actions_step_calls_verify_with_what_is_given(step, tmp_path, given, arguments):
    inputs, step = step
    program = tmp_path / "campaign-contract" / "bin" / "campaign-contract"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!{sys.executable}\nimport sys\nprint("\\n".join(sys.argv[1:]))\n')
    program.chmod(0o755)
    values = {name: given.get(name, item["default"]) for name, item in inputs.items()}
    named = {name: values[re.search(r"inputs\.([\w-]+)", text)[1]] for name, text in step["env"].items()}
    environment = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path), **named}
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", step["run"]], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.stdout.splitlines() == arguments, ran.stderr
