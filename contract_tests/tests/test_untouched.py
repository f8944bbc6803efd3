"""One campaign serves many refused requests, until a check fails on it; what may be sent is new each time."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from campaign_contract.contract_tests.api.untouched import Untouched
from campaign_contract.spec import Spec, load


@dataclass
class View:
    settings: dict[str, str]


@dataclass
class World:
    """Makes numbered campaigns and counts how often one is read."""

    made: list[str] = field(default_factory=list)
    read: int = 0
    spec: Spec = field(default_factory=load)

    def campaign(self, status):
        self.made.append(status or "new")
        return len(self.made)

    def get(self, _):
        self.read += 1
        return View({"CampaignName": "as it was"})


@pytest.fixture
def untouched():
    return Untouched(World())


def lent(untouched, command, status=None):
    with untouched.lent(command, status) as loan:
        return loan


def test_one_campaign_for_all_that_only_refuse(untouched, api):
    first = lent(untouched, api.command("Campaign.Copy"))
    assert lent(untouched, api.command("Campaigns.Delete")) == first
    assert first.settings == {"CampaignName": "as it was"}
    assert (untouched.world.made, untouched.world.read) == (["new"], 1)


def test_another_one_for_another_status(untouched, api):
    lent(untouched, api.command("Campaign.Resume"))
    lent(untouched, api.command("Campaign.Resume"), "Draft")
    assert untouched.world.made == ["Paused", "Draft"]


def test_what_may_be_sent_is_new_each_time(untouched, api):
    for _ in range(2):
        lent(untouched, api.command("Campaign.Pause"))
    assert untouched.world.made == ["Sending", "Sending"]


def test_after_a_failure_another_one(untouched, api):
    with pytest.raises(AssertionError), untouched.lent(api.command("Campaign.Copy")):
        raise AssertionError
    lent(untouched, api.command("Campaign.Copy"))
    assert untouched.world.made == ["new", "new"]


def test_none_for_a_command_that_names_none(untouched, api):
    assert lent(untouched, api.command("Campaign.Create")).campaign is None
    assert untouched.world.made == []
