"""One campaign serves many refused requests, until a check fails on it; what may be sent is new each time."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from campaign_contract.contract_tests.api.exchange import Exchange, Transcript
from campaign_contract.contract_tests.api.outcomes import NotArranged
from campaign_contract.contract_tests.api.provoke import names_campaigns
from campaign_contract.contract_tests.api.untouched import Untouched
from campaign_contract.contract_tests.settings import Settings
from campaign_contract.spec import Spec, load


@dataclass
class View:
    settings: dict[str, str]
    status: str = "Paused"


@dataclass
class World:
    """Makes numbered campaigns and counts how often one is read."""

    made: list[str] = field(default_factory=list)
    read: int = 0
    spec: Spec = field(default_factory=load)
    settings: Settings = field(default_factory=lambda: Settings(paused_campaign_id="79"))
    owner: str = "the owner"
    shown: str = "Paused"
    can_pause: bool = True
    client: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(transcript=Transcript()))

    def campaign(self, status):
        if status == "Paused" and not self.can_pause:
            raise NotArranged("sending ends at once here")
        self.made.append(status or "new")
        self.client.transcript.add(Exchange("Campaign.Create", "POST", "", {}, "", 200, f"{len(self.made)}", 1))
        return len(self.made)

    def get(self, _):
        self.read += 1
        return View({"CampaignName": "as it was"}, self.shown)


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


def test_each_check_tells_how_its_campaign_was_arranged(untouched, api):
    transcript, told = untouched.world.client.transcript, []
    for _ in range(3):
        transcript.start_check()
        lent(untouched, api.command("Campaign.Copy"))
        told.append([exchange.command for exchange in transcript.exchanges])
    assert (told, untouched.world.made) == ([["Campaign.Create"]] * 3, ["new"])


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


def test_the_operators_paused_campaign_is_only_asked_to_pause_and_lent_to_no_other_command(untouched, api):
    untouched.world.can_pause = False
    for _ in range(2):
        assert lent(untouched, api.command("Campaign.Pause"), "Paused").campaign.id == "79"
    for command in filter(names_campaigns, api.commands):
        if command.name != "Campaign.Pause":
            with pytest.raises(NotArranged, match=r"sending ends at once here$"):
                lent(untouched, command, "Paused")
    assert untouched.world.made == []


def test_where_the_suite_can_pause_its_own_the_operators_is_left_alone(untouched, api):
    assert lent(untouched, api.command("Campaign.Pause"), "Paused").campaign == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"settings": Settings()}, "sending ends at once here; --paused-campaign-id names a campaign that is Paused"),
        ({"shown": "Sending"}, "--paused-campaign-id 79: expected one that is Paused, got Sending"),
    ],
)
def test_without_a_paused_campaign_of_the_operator_it_is_said_what_is_missing(api, changes, why):
    with pytest.raises(NotArranged, match=f"^{why}$"):
        lent(Untouched(World(can_pause=False, **changes)), api.command("Campaign.Pause"), "Paused")


def test_what_was_changed_is_not_lent_again(untouched, api):
    with untouched.lent(api.command("Campaign.Update")):
        untouched.changed()
    lent(untouched, api.command("Campaign.Update"))
    lent(untouched, api.command("Campaign.Update"))
    assert untouched.world.made == ["new", "new"]


def test_a_command_that_leaves_its_campaign_as_it_is_gets_one_that_is_lent(untouched, api):
    made = []
    for name in ("Campaign.Get", "Campaign.Copy", "Campaign.Update", "Campaign.Get"):
        with untouched.fit_for(api.command(name)) as campaign:
            made.append(campaign)
    assert made == [1, 1, 2, 1]
