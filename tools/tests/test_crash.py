"""Kills and faults, in small; and that what is lost would be seen."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from campaign_contract import spec
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.tests import postgres
from campaign_contract.tools.cli import main
from campaign_contract.tools.proof.crash import faults
from campaign_contract.tools.proof.crash.kills import Writer, kill

KEY = seed.load(spec.load()).accounts[0].api_key


def test_nothing_is_lost_by_a_kill_or_by_a_fault():
    ended = CliRunner().invoke(main, ["crash", "--rounds", "1"])
    assert ended.exit_code == 0, ended.output
    assert "killed 1 times" in ended.output
    tried = [name for name in (*faults.FAULTS, "clock set back") if f"{name}: left out: chattr" not in ended.output]
    assert len(tried) >= len(faults.FAULTS)
    assert all(f"{name}: said, and recovered" in ended.output for name in tried)


def test_a_fault_that_cannot_be_tried_here_is_left_out_with_the_reason(monkeypatch, tmp_path):
    monkeypatch.setattr(faults, "FAULTS", {"made read-only": faults._read_only})
    monkeypatch.setenv("PATH", "")
    assert [(fault.is_left_out, fault.problem) for fault in faults.tried(f"sqlite:///{tmp_path}/x.db", KEY)] == [
        (True, ""), (False, ""),
    ]  # fmt: skip


def test_nothing_is_lost_by_a_kill_or_a_restart_of_postgresql():
    with postgres.running() as url:
        found = kill(url, KEY, 0, 40)
        disturbed = list(faults.tried(url, KEY))
    assert [(fault.name, fault.problem) for fault in disturbed] == [
        ("database gone and back", ""), ("clock set back", ""),
    ]  # fmt: skip
    assert disturbed[0].said.startswith("503 The database cannot be reached")
    assert found.acknowledged >= 40
    assert found.problems == []


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        ({1: ("b", "b"), 2: ("c", "")}, None),
        ({1: ("d", "d"), 2: ("c", ""), 3: ("begun", "")}, None),
        ({1: ("b", "b")}, "campaign 2 is gone"),
        ({1: ("a", ""), 2: ("c", "")}, "campaign 1 is ('a', '')"),
        ({1: ("d", "b"), 2: ("c", "")}, "campaign 1 is ('d', 'b')"),
    ],
)
def test_what_is_lost_or_half_there_is_seen(found, problem):
    writer = Writer(None, "writer", {1: ("b", "b"), 2: ("c", "")}, begun={1: ("d", "d")})
    assert [text.partition(";")[0] for text in writer.problems(found)] == ([problem] if problem else [])


def test_a_server_that_cannot_start_is_one_line(tmp_path):
    (tmp_path / "x.db").write_text("something else")
    ended = CliRunner().invoke(main, ["crash", "--database", f"sqlite:///{tmp_path}/x.db", "--rounds", "1"])
    assert ended.exit_code == 2
    assert "it is not a database" in ended.output
