"""The page of a firewall is told from an answer of the target."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.firewall import FIREWALL, is_page_of_a_firewall
from campaign_contract.contract_tests.api.outcomes import Broken, NotObservable

PATH = "/api.php"
PAGE = "<!DOCTYPE html>\n<html><title>403 Forbidden</title></html>"
SCRIPT = {"CampaignName": "<script>alert(1)</script>"}


@pytest.mark.parametrize(
    ("status", "text", "sent", "is_page"),
    [
        (403, PAGE, SCRIPT, True),
        (406, PAGE.lower(), {"SearchKeyword": "1' OR '1'='1"}, True),
        (418, "<html></html>", {"CampaignID": "1 UNION SELECT 2"}, True),
        (403, PAGE, {"CampaignName": "Summer Sale"}, False),
        (403, PAGE, {"CampaignID": 12}, False),
        (403, '{"Success": false}', SCRIPT, False),
        (500, PAGE, SCRIPT, False),
        (200, PAGE, SCRIPT, False),
    ],
)
def test_a_page_that_refuses_what_looks_like_an_attack_is_a_firewalls(status, text, sent, is_page):
    assert is_page_of_a_firewall(Reply(status, {}, text, None), sent) is is_page


def test_a_check_that_meets_a_firewall_is_not_observable(make_world, httpserver):
    httpserver.expect_request(PATH).respond_with_data(PAGE, status=403, content_type="text/html")
    owner = make_world().owner
    with pytest.raises(NotObservable, match="a firewall in front of the target"):
        owner.call("Campaign.Create", SCRIPT)
    with pytest.raises(Broken):
        owner.call("Campaign.Create", {"CampaignName": "Summer Sale"})
    assert "HTML or SQL" in FIREWALL
