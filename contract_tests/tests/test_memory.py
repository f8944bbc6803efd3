"""What was shown once is held against what is shown later; what a command was to change is not."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api.exchange import Reply
from campaign_contract.contract_tests.api.memory import Memory

SUCCESS = {"Success": True, "ErrorCode": 0}
LONG = 922306590244732929
TEXT, DOMAINS = "ApprovalUserExplanation", "GoogleAnalyticsDomains"


def reply(**body):
    return Reply(200, {}, "", {**SUCCESS, **body})


class Told:
    """A memory, and short ways to tell it of the owner's commands."""

    def __init__(self, api):
        self.api, self.memory = api, Memory(api)

    def command(self, name, answer=None, **sent):
        self.memory.note("owner", self.api.command(name), sent, answer or reply())

    def create(self, number, name="n"):
        self.command("Campaign.Create", reply(CampaignID=number), CampaignName=name)

    def shown(self, number, **fields):
        campaign = {"CampaignID": number, "CampaignName": "n", "CampaignStatus": "Draft", **fields}
        return self.memory.differences("owner", self.api.command("Campaign.Get"), {}, reply(Campaign=campaign))


@pytest.fixture
def told(api):
    told = Told(api)
    told.create(1)
    return told


def test_a_field_that_no_command_was_to_change(told):
    assert told.shown(1, **{TEXT: "a"}) == []
    told.command("Campaign.Update", CampaignID=2, **{TEXT: "b"})
    (line,) = told.shown(1, **{TEXT: "b"})
    why = "as no command was to change it since it was last shown"
    assert line == f"Campaign.Get: {TEXT} of campaign 1: expected a, {why}, got b"
    assert told.shown(1, **{TEXT: "b"}) == [], "a change is told once"


def test_what_is_sent_may_change_and_nothing_else(told):
    told.shown(1, **{TEXT: "a", DOMAINS: "d"})
    told.command("Campaign.Update", CampaignID="1", **{TEXT: "b"})
    (line,) = told.shown(1, **{TEXT: "b"})
    assert line.startswith(f"Campaign.Get: {DOMAINS} of campaign 1: expected d")


def test_a_refused_command_changes_nothing(told):
    told.shown(1)
    told.command("Campaign.Pause", Reply(200, {}, "", {"Success": False, "ErrorCode": 3}), CampaignID=1)
    assert told.shown(1, CampaignStatus="Paused")


@pytest.mark.parametrize("later", ["Sending", "Sent", "Failed"])
def test_a_target_may_send_by_itself(told, later):
    told.shown(1, CampaignStatus="Ready", SendDate="")
    assert told.shown(1, CampaignStatus=later, SendDate="2026-01-01") == []
    assert told.shown(1, CampaignStatus="Draft")


def test_cancelling_may_take_the_schedule(told):
    told.shown(1, CampaignStatus="Ready", ScheduleType="Future", **{TEXT: "a"})
    told.command("Campaign.Cancel", CampaignID=1)
    (line,) = told.shown(1, ScheduleType="Not Scheduled", **{TEXT: ""})
    assert TEXT in line


def test_a_bundle_may_take_the_place_of_lists(told):
    told.shown(1, RecipientListsAndSegments="6")
    told.command("Campaign.Update", CampaignID=1, RulesJsonBundle="{}")
    assert told.shown(1, RulesJsonBundle="{}", RecipientListsAndSegments="") == []


def test_what_is_left_out_is_as_empty_as_a_default(told):
    told.shown(1, PublishOnRSS="Disabled")
    assert told.shown(1) == []
    told.command("Campaign.Update", CampaignID=1, PublishOnRSS="Enabled")
    assert told.shown(1, PublishOnRSS="Enabled") == []
    assert told.shown(1)


def test_a_copy_has_the_settings_of_its_source(told):
    told.shown(1, SendDate="2037-01-01", **{TEXT: "a"})
    told.command("Campaign.Copy", reply(NewCampaignID="2"), CampaignID=1)
    (line,) = told.shown(2, CampaignName="copy of n")
    assert TEXT in line


def test_a_new_campaign_shows_what_another_one_did(told):
    told.shown(1)
    told.create(2, "other")
    (line,) = told.shown(2, CampaignName="other", **{TEXT: "meddled with"})
    assert TEXT in line


def test_a_deleted_campaign_is_not_shown(told):
    told.command("Campaigns.Delete", Campaigns="1")
    assert told.shown(1) == ["Campaign.Get: expected campaign 1 not to be shown, as it was deleted, got it"]
    assert told.memory.standing("owner", "n") == {}


@pytest.mark.parametrize("named", ["1,2", "1,99999", "1abc"])
def test_of_a_list_with_other_ids_nothing_is_claimed(told, named):
    told.shown(1)
    told.command("Campaigns.Delete", Campaigns=named)
    assert told.memory.standing("owner", "n") == {}
    assert told.shown(1, **{TEXT: "other"}) == []


def test_another_user_has_campaigns_of_the_same_id(told):
    told.shown(1)
    told.memory.note("stranger", told.api.command("Campaign.Update"), {"CampaignID": 1, TEXT: "b"}, reply())
    assert told.shown(1, **{TEXT: "b"})


def test_what_was_sent_in_another_way_is_given_up(told):
    told.shown(1)
    told.memory.forget_named(['{"CampaignID": 1}'])
    assert told.shown(1, **{TEXT: "b"}) == []


def test_an_id_of_64_bits_that_was_sent_in_another_way_is_given_up(told):
    told.create(LONG, "long")
    told.shown(LONG, CampaignName="long")
    told.memory.forget_named([f'{{"CampaignID": {LONG}}}'])
    assert told.shown(LONG, CampaignName="another") == []


def test_what_has_to_be_there(told):
    told.create(2, "n of mine")
    assert told.memory.standing("owner", "mine") == {2: "n of mine"}
    told.command("Campaign.Update", CampaignID=2, CampaignName="renamed")
    assert told.memory.standing("owner", "n") == {1: "n"}
