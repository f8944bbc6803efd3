"""Tests of what a run keeps of parts that nobody asked for."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.unasked import Unasked
from campaign_contract.spec import load

SHOWING = {"CampaignID": 1, "Statistics": {"OpenStatistics": {}}, "Tags": []}
STATISTICS, TAGS = "Campaign.Get/statistics-on-request", "Campaign.Get/tags-on-request"


def seen(command, shown=SHOWING, **sent):
    unasked = Unasked()
    unasked.see("stranger", command, sent, [View(shown, load())])
    return unasked.by_statement


def test_one_campaign_that_shows_all_is_told_by_statement():
    assert seen("Campaign.Get", campaignid=1).keys() == {STATISTICS, TAGS}
    assert seen("Campaign.Get", campaignid=1)[TAGS] == (
        "tags unless retrievetags is true: expected none, the stranger got some with campaignid=1"
    )
    assert seen("Campaign.Get", {"CampaignID": 1}, campaignid=1) == {}


@pytest.mark.parametrize("value", ["true", True, "1", "yes", ""])
def test_a_flag_that_may_ask_for_it_does(value):
    assert seen("Campaign.Get", retrievetags=value).keys() == {STATISTICS}


@pytest.mark.parametrize("value", ["false", False, "FALSE"])
def test_a_flag_that_says_no_does_not(value):
    assert TAGS in seen("Campaign.Get", retrievetags=value)


def test_a_flag_in_another_spelling_leaves_open_what_is_meant():
    assert TAGS not in seen("Campaign.Get", **{"retrievetags[]": "true"})


def test_a_list_may_show_statistics_unless_it_is_told_not_to():
    assert seen("Campaigns.Get") == {}
    assert seen("Campaigns.Get", RetrieveStatistics="false", RetrieveTags="false").keys() == {
        "Campaigns.Get/statistics"
    }
