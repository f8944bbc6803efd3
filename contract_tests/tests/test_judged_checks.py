"""A check that works in a world is begun anew where the target moved a campaign, however it gets its world."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from campaign_contract.contract_tests import checks

WORLD = SimpleNamespace(life="its life", client=SimpleNamespace(transcript=SimpleNamespace(start_check=lambda: None)))


@pytest.fixture
def lives(monkeypatch):
    """By whose lives checks were judged."""
    lives = []
    monkeypatch.setattr(checks.life, "judged", lambda life, check: lives.append(life) or check())
    return lives


def run(**fixtures):
    """Run a check with these fixtures; with which it ran."""
    ran = []

    def check(**given):
        ran.append(given)

    checks.cases(lambda _: [])(check)(**fixtures)
    return ran


@pytest.mark.parametrize("fixtures", [{"world": WORLD}, {"shared": SimpleNamespace(world=WORLD)}])
def test_a_check_in_a_world_is_judged(lives, fixtures):
    assert run(**fixtures) == [fixtures]
    assert lives == ["its life"]


def test_a_check_without_one_only_runs(lives):
    assert run(case="a case") == [{"case": "a case"}]
    assert lives == []
