"""A list of all campaigns that is longer than what is read is told from an answer without end."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api.at_once import TOO_MANY, is_a_list_of_all
from campaign_contract.contract_tests.api.exchange import Reply
from campaign_contract.contract_tests.api.outcomes import NotObservable
from campaign_contract.contract_tests.stories.test_value_classes import _send_json
from campaign_contract.spec import load

LIST = '{"Success": true, "ErrorCode": 0, "Campaigns": [{"CampaignID": "1"}, '
LONG, MANY = "body: longer than 10 MiB; no more is read", "body: more than 500000 values; it is not read"


def is_all(api, text=LIST, fault=LONG, status=200, command="Campaigns.Get", **sent):
    return is_a_list_of_all(api.command(command), sent, Reply(status, {}, text, None, (fault,)))


@pytest.mark.parametrize("size", [None, "0", "-1", "abc", " 2 ", "999999", ""])
def test_where_no_page_is_asked_for_everything_may_come(api, size):
    assert is_all(api, RecordsPerRequest=size)
    assert is_all(api, fault=MANY, RecordsPerRequest=size)


@pytest.mark.parametrize("size", ["1", "100", 25])
def test_a_page_of_that_length_is_a_finding(api, size):
    assert not is_all(api, RecordsPerRequest=size)


@pytest.mark.parametrize(
    "answer",
    [
        {"text": "{" + " " * 1000},
        {"fault": "body: more than 200 lists and objects in one another; it is not read"},
        {"status": 500},
        {"command": "Campaign.Get"},
    ],
)
def test_what_is_no_list_is_a_finding(api, answer):
    assert not is_all(api, **answer)


def test_a_check_that_meets_such_an_account_is_not_observable(make_world, httpserver):
    rows = ", ".join(f'{{"CampaignID": "{number}"}}' for number in range(10_000))
    answer = f'{{"Success": true, "ErrorCode": 0, "Campaigns": [{rows}]}}'
    httpserver.expect_request("/api.php").respond_with_data(answer)
    world = make_world(answer_limit=0.1)
    with pytest.raises(NotObservable, match=TOO_MANY.partition(";")[0]):
        world.rows()


def test_json_of_odd_types_meets_it_as_well(make_world, httpserver):
    rows = ", ".join(f'{{"CampaignID": "{number}"}}' for number in range(10_000))
    answer = f'{{"Success": true, "ErrorCode": 0, "CampaignID": 1, "NewCampaignID": 2, "Campaigns": [{rows}]}}'
    httpserver.expect_request("/api.php").respond_with_data(answer)
    with pytest.raises(NotObservable, match=TOO_MANY.partition(";")[0]):
        _send_json(make_world(answer_limit=0.1), load().command("Campaigns.Get"), {"RecordsPerRequest": None})
