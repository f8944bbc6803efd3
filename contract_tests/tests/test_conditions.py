"""What a run was asked for is told as pytest's own flags say it, and a spec is known by what its files say."""

from __future__ import annotations

import shutil

import pytest

from campaign_contract import spec
from campaign_contract.contract_tests.report.conditions import picked_by_hand, spec_hash


@pytest.mark.parametrize(
    ("options", "arguments", "text"),
    [
        ({"keyword": "", "markexpr": "", "lf": False, "deselect": None}, ["campaign_contract.contract_tests"], ""),
        ({"keyword": "Pause or Resume"}, [], "-k Pause or Resume"),
        ({"lf": True}, [], "--lf"),
        ({"deselect": ["a", "b"]}, [], "--deselect a b"),
        ({}, ["stories/test_get.py::test_x", "stories"], "stories/test_get.py::test_x"),
    ],
)
def test_what_was_picked_by_hand_is_told(options, arguments, text):
    assert picked_by_hand(options, arguments) == text


def test_a_spec_is_known_by_its_files_wherever_they_lie(tmp_path):
    copy = shutil.copytree(spec.DEFAULT_DIRECTORY, tmp_path / "copy", ignore=shutil.ignore_patterns("tests"))
    assert spec_hash(copy) == spec_hash(spec.DEFAULT_DIRECTORY)
    changed = copy / "commands" / "campaign-get.yaml"
    changed.write_text(changed.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert spec_hash(copy) != spec_hash(spec.DEFAULT_DIRECTORY)
