"""What a strict server refuses, and another one only warns of."""

from __future__ import annotations

import json

import pytest
from werkzeug.test import Client

from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.doubts import doubting
from campaign_contract.mockserver.options import AppOptions

UPDATE = {"Command": "Campaign.Update", "CampaignID": "2"}
LIST = {"Command": "Campaigns.Get"}
CREATE = {"Command": "Campaign.Create", "CampaignName": "x"}
DOUBTFUL = [
    ({**CREATE, "CampainName": "y"}, "CampainName: unknown; did you mean CampaignName?"),
    ({**LIST, "SearchKeyowrd": "x"}, "SearchKeyowrd: unknown; did you mean SearchKeyword?"),
    ({**LIST, "Zzz": "x"}, "Zzz: unknown and ignored."),
    ({**LIST, "Tags": "Summer"}, "Tags: 'Summer' is no list of ids of tags; Tags.Get lists them."),
    ({**LIST, "RecordsPerRequest": "ten"}, "RecordsPerRequest: 'ten' is no whole number."),
    ({**LIST, "OrderType": "UP"}, "OrderType: 'UP' is none of ASC, DESC."),
    ({**LIST, "RetrieveTags": "maybe"}, "RetrieveTags: 'maybe' is neither true nor false."),
    ({**UPDATE, "SendDate": "2030-02-30"}, "SendDate: '2030-02-30' is no day of the calendar."),
    ({**UPDATE, "SendDate": "tomorrow"}, "SendDate: 'tomorrow' is no date; send YYYY-MM-DD."),
    ({**UPDATE, "SendTime": "25:00"}, "SendTime: '25:00' is no time of the day."),
    ({**UPDATE, "SendTimeZone": "Mars/Olympus"}, "SendTimeZone: 'Mars/Olympus' is no time zone; send a name"),
    ({**UPDATE, "RecipientListsAndSegments": "all"}, "RecipientListsAndSegments: 'all' is no list of"),
]  # fmt: skip
FINE = [
    {**LIST, "RecordsPerRequest": "2", "OrderType": "desc", "Tags": "1,2", "ResponseFormat": "JSON", "_": "170000"},
    {**LIST, "callback": ""},
    {**UPDATE, "SendDate": "0000-00-00", "SendTime": "09:30", "SendTimeZone": "(GMT-03:00) Brasilia"},
    {**UPDATE, "SendDate": "2028-02-29", "SendTimeZone": "America/New_York", "RecipientListsAndSegments": "5::0,3: 2"},
    {"Command": "User.Login", "username": "owner", "password": "owner-password", "rememberme": "yes"},
]


def strict(spec, store, owner, strict=True, seen=None):
    check = doubting(strict)

    def watched(exchange, situation):
        try:
            check(exchange, situation)
        finally:
            (seen if seen is not None else []).extend(exchange.warnings)

    owner.client = Client(create_app(spec, store, AppOptions(checks=(watched,))))
    return owner


@pytest.mark.parametrize(("sent", "text"), DOUBTFUL, ids=[text.partition(" ")[0] for _, text in DOUBTFUL])
def test_a_strict_server_refuses_what_another_one_warns_of(spec, store, owner, sent, text):
    before = json.dumps(owner.list())
    refused = strict(spec, store, owner).client.post(owner.path, data={"APIKey": owner.key, **sent})
    fault = spec.fault("doubtful")
    body = refused.get_json()
    assert (refused.status_code, body["Success"], body["ErrorCode"]) == (fault.http_status, False, fault.code)
    assert body["ErrorText"].startswith(text)
    assert json.dumps(owner.list()) == before

    seen = []
    assert strict(spec, store, owner, False, seen).post({"APIKey": owner.key, **sent})["Success"] is True
    assert len(seen) == 1
    assert seen[0].startswith(text)


@pytest.mark.parametrize("sent", FINE)
def test_what_real_clients_send_is_no_cause_for_doubt(spec, store, owner, sent):
    seen = []
    assert strict(spec, store, owner, seen=seen).post({"APIKey": owner.key, **sent})["Success"] is True
    assert seen == []


def test_a_documented_error_comes_first(spec, store, owner):
    assert strict(spec, store, owner)("Campaign.Create", CampainName="x") == {"Success": False, "ErrorCode": 1}


def test_all_doubts_are_told_together(spec, store, owner):
    answer = strict(spec, store, owner).client.post(
        owner.path, data={"APIKey": owner.key, **LIST, "A": "1", "Tags": "x"}
    )
    assert answer.get_json()["ErrorText"].startswith("A: unknown and ignored. Tags: 'x' is no list")
