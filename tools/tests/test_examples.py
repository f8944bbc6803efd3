"""The examples for developers of clients, as their README says to run them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from campaign_contract.spec.tests.sources import ROOT

EXAMPLES = ROOT / "examples"
TESTS, SHORT = 9, 4
PLAYWRIGHT = "1.65.1"


def run(folder, *command, examples=EXAMPLES):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "NODE_", "URL"))}
    ended = subprocess.run(
        command,
        cwd=examples / folder,
        env={**kept, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_the_scheduler_passes_in_pytest():
    status, output = run("pytest", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert (status, f"{TESTS} passed" in output) == (0, True), output


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_scheduler_passes_in_nodes_runner():
    status, output = run("node", "node", "--test", "--test-reporter=tap")
    assert (status, f"# pass {TESTS}" in output) == (0, True), output


@pytest.mark.skipif(shutil.which("phpunit") is None, reason="PHPUnit is not installed")
def test_the_stand_in_serves_phpunit():
    status, output = run("phpunit", "phpunit", "--do-not-cache-result", "CampaignTest.php")
    assert (status, f"OK ({SHORT} tests" in output) == (0, True), output


@pytest.mark.skipif(shutil.which("rspec") is None, reason="RSpec is not installed")
def test_the_stand_in_serves_rspec():
    status, output = run("rspec", "rspec", "campaign_spec.rb")
    assert (status, f"{SHORT} examples, 0 failures" in output) == (0, True), output


@pytest.fixture
def with_playwright(tmp_path):
    """A copy of the examples with Playwright beside them. Skips where npm cannot install it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    for folder in ("node", "playwright"):
        shutil.copytree(EXAMPLES / folder, tmp_path / folder)
    package = f"@playwright/test@{PLAYWRIGHT}"
    install = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", package]
    done = subprocess.run(
        install, cwd=tmp_path / "playwright", capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode:
        pytest.skip(f"npm cannot install {package}: {done.stderr.strip().splitlines()[-1:]}")
    return tmp_path


def test_the_stand_in_serves_playwright(with_playwright):
    status, output = run("playwright", "npx", "playwright", "test", "--reporter=line", examples=with_playwright)
    assert (status, f"{SHORT} passed" in output) == (0, True), output


def test_what_is_not_run_says_so():
    assert "Not run by CI here" in (EXAMPLES / "testcontainers" / "conftest.py").read_text(encoding="utf-8")
