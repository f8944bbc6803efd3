"""A campaign is read under either key, with ids as numbers or text, and what is not shown is not observable."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api.outcomes import NotObservable
from campaign_contract.contract_tests.api.shown import View, id_number, same_value
from campaign_contract.spec import Kind


@pytest.fixture
def view(api):
    return lambda **data: View(data, api)


def test_name_and_status_stand_under_either_key(view):
    assert view(CampaignName="a").name == view(Name="a").name == "a"
    assert view(CampaignStatus="Draft").status == view(Status="Draft").status == "Draft"
    assert view(CampaignName="a", CampaignStatus="Draft").settings == view(Name="a", Status="Draft").settings


@pytest.mark.parametrize("part", ["name", "status"])
def test_a_name_or_a_status_that_is_not_shown_is_not_observable(view, part):
    with pytest.raises(NotObservable, match="the target shows neither Campaign"):
        getattr(view(CampaignID=1), part)


@pytest.mark.parametrize(
    ("value", "number"),
    [(7, 7), ("7", 7), ("007", 7), ("7.0", None), (7.0, None), (True, None), ("", None), (None, None), ("-7", None),
     ("abc", None), ([7], None), ("²", None)],
)  # fmt: skip
def test_an_id_is_a_number_or_text_of_digits(view, value, number):
    assert id_number(value) == view(CampaignID=value).id == number


def test_no_data_is_no_campaign(view):
    assert not view().exists
    assert view().id is None
    assert view(CampaignID=1).exists


def test_statistics_stand_nested_or_straight_in_the_campaign(view):
    nested, straight = view(Statistics={"OpenStatistics": {"a": 1}}), view(OpenStatistics={"a": 1})
    assert nested.statistics == straight.statistics == {"OpenStatistics": {"a": 1}}
    assert nested.shows_statistics
    assert straight.shows_statistics


def test_empty_statistics_are_shown_and_missing_ones_are_not(view):
    assert view(Statistics={}).shows_statistics
    assert view(Statistics=[]).shows_statistics
    assert view(Statistics=[]).statistics == {}
    assert not view(CampaignID=1).shows_statistics


def test_tags_are_none_where_they_are_not_shown(view):
    assert view(CampaignID=1).tags is None
    assert view(Tags=[]).tags == []


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), (7, "7"), (None, ""), ([1, "2"], "1,2"), ({"a": 1}, '{"a": 1}'), (True, "True")]
)
def test_a_setting_is_text(view, value, text):
    assert view(RelEmailID=value).setting("RelEmailID") == text


def test_a_setting_that_is_not_shown_is_not_observable(view):
    with pytest.raises(NotObservable, match="the target does not show SendDate"):
        view(CampaignID=1).setting("SendDate")


def test_settings_are_what_only_a_command_changes(view):
    shown = view(CampaignID=1, Name="a", SendDate="2037-06-01", PublishOnRSS="Enabled", TotalSent=3, Tags=["x"],
                 LastActivityDateTime="2024-04-01 09:33:20", Statistics={}, Unknown="y").settings  # fmt: skip
    assert shown == {"CampaignID": "1", "CampaignName": "a", "SendDate": "2037-06-01", "PublishOnRSS": "Enabled"}


@pytest.mark.parametrize(
    ("kind", "sent", "shown", "same"),
    [
        (Kind.TEXT, "a b", "a b", True),
        (Kind.TEXT, "a b", "ab", False),
        (Kind.TEXT, "A", "a", False),
        (Kind.EMAIL, "7", "07", False),
        (Kind.DATE, "2037-06-01", "20370601", True),
        (Kind.DATE, "2037-06-01", "2037-06-02", False),
        (Kind.NUMBERS, "1, 2", "1,2", True),
        (Kind.RECIPIENTS, "1:0", "1::0", True),
        (Kind.BOOLEAN, "true", "True", True),
        (Kind.BOOLEAN, "true", "false", False),
    ],
)
def test_only_loose_kinds_may_be_written_another_way(kind, sent, shown, same):
    assert same_value(kind, sent, shown) is same
