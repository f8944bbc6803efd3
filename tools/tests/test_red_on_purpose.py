"""One line of the spec changed: its pins turn red, no other test does, and each names the files and the line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

from campaign_contract.spec.tests.sources import ROOT

PACKAGES = ("spec", "mockserver", "contract_tests", "tools")
LINE = "- status_not: [Sending]\n"
PINS = {
    "test_what_each_number_is_about": "CAUSES in spec/tests/test_spec_facts.py",
    "test_the_only_causes_below_must": "the pin in this test in spec/tests/test_spec_facts.py",
    "test_the_addresses_are_those_of_the_golden_file": "contract_tests/tests/addresses.txt",
}
"""The tests that are to turn red, and the file that each of them names beside the line of YAML."""
TRIED = (
    "spec/tests",
    "contract_tests/tests/test_inventory.py",
    "contract_tests/tests/test_campaign_model.py",
    "tools/tests/test_lifecycle.py",
    "tools/tests/test_traceability.py",
)
NOT_TRIED = "test_load or test_docstrings or test_layers or test_document"
"""What takes long and reads source code or broken folders."""


@pytest.fixture
def clone(tmp_path):
    """The project at a place whose name has a space and a letter that is not ASCII."""
    clone = tmp_path / "ein Ort für Kampagnen"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, clone / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "campaign_contract", clone / "campaign_contract", symlinks=True)
    shutil.copy(ROOT / "pyproject.toml", clone)
    return clone


def test_a_pause_from_ready_turns_its_pins_red_and_nothing_else(clone):
    pause = clone / "spec" / "commands" / "campaign-pause.yaml"
    before, found, after = pause.read_text(encoding="utf-8").partition(LINE)
    assert found
    pause.write_text(f"{before}- status_not: [Sending, Ready]\n{after}", encoding="utf-8")

    options = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--tb=short", "-k", f"not ({NOT_TRIED})")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *(f"campaign_contract/{path}" for path in TRIED)],
        cwd=clone,
        env={**os.environ, "COLUMNS": "2000"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert set(re.findall(r"^FAILED \S+::(\w+)", ended.stdout, re.MULTILINE)) == set(PINS), ended.stdout
    line = r"AssertionError: .*/ein Ort für Kampagnen/.*/commands/campaign-pause\.yaml:[1-9]\d*\b"
    for file in PINS.values():
        assert re.search(rf"{line}.* and {re.escape(file)} say different things", ended.stdout), file
