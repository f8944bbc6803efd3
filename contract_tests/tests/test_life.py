"""What a target's sender does to a campaign is told from a fault of the target."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from campaign_contract import spec
from campaign_contract.contract_tests.api.life import ATTEMPTS, Life, judged
from campaign_contract.contract_tests.api.outcomes import Broken, Grave, NotArranged
from campaign_contract.contract_tests.explore.campaign_model import GOES_ON
from campaign_contract.contract_tests.tests.miniature import _STATUS_AFTER as STATUS_AFTER


@dataclass
class Clock:
    """Time that passes only while somebody sleeps; at `ends` sending ends (None: never)."""

    miniature: object
    ends: float | None = None
    now: float = 0.0
    seen: list[float] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.ends is not None and self.now >= self.ends:
            for row in self.miniature.campaigns.values():
                if row["CampaignStatus"] in ("Ready", "Sending"):
                    row["CampaignStatus"] = "Sent"


@pytest.fixture
def clock(miniature):
    return Clock(miniature)


@pytest.fixture
def life(world, clock):
    world.life = Life(world, clock.time, clock.sleep)
    return world.life


def failing_on_what_was_sent(world, miniature):
    def check():
        campaign = world.campaign("Sending")
        miniature.campaigns[campaign.id]["CampaignStatus"] = "Sent"
        raise Broken(["outcome: expected a success"])

    return check


def test_a_check_that_passes_runs_once(life):
    runs = []
    judged(life, lambda: runs.append(1))
    assert runs == [1]


def test_a_failure_without_a_move_stands(life, world):
    def check():
        world.campaign("Sending")
        raise Broken(["wrong"])

    with pytest.raises(Broken, match="wrong"):
        judged(life, check)
    assert life.alive == {}


def test_a_move_that_the_target_never_makes_by_itself_is_a_failure(life, world, miniature):
    with pytest.raises(Broken, match="expected a success"):
        judged(life, failing_on_what_was_sent(world, miniature))
    assert life.alive == {"Sending": False, "Ready": False}


def test_a_move_of_a_target_with_a_sender_is_not_arranged(life, world, miniature, clock):
    clock.ends = 2.0
    with pytest.raises(NotArranged, match="--holding-list-id"):
        judged(life, failing_on_what_was_sent(world, miniature))
    assert life.alive == {"Sending": True, "Ready": True}


@pytest.mark.parametrize("refuses", [False, True])
def test_a_sender_that_goes_on_only_with_what_it_has_begun_is_one(life, world, miniature, clock, refuses, monkeypatch):
    begun, update = [], world.update

    def noted(campaign, **parameters):
        if refuses and campaign in begun:
            raise Broken(["ErrorCode: expected a success, got 5"])
        begun.extend([campaign] if parameters["CampaignStatus"] == "Sending" else [])
        update(campaign, **parameters)

    def go_on(_):
        clock.now += 1
        for campaign in begun:
            row = miniature.campaigns[campaign.id]
            row["CampaignStatus"] = "Sending" if row["CampaignStatus"] == "Ready" else row["CampaignStatus"]

    monkeypatch.setattr(world, "update", noted)
    life.sleep = go_on
    assert life.explains(frozenset({"Ready"})) is not refuses
    assert life.alive == {"Sending": False, "Ready": not refuses}


@pytest.mark.parametrize("begins", [False, True])
def test_a_sender_that_goes_on_only_with_what_was_resumed_is_one(life, miniature, clock, monkeypatch, begins):
    def go_on(_):
        clock.now += 1
        for sent in miniature.received if begins else ():
            if sent["Command"] == "Campaign.Resume":
                miniature.campaigns[int(sent["CampaignID"])]["CampaignStatus"] = "Sending"

    monkeypatch.setitem(STATUS_AFTER, "Campaign.Resume", "Ready")
    life.sleep = go_on
    assert life.explains(frozenset({"Ready"})) is begins


@pytest.mark.usefixtures("miniature")
def test_recipients_that_take_a_while_hide_no_sender(make_world, clock):
    world, clock.ends = make_world(holding_list_id="44"), 0.1
    life = Life(world, clock.time, clock.sleep)

    assert life.explains(frozenset({"Sending"}))
    assert not any("RecipientListsAndSegments" in exchange.body for exchange in world.client.transcript.exchanges)


def test_what_succeeds_when_it_is_arranged_again_passes(life, world, miniature, clock):
    clock.ends = 0.1
    fail, runs = failing_on_what_was_sent(world, miniature), []

    def check():
        runs.append(1)
        if len(runs) < ATTEMPTS:
            fail()

    judged(life, check)
    assert len(runs) == ATTEMPTS


def test_what_breaks_every_answer_is_never_the_senders_doing(life, world, miniature, clock):
    clock.ends = 0.1

    def check():
        miniature.campaigns[world.campaign("Sending").id]["CampaignStatus"] = "Sent"
        raise Grave(["HTTP status: 500"])

    with pytest.raises(Grave):
        judged(life, check)


@pytest.mark.usefixtures("life")
def test_a_paused_campaign_is_not_arranged_where_sending_ends_at_once(world, clock, monkeypatch):
    clock.ends = 0.1
    arrange = world._arrange

    def ended(command, campaign, **parameters):
        if command == "Campaign.Pause":
            clock.sleep(1)
            raise Broken(["ErrorCode: expected a success, got 3"])
        arrange(command, campaign, **parameters)

    monkeypatch.setattr(world, "_arrange", ended)
    with pytest.raises(NotArranged, match="sending ends at once"):
        world.campaign("Paused")


@pytest.mark.usefixtures("miniature")
def test_recipients_that_take_a_while_are_sent_along(make_world):
    world = make_world(holding_list_id="44")
    world.campaign("Sending")
    assert "RecipientListsAndSegments=44" in world.client.transcript.exchanges[-1].body


def test_the_suite_and_the_spec_agree_on_what_delivery_does():
    api = spec.load()
    assert {status: set(api.goes_on_to(status)) for status in api.sending_statuses} == GOES_ON


def test_what_lasts(life, world):
    assert life.lasts("Ready"), "as long as nothing else is known"
    life.alive = {"Ready": True, "Sending": True}
    assert [status for status in ("Draft", "Ready", "Sending") if life.lasts(status)] == ["Draft"]
    world.settings = replace(world.settings, holding_list_id="7")
    assert [status for status in ("Draft", "Ready", "Sending") if life.lasts(status)] == ["Draft", "Sending"]
