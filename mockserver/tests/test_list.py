"""Campaigns.Get: filters, keyword, order, tags, statistics, pages."""

from __future__ import annotations

import os

import pytest

from campaign_contract.mockserver import actions
from campaign_contract.mockserver.database import MustWait, no_waiting
from campaign_contract.mockserver.tests.conftest import TEST_DATABASE
from campaign_contract.spec import Group


def names(rows):
    return [row["CampaignName"] for row in rows]


def ids(rows):
    return [row["CampaignID"] for row in rows]


def test_pages_cover_every_campaign_once_in_the_default_order(owner):
    for number in range(30):
        owner.create(f"Campaign {number}")
    pages = [owner("Campaigns.Get", RecordsPerRequest="7", RecordsFrom=str(start)) for start in range(0, 42, 7)]
    found = [row["CampaignID"] for page in pages for row in page["Campaigns"]]
    assert [len(page["Campaigns"]) for page in pages] == [7, 7, 7, 7, 7, 3]
    assert {page["TotalCampaigns"] for page in pages} == {38}
    assert found == ids(owner.list()) == sorted(found, key=int)


@pytest.mark.parametrize("odd", ["-1", "abc", "", "1.5", " ", "0", "-" + "9" * 30])
def test_odd_paging_values_count_as_not_sent(owner, odd):
    everything = owner("Campaigns.Get")
    assert owner("Campaigns.Get", RecordsPerRequest=odd) == everything
    assert owner("Campaigns.Get", RecordsFrom=odd) == everything


@pytest.mark.parametrize("huge", ["9" * 19, "9" * 30, "9" * 5000])
def test_huge_paging_values_break_nothing(owner, huge):
    assert len(owner.list(RecordsPerRequest=huge)) == 8
    past_the_end = owner("Campaigns.Get", RecordsFrom=huge)
    assert (past_the_end["Campaigns"], past_the_end["TotalCampaigns"]) == ([], 8)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("All", {"1", "2", "3", "4", "5", "6", "7", "8"}),
        ("Sent", {"1"}),
        ("Draft", {"2"}),
        ("Ready", {"3", "8"}),
        ("Sending", {"4"}),
        ("Pending", {"6"}),
        ("Failed", {"7"}),
        ("Scheduled", {"3", "8"}),
        ("Paused", {"5"}),
        ("Pending Approval", {"6"}),
        ("No Such Status", set()),
    ],
)
def test_a_status_filter_answers_that_status_alone(owner, status, expected):
    answer = owner("Campaigns.Get", CampaignStatus=status)
    assert set(ids(answer["Campaigns"])) == expected
    assert answer["TotalCampaigns"] == len(expected)


def test_scheduled_leaves_out_what_is_ready_without_a_schedule(owner):
    ready = owner.in_status("Ready")
    assert str(ready) in ids(owner.list(CampaignStatus="Ready"))
    assert str(ready) not in ids(owner.list(CampaignStatus="Scheduled"))


@pytest.mark.parametrize("special", ["100%", "a_b", "back\\slash", "it's", 'quo"te', "+ & =", "İstanbul", "😀"])
def test_a_keyword_is_a_substring_taken_literally(owner, special):
    new = owner.create(f"before {special} after")
    owner.create("before 100x aXb after")
    assert ids(owner.list(SearchKeyword=special)) == [str(new)]


def test_a_keyword_does_not_mind_the_case_of_ascii_letters(owner):
    assert names(owner.list(SearchKeyword="sUMMER")) == ["Summer Sale"]
    new = owner.create("Öl")
    assert ids(owner.list(SearchKeyword="ÖL")) == [str(new)]
    assert owner.list(SearchKeyword="öl") == []


def test_a_keyword_of_any_length_breaks_nothing(owner):
    assert owner.list(SearchKeyword="x" * 200_000) == []


