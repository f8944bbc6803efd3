"""Data of a campaign is found in a refusal under whatever key; what a failure may say of itself is none."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api.leaks import leaks
from campaign_contract.contract_tests.tests.conftest import reply

FAILED = {"Success": False, "ErrorCode": 2}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"ErrorText": "No such campaign"},
        {"CampaignID": "7", "Name": "NotFound", "Status": "error"},
        {"Campaign": [], "Campaigns": [], "TotalCampaigns": 0},
        {"Campaign": [], "CampaignThroughput": {"EmailsPerSecond": 0}},
        {"Campaign": {"CampaignID": None, "TotalSent": "0", "HardBounceRatio": "0.00", "Tags": []}},
        {"Request": {"CampaignName": "sent"}},
    ],
)
def test_a_failure_may_speak_of_itself(api, more):
    assert leaks(reply({**FAILED, **more}), api, ["CampaignName"], ["There before"]) == []


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"Campaign": {"CampaignID": 7}}, "Campaign"),
        ({"Data": {"CampaignStatus": "Draft"}}, "Data.CampaignStatus"),
        ({"Debug": [{"Row": {"RelOwnerUserID": 3}}]}, "Debug.Row.RelOwnerUserID"),
        ({"TotalCampaigns": 12}, "TotalCampaigns"),
    ],
)
def test_data_is_found_where_it_stands(api, more, place):
    assert leaks(reply({**FAILED, **more}), api) == [f"{place}: expected no data in a refusal, got some"]


def test_a_name_is_found_in_any_text(api):
    told = reply({**FAILED, "ErrorText": "'There before' is not yours"})
    assert leaks(told, api, names=["There before"]) == [
        'body: expected no data, got the name of the campaign "There before"'
    ]
