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
TESTS = 9


def run(folder, *command):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "NODE_", "URL"))}
    ended = subprocess.run(
        command,
        cwd=EXAMPLES / folder,
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