def test_rows_are_ordered_by_a_field_in_either_direction_and_ties_by_id(owner):
    ordered = sorted(names(owner.list()))
    assert names(owner.list(OrderField="CampaignName", OrderType="ASC")) == ordered
    assert names(owner.list(OrderField="campaignname", OrderType="desc")) == ordered[::-1]
    assert ids(owner.list(OrderField="TotalSent", OrderType="DESC")) == ["1", "4", "5", "2", "3", "6", "7", "8"]


@pytest.mark.parametrize("field", ["Name", "Nonsense", "1; DROP TABLE campaign", '"CampaignName"', "HardBounceRatio"])
def test_anything_but_a_stored_field_means_the_default_order(owner, field):
    assert ids(owner.list(OrderField=field)) == ids(owner.list())


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("1", ["1", "4"]),
        ("2", ["1", "3"]),
        ("1,2", ["1", "3", "4"]),
        ("3", []),
        ("99", []),
        ("abc", []),
        ("abc,2", ["1", "3"]),
    ],
)
def test_a_tag_filter_answers_campaigns_with_any_of_the_own_tags(owner, tags, expected):
    assert ids(owner.list(Tags=tags)) == expected


def test_a_very_long_tag_filter_breaks_nothing(owner):
    assert ids(owner.list(Tags=",".join(map(str, range(2, 50_000))))) == ["1", "3"]


def test_rows_show_tags_on_request(owner):
    assert "Tags" not in owner.list()[0]
    tags = {row["CampaignID"]: row["Tags"] for row in owner.list(RetrieveTags="True")}
    assert (tags["1"], tags["2"], tags["3"]) == (["Summer", "Sale"], [], ["Sale"])


def test_rows_show_statistics_unless_they_are_declined(spec, owner):
    statistics = {field.name for field in spec.fields if field.group is Group.STATISTICS}
    assert statistics <= owner.list()[0].keys()
    assert statistics <= owner.list(RetrieveStatistics="True")[0].keys()
    assert not statistics & owner.list(RetrieveStatistics="false")[0].keys()


def test_rows_are_the_accounts_own(owner, stranger):
    assert ids(stranger.list()) == ["9", "10"]
    assert not set(ids(owner.list())) & {"9", "10"}


def test_ids_are_text_and_the_total_is_a_number(owner):
    answer = owner("Campaigns.Get", RecordsPerRequest="1")
    assert answer["Campaigns"][0]["CampaignID"] == "1"
    assert answer["TotalCampaigns"] == 8
    assert answer["ErrorText"] == ""


def test_more_campaigns_than_an_answer_holds_are_a_fault(spec, client, seeded, monkeypatch):
    monkeypatch.setattr(actions, "MOST_ROWS", 5)
    call = {"Command": "Campaigns.Get", "APIKey": seeded.accounts[0].api_key}
    fault = spec.fault("too-many")
    for asked in ({}, {"RecordsPerRequest": "6"}, {"RecordsFrom": "2"}):
        answer = client.post(spec.transport.path, data={**call, **asked})
        assert (answer.status_code, answer.get_json()["ErrorCode"]) == (fault.http_status, fault.code)
        assert "RecordsPerRequest, at most 5" in answer.get_json()["ErrorText"]
    for asked, rows in (({"RecordsPerRequest": "5"}, 5), ({"RecordsFrom": "3"}, 5), ({"RecordsFrom": "90"}, 0)):
        answer = client.post(spec.transport.path, data={**call, **asked})
        assert (len(answer.get_json()["Campaigns"]), answer.get_json()["TotalCampaigns"]) == (rows, 8)


def test_a_long_page_is_made_where_it_keeps_nobody_waiting(owner, monkeypatch):
    monkeypatch.setattr(actions, "_MOST_IN_A_HURRY", 5)
    with pytest.raises(MustWait), no_waiting():
        owner.list()
    assert len(owner.list()) == 8


@pytest.mark.skipif(TEST_DATABASE in os.environ, reason="PostgreSQL is always waited for")
def test_a_short_page_is_made_at_once(owner, monkeypatch):
    monkeypatch.setattr(actions, "_MOST_IN_A_HURRY", 5)
    with no_waiting():
        assert len(owner.list(RecordsPerRequest="5")) == 5
