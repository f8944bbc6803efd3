"""The plugin beside other plugins: nothing breaks, an unrelated project sees nothing of it, the verdict is one."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv

import pytest

from campaign_contract.contract_tests.settings import as_environment
from campaign_contract.tools.runs.local_target import reference_server, reference_settings

NEIGHBOURS = (
    "pytest-asyncio", "pytest-bdd", "pytest-cov", "pytest-django", "pytest-html", "pytest-playwright",
    "pytest-profiling", "pytest-randomly", "pytest-rerunfailures", "pytest-timeout",
)  # fmt: skip
SUITE = "campaign_contract.contract_tests"
STRICT_PROJECT = """
[pytest]
addopts = --strict-markers -p no:cacheprovider
filterwarnings = error
asyncio_default_fixture_loop_scope = function
"""
OWN_FIXTURES = """
import pytest

@pytest.fixture
def world():
    return "ours"

@pytest.fixture
def observe():
    return "ours, too"
"""
OWN_TEST = """
import sys

def test_the_fixtures_are_the_projects(world, observe):
    assert (world, observe) == ("ours", "ours, too")

def test_nothing_of_the_suite_is_loaded():
    assert "campaign_contract.contract_tests.suite_plugin" not in sys.modules
"""


def run(*command, cwd, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CAMPAIGN_CONTRACT", "PYTEST"))}
    return subprocess.run(
        command, cwd=cwd, env={**kept, **environment}, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """An interpreter that has this environment's packages and the neighbours."""
    folder = tmp_path_factory.mktemp("neighbours")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    own = run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).stdout.strip()
    with open(os.path.join(own, "of-the-tests.pth"), "w", encoding="utf-8") as link:  # noqa: PTH118, PTH123
        link.write(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
    install = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python), "install", "-q"]
    installed = run(*install, *NEIGHBOURS, cwd=folder)
    if installed.returncode:
        pytest.skip(f"the other plugins cannot be installed: {installed.stderr.strip().splitlines()[-1]}")
    return str(python)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pytest.ini").write_text(STRICT_PROJECT, encoding="utf-8")
    (tmp_path / "conftest.py").write_text(OWN_FIXTURES, encoding="utf-8")
    (tmp_path / "test_own.py").write_text(OWN_TEST, encoding="utf-8")
    for name in ("spec", "mockserver", "contract_tests", "tools"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('taken for ours')\n", encoding="utf-8")
    return tmp_path


def test_an_unrelated_project_sees_nothing_of_the_plugin(python, project):
    ended = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_own.py", cwd=project)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "2 passed" in ended.stdout


def test_every_option_of_ours_has_the_prefix_and_stands_beside_the_others(python, project):
    shown = run(python, "-m", "pytest", "--help", cwd=project).stdout
    assert "--timeout=" in shown
    assert "--contract-timeout=" in shown
    group = shown.partition("contract suite of the e-mail campaigns API:")[2].partition("\n\n")[0]
    flags = [line.split()[0] for line in group.splitlines() if line.strip().startswith("-")]
    assert len(flags) > 20
    assert all(flag.startswith("--contract-") for flag in flags)


def test_the_verdict_is_the_same_whatever_order_the_neighbours_choose(python, project):
    with reference_server() as url:
        settings = as_environment(reference_settings(url))
        for seed in ("1", "2"):
            chosen = ("--contract-profile", "quick", f"--randomly-seed={seed}")
            suite = ("-m", "pytest", "-q", "--pyargs", SUITE, "--base-url", url, *chosen)
            ended = run(python, *suite, cwd=project, **settings)
            assert ended.returncode == 0, ended.stdout + ended.stderr
            assert "CONFORMS" in ended.stdout


def test_the_plugin_loads_nothing_heavy():
    heavy = ("hypothesis", "jinja2", "jsonschema", "requests", "rich", "schemathesis", "werkzeug", "yaml")
    source = f"import sys, {SUITE}.plugin; print([name for name in {heavy!r} if name in sys.modules])"
    assert run(sys.executable, "-c", source, cwd="/").stdout.strip() == "[]"
