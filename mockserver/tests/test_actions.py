"""What each command does to the campaigns, seen through the API alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from werkzeug.test import Client

from campaign_contract.mockserver.actions import ACTIONS, Refused
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.spec import Group

SENT, DRAFT, FUTURE, SENDING, PAUSED, FOREIGN = 1, 2, 3, 4, 5, 9
BUNDLE = {
    "operator": "or",
    "criteria": [
        {
            "list_id": 1,
            "operator": "and",
            "rules": [{"type": "fields", "field_id": "EmailAddress", "operator": "contains", "value": "a"}],
        }
    ],
}


def test_create_answers_a_new_number_under_which_the_campaign_is_read_at_once(owner):
    first, second = owner("Campaign.Create", CampaignName="é ♥ <b>"), owner("Campaign.Create", CampaignName="é ♥ <b>")
    assert isinstance(first["CampaignID"], int)
    assert first["CampaignID"] != second["CampaignID"]
    campaign = owner.read(first["CampaignID"])
    assert (campaign["Name"], campaign["CampaignName"]) == ("é ♥ <b>", "é ♥ <b>")
    assert (campaign["Status"], campaign["CampaignStatus"], campaign["ScheduleType"]) == (
        "Draft",
        "Draft",
        "Not Scheduled",
    )
    assert campaign["CreateDateTime"] == campaign["LastActivityDateTime"] == "2030-01-02 03:04:05"


def test_copy_takes_the_settings_and_neither_schedule_nor_totals_nor_tags(spec, owner):
    before = owner.read(FUTURE)
    new = owner("Campaign.Copy", CampaignID=str(FUTURE))["NewCampaignID"]
    assert isinstance(new, str)
    copied = owner.read(new)
    assert copied["CampaignStatus"] == "Draft"
    for field in spec.fields:
        if field.group is Group.SETTING:
            assert copied[field.name] == before[field.name], field.name
        if field.group is Group.SCHEDULE:
            assert copied[field.name] == field.default, field.name
    assert before["RecipientLists"] == copied["RecipientLists"] == ["1"]
    assert owner.read(FUTURE) == before
    assert owner("Campaign.Get", campaignid=new, retrievetags="1")["Campaign"]["Tags"] == []


def test_get_answers_ratios_throughput_statistics_and_tags(owner):
    answer = owner("Campaign.Get", campaignid=str(SENT), retrievestatistics="true", retrievetags="YES")
    campaign = answer["Campaign"]
    assert (campaign["HardBounceRatio"], campaign["SoftBounceRatio"]) == ("1.00", "0.50")
    assert answer["CampaignThroughput"] == {"EmailsPerSecond": 5}
    assert (
        campaign["Statistics"]["OpenStatistics"]
        == campaign["OpenStatistics"]
        == {"TotalOpens": 4200, "UniqueOpens": 3100}
    )
    assert campaign["Tags"] == ["Summer", "Sale"]
    assert campaign["RecipientLists"] == ["1", "2"]
    assert campaign["RecipientSegments"] == ["3"]


def test_get_answers_statistics_and_tags_only_on_request(spec, owner):
    on_request = {field.name for field in spec.fields if field.group in (Group.STATISTICS, Group.TAGS)}
    assert not on_request & owner.read(SENT).keys()


def test_get_answers_every_field_of_the_spec(spec, owner):
    campaign = owner("Campaign.Get", campaignid=str(SENT), retrievestatistics="1", retrievetags="1")["Campaign"]
    assert list(campaign) == [field.name for field in spec.fields]


def test_nothing_sent_yields_zero_ratios_and_zero_throughput(owner):
    answer = owner("Campaign.Get", campaignid=str(DRAFT))
    assert answer["Campaign"]["HardBounceRatio"] == "0.00"
    assert answer["CampaignThroughput"] == {"EmailsPerSecond": 0}


@pytest.mark.parametrize(
    ("started", "finished", "rate"),
    [
        ("2024-01-01 00:00:00", "2024-01-01 00:00:10", 0.7),
        ("2024-01-01 00:00:00", "2024-01-01 00:00:07", 1),
        ("2024-01-01 00:00:00", "2024-01-01 00:00:00", 0),
        ("2024-01-01 00:00:01", "2024-01-01 00:00:00", 0),
        ("2024-01-01 00:00:00", "", 0),
    ],
)
def test_throughput_is_what_was_sent_by_the_seconds_it_took(owner, store, started, finished, rate):
    store.change(DRAFT, {"TotalSent": 7, "SendProcessStartedOn": started, "SendProcessFinishedOn": finished})
    answer = owner("Campaign.Get", campaignid=str(DRAFT))
    assert answer["CampaignThroughput"] == {"EmailsPerSecond": rate}


@pytest.mark.parametrize("campaign", [str(FOREIGN), "777", "9" * 18, "0" * 20 + "777"])
def test_get_of_an_unknown_or_foreign_campaign_is_an_empty_success(owner, campaign):
    assert owner("Campaign.Get", campaignid=campaign) == {"Success": True, "ErrorCode": 0, "Campaign": []}


@pytest.mark.parametrize("campaign", ["9" * 19, "9" * 20, "9" * 5000, "-1"])
def test_get_of_what_is_no_id_of_64_bits_is_refused(owner, campaign):
    assert owner("Campaign.Get", campaignid=campaign)["ErrorCode"] == 2


@pytest.mark.parametrize("sent", ["3:0,3:2", " 3:0 , 3: 2", "3::0,3::2", "3,3:2"])
def test_recipient_pairs_are_taken_as_clients_write_them(owner, sent):
    new = owner.create()
    owner("Campaign.Update", CampaignID=str(new), RecipientListsAndSegments=sent)
    campaign = owner.read(new)
    assert (campaign["RecipientLists"], campaign["RecipientSegments"]) == (["3"], ["2"])


@pytest.mark.parametrize(
    ("command", "before", "after"),
    [
        ("Campaign.Approve", "Draft", "Ready"),
        ("Campaign.Approve", "Sent", "Ready"),
        ("Campaign.Pause", "Sending", "Paused"),
        ("Campaign.Resume", "Paused", "Ready"),
        ("Campaign.Cancel", "Sending", "Ready"),
    ],
)
def test_a_status_effect_of_the_spec_is_applied(owner, command, before, after):
    campaign = owner.in_status(before)
    assert owner(command, CampaignID=str(campaign)) == {"Success": True, "ErrorCode": 0}
    assert owner.read(campaign)["CampaignStatus"] == after


@pytest.mark.parametrize(
    ("command", "parameters"), [("Campaign.Create", {"CampaignName": "x"}), ("Campaign.Copy", {"CampaignID": "1"})]
)
def test_a_new_campaign_has_the_status_that_the_spec_sets(spec, store, owner, command, parameters):
    made = spec.command(command)
    altered = replace(made, success=replace(made.success, sets=replace(made.success.sets, status="Paused")))
    commands = tuple(altered if item is made else item for item in spec.commands)
    api = replace(owner, client=Client(create_app(replace(spec, commands=commands), store)))
    assert api(command, **parameters)["Success"] is True
    assert owner.list()[-1]["CampaignStatus"] == "Paused"


def test_a_status_effect_is_an_activity(owner):
    owner("Campaign.Approve", CampaignID=str(DRAFT))
    assert owner.read(DRAFT)["LastActivityDateTime"] == "2030-01-02 03:04:05"


def test_cancel_takes_the_schedule_off(owner):
    assert owner.read(FUTURE)["ScheduleType"] == "Future"
    owner("Campaign.Cancel", CampaignID=str(FUTURE))
    assert owner.read(FUTURE)["ScheduleType"] == "Not Scheduled"


def test_update_changes_what_is_sent_and_nothing_else(owner):
    before = owner.read(DRAFT)
    owner("Campaign.Update", CampaignID=str(DRAFT), CampaignName="New", SendDate="", PublishOnRSS="Enabled")
    changed = {
        "CampaignName": "New",
        "Name": "New",
        "PublishOnRSS": "Enabled",
        "LastActivityDateTime": "2030-01-02 03:04:05",
    }
    assert owner.read(DRAFT) == before | changed


def test_update_takes_every_parameter(spec, owner):
    command = spec.command("Campaign.Update")
    sent = {item.name: str(item.example) for item in command.parameters} | {
        "CampaignID": str(DRAFT),
        "RelEmailID": "1",
    }
    assert owner("Campaign.Update", **sent) == {"Success": True, "ErrorCode": 0}
    campaign = owner.read(DRAFT)
    ignored = ("RecipientListsAndSegments", "Exclude_RecipientListsAndSegments")
    for name, value in sent.items():
        assert str(campaign[name]) == ("" if name in ignored else value), name


def test_a_refused_update_changes_nothing(owner):
    before = owner.read(DRAFT)
    assert owner("Campaign.Update", CampaignID=str(DRAFT), CampaignName="New", ScheduleType="Never")["ErrorCode"] == 5
    assert owner.read(DRAFT) == before


def test_a_number_field_keeps_its_value_when_no_number_is_sent(owner):
    owner("Campaign.Update", CampaignID=str(DRAFT), ScheduleRecSendMaxInstance="7")
    owner("Campaign.Update", CampaignID=str(DRAFT), ScheduleRecSendMaxInstance="-1")
    assert owner.read(DRAFT)["ScheduleRecSendMaxInstance"] == 7


@pytest.mark.parametrize("bundle", [BUNDLE, json.dumps(BUNDLE)])
def test_a_bundle_wins_over_the_list_parameters(owner, bundle):
    owner("Campaign.Update", CampaignID=str(DRAFT), RecipientListsAndSegments="1:0")
    lists = {"RecipientListsAndSegments": "2:0", "Exclude_RecipientListsAndSegments": "3:0"}
    assert owner.json("Campaign.Update", CampaignID=DRAFT, RulesJsonBundle=bundle, **lists)["Success"]
    campaign = owner.read(DRAFT)
    assert json.loads(campaign["RulesJsonBundle"]) == BUNDLE
    assert campaign["RecipientListsAndSegments"] == "1:0"
    assert campaign["Exclude_RecipientListsAndSegments"] == ""


def test_delete_removes_the_own_campaigns_that_are_named(owner, stranger):
    others = {row["CampaignID"] for row in owner.list()} - {"2", "3"}
    answer = owner("Campaigns.Delete", Campaigns=f"2, 3,{FOREIGN},777")
    assert answer == {"Success": True, "ErrorCode": 0, "ErrorText": ""}
    assert {row["CampaignID"] for row in owner.list()} == others
    assert stranger.read(FOREIGN)["CampaignName"] == "Quarterly Report"


@pytest.mark.parametrize("garbage", ["abc", "2,abc", "2;3", ",", "2,,3", "-2", "2," + "1" * 20])
def test_a_delete_list_with_garbage_deletes_nothing(owner, garbage):
    before = owner.list()
    assert owner("Campaigns.Delete", Campaigns=garbage)["ErrorCode"] == {"campaigns": 1}
    assert owner.list() == before


def test_ids_are_never_used_again(owner):
    first = owner.create()
    owner("Campaigns.Delete", Campaigns=str(first))
    assert owner.create() > first


def test_an_action_can_refuse_with_an_error_that_no_cause_describes(spec, store, owner):
    def refuse(situation):
        situation.store.change(DRAFT, {"CampaignName": "half done"})
        raise Refused("not-found")

    broken = Client(create_app(spec, store, AppOptions(actions={**ACTIONS, "Campaign.Update": refuse})))
    answer = replace(owner, client=broken)("Campaign.Update", CampaignID=str(DRAFT))
    assert answer == {"Success": False, "ErrorCode": 2}
    assert owner.read(DRAFT)["CampaignName"] == "Autumn Newsletter"
