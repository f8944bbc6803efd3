"""The wheel: it holds what the commands need and no tests, and works in an environment with nothing of the project."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from campaign_contract.contract_tests.inventory import checks
from campaign_contract.tools.tests.altered import default_spec

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = ("spec", "mockserver", "contract_tests", "tools")


def output(*command, cwd, **environment):
    """What a command prints; the test fails where the command does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CAMPAIGN_CONTRACT", "PYTHON"))}
    run = subprocess.run(command, cwd=cwd, env={**kept, **environment}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    output(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder), cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def files():
    """Every file that an installation gets, by its path in site-packages: all but tests, below one name."""
    yield from (f"campaign_contract/{name}" for name in ("__init__.py", "py.typed", "CHANGELOG.md"))
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            parts = path.relative_to(ROOT).parts
            if path.is_file() and not {"tests", "__pycache__"} & set(parts) and path.name != ".gitignore":
                yield "/".join(("campaign_contract", *parts))


def test_the_wheel_holds_every_file_and_no_test(wheel):
    held = {name for name in zipfile.ZipFile(wheel).namelist() if not name.split("/")[0].endswith(".dist-info")}
    assert held == set(files())
    for name in ("spec/api.yaml", "spec/schema.json", "spec/commands/campaign-get.yaml", "mockserver/seed.yaml"):
        assert f"campaign_contract/{name}" in held


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """The folder of programs of an environment that has only the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("environment")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    probe = [*pip, "download", "--quiet", "--no-deps", "--retries", "0", "--dest", str(folder / "probe"), "iniconfig"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("no package registry can be reached")
    venv.create(folder / "venv", with_pip=False)
    programs = folder / "venv" / "bin"
    output(*pip, "--python", str(programs / "python"), "install", "--quiet", str(wheel), cwd=folder)
    return programs


@pytest.fixture
def elsewhere(tmp_path):
    """A folder beside whose files nothing of the project may be found."""
    for name in PACKAGES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('the decoy was imported')\n", encoding="utf-8")
    return tmp_path


def test_verify_works_from_the_wheel_alone(environment, elsewhere):
    shown = output(str(environment / "campaign-contract"), "verify", "--profile", "quick", cwd=elsewhere)
    assert shown.splitlines()[-1].startswith("CONFORMS  ")


def test_a_server_in_a_process_works_beside_packages_of_the_same_names(environment, elsewhere):
    example = README.partition("inside a test's own process:")[2].partition("```python")[2].partition("```")[0]
    output(str(environment / "python"), "-c", example + "print('served')", cwd=elsewhere)


def test_the_wheel_has_every_check(environment, elsewhere):
    shown = output(str(environment / "campaign-contract"), "list", cwd=elsewhere)
    assert [line.split()[0] for line in shown.splitlines()] == [check.id for check in checks(default_spec())]


def test_pytest_finds_the_suite_in_the_wheel(environment, elsewhere):
    arguments = ["--pyargs", "campaign_contract.contract_tests", "--collect-only", "-q", "-p", "no:cacheprovider"]
    shown = output(str(environment / "pytest"), *arguments, cwd=elsewhere)
    assert "[Campaign.Pause/not-sending/from-Draft]" in shown


def test_the_generators_work_from_the_wheel_alone(environment, elsewhere):
    output(str(environment / "campaign-contract"), "generate", "out", cwd=elsewhere)
    output(str(environment / "campaign-contract"), "docs", "site", cwd=elsewhere)
    assert (elsewhere / "site" / "index.html").exists()
    assert list((elsewhere / "out").iterdir())
