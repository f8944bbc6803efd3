"""The answers have the shapes of the page's examples, and follow the spec when it is altered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign_contract.mockserver.answers import failure, success
from campaign_contract.spec import load

SPEC = load()
COMMANDS = [pytest.param(command, id=command.name) for command in SPEC.commands]
RESULTS = {
    "Campaign.Copy": {"NewCampaignID": 456},
    "Campaign.Create": {"CampaignID": 12345},
    "Campaigns.Get": {
        "Campaigns": [{"CampaignID": 123, "CampaignName": "Summer Sale", "CampaignStatus": "Active"}],
        "TotalCampaigns": 50,
    },
}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_pages_success_is_reproduced(command):
    shown = command.examples.success
    result = RESULTS.get(command.name) or {
        key: value for key, value in shown.items() if key in ("Campaign", "CampaignThroughput")
    }
    assert success(command, result) == shown


@pytest.mark.parametrize("command", [case for case in COMMANDS if case.values[0].examples.failure])
def test_the_pages_failure_is_reproduced(command, owner):
    assert failure(command, command.errors[0]) == command.examples.failure
    assert owner(command.name) == command.examples.failure


def test_the_campaign_id_has_the_type_that_each_example_shows(owner):
    assert owner.read(1)["CampaignID"] == 1
    assert owner.list()[0]["CampaignID"] == "1"
    assert isinstance(owner("Campaign.Create", CampaignName="x")["CampaignID"], int)
    assert isinstance(owner("Campaign.Copy", CampaignID="1")["NewCampaignID"], str)


def altered(command, shown=None, schema=None):
    part = {key: value for key, value in (("shown", shown), ("schema", schema)) if value is not None}
    return replace(command, success=replace(command.success, **part))


def test_a_key_that_the_spec_does_not_document_is_not_answered():
    command = altered(SPEC.command("Campaign.Create"), shown={}, schema={})
    assert success(command, {"CampaignID": 1}) == {"Success": True, "ErrorCode": 0}


@pytest.mark.parametrize(("kind", "expected"), [("string", "1"), ("integer", 1), (["integer", "string"], 1)])
def test_a_key_has_the_type_that_the_spec_shows(kind, expected):
    command = altered(SPEC.command("Campaign.Create"), shown={"properties": {"CampaignID": {"type": kind}}})
    assert success(command, {"CampaignID": 1})["CampaignID"] == expected


def test_types_are_followed_into_objects_and_arrays():
    rows = {"items": {"properties": {"Total": {"type": "string"}, "Name": {"type": "integer"}}}}
    command = altered(SPEC.command("Campaigns.Get"), shown={"properties": {"Campaigns": rows}})
    answer = success(command, {"Campaigns": [{"Total": 5, "Name": "x", "Other": 1}]})
    assert answer["Campaigns"] == [{"Total": "5", "Name": "x", "Other": 1}]


def test_a_constant_is_always_answered():
    command = altered(SPEC.command("Campaign.Pause"), shown={"properties": {"ErrorText": {"const": "fine"}}})
    assert success(command, {})["ErrorText"] == "fine"
