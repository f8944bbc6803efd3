"""One line of the spec changed: its pins turn red, no other test does, and each names the files and the line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from campaign_contract.spec.tests.sources import ROOT

PACKAGES = ("spec", "mockserver", "contract_tests", "tools")
FACTS = "spec/tests/test_spec_facts.py"
ADDRESSES = {"test_the_addresses_are_those_of_the_golden_file": "contract_tests/tests/addresses.txt"}
ERROR = """\
  - id: malformed-date
    code: 99
    message: Send date is no date
    when:
      - malformed: SendDate
failure: bare
"""
PARAMETER = """\
  Remark:
    type: text
    required: false
    description: For the user alone.
    example: Summer
errors:
"""


@dataclass(frozen=True)
class Change:
    """A change of a command's file, and the tests that it turns red: by name, the pin that each names."""

    file: str
    old: str
    new: str
    pins: Mapping[str, str]


CHANGES = {
    "a rule": Change(
        "campaign-pause.yaml",
        "- status_not: [Sending]\n",
        "- status_not: [Sending, Ready]\n",
        {
            "test_what_each_number_is_about": f"CAUSES in {FACTS}",
            "test_the_only_causes_below_must": f"the pin in this test in {FACTS}",
            **ADDRESSES,
        },
    ),
    "an error": Change(
        "campaign-update.yaml",
        "failure: bare\n",
        ERROR,
        {
            "test_the_error_list_of_a_command": f"ERRORS in {FACTS}",
            "test_what_each_number_is_about": f"CAUSES in {FACTS}",
            **ADDRESSES,
        },
    ),
    "a parameter": Change(
        "campaign-update.yaml",
        "errors:\n",
        PARAMETER,
        {"test_the_parameters_of_a_command": f"PARAMETERS in {FACTS}", **ADDRESSES},
    ),
}
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


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_turns_its_pins_red_and_nothing_else(clone, change):
    path = clone / "spec" / "commands" / change.file
    text = path.read_text(encoding="utf-8")
    done, undone = (change.new, change.old) if change.new in text else (change.old, change.new)
    assert done in text
    path.write_text(text.replace(done, undone, 1), encoding="utf-8")

    options = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--tb=short", "-k", f"not ({NOT_TRIED})")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *(f"campaign_contract/{path}" for path in TRIED)],
        cwd=clone,
        env={**os.environ, "COLUMNS": "2000"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert set(re.findall(r"^FAILED \S+::(\w+)", ended.stdout, re.MULTILINE)) == set(change.pins), ended.stdout
    line = rf"AssertionError: .*/ein Ort für Kampagnen/.*/commands/{change.file}(:[1-9]\d*\b)?"
    for pin in change.pins.values():
        assert re.search(rf"{line}.* and {re.escape(pin)} say different things", ended.stdout), pin
