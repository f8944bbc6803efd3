"""Nine tests of a scheduler. Its waiting moves the clock of the test's account, so that no test waits itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests
from scheduler import Refused, Scheduler

NOON = "2030-01-01T12:00:00Z"


@pytest.fixture
def slept():
    return []


@pytest.fixture
def scheduler(campaign_account, slept):
    campaign_account.clock.set(NOON)

    def sleep(seconds):
        slept.append(seconds)
        campaign_account.clock.advance(timedelta(seconds=seconds))

    return Scheduler(campaign_account.url, campaign_account.api_key, sleep)


def test_a_scheduled_campaign_is_a_draft_until_it_is_approved(scheduler, campaign_account):
    campaign = scheduler.schedule("Spring", "2030-01-02", "09:00", "America/New_York")
    assert scheduler.read(campaign)["Status"] == "Draft"
    campaign_account.clock.advance("P3D")
    assert scheduler.read(campaign)["Status"] == "Draft"


def test_an_approved_campaign_waits_for_its_local_time(scheduler, campaign_account):
    campaign = scheduler.schedule("Spring", "2030-01-02", "09:00", "America/New_York")
    scheduler.approve(campaign)
    campaign_account.clock.set("2030-01-02T13:59:59Z")
    assert scheduler.read(campaign)["Status"] == "Ready"
    campaign_account.clock.set("2030-01-02T14:00:00Z")
    assert scheduler.read(campaign)["Status"] == "Sending"


def test_it_is_watched_until_it_is_sent(scheduler, slept):
    campaign = scheduler.schedule("Spring", "2030-01-01", "14:30", "(GMT+02:00) Helsinki")
    scheduler.approve(campaign)
    sent = scheduler.wait_until_sent(campaign)
    assert (sent["Status"], sent["TotalSent"]) == ("Sent", 1000)
    assert sent["SendProcessFinishedOn"] == "2030-01-01 12:30:20"
    assert sum(slept) == 31 * 60


def test_a_pause_in_the_middle_and_a_resume(scheduler, campaign_account):
    campaign = campaign_account.campaign("Sending")
    campaign_account.clock.advance("PT8S")
    scheduler.pause(campaign)
    campaign_account.clock.advance("P1D")
    assert (scheduler.read(campaign)["Status"], scheduler.read(campaign)["TotalSent"]) == ("Paused", 400)
    scheduler.resume(campaign)
    assert scheduler.wait_until_sent(campaign, every=1)["TotalSent"] == 1000
    with pytest.raises(Refused) as refused:
        scheduler.pause(campaign)
    assert refused.value.codes == 3


def test_after_a_429_it_waits_as_long_as_it_is_told(scheduler, campaign_account, slept):
    campaign_account.fault(status=429, retry_after=7, count=2)
    assert scheduler.schedule("Spring", "2030-01-02", "09:00", "UTC") > 0
    assert slept == [7, 7]
    campaign_account.fault(status=429, retry_after=1)
    with pytest.raises(requests.HTTPError):
        scheduler.read(1)


def test_a_thousand_campaigns_are_read_page_by_page(campaign_account):
    campaigns = [{"CampaignName": f"{number:04}"} for number in range(1000)]
    with campaign_account.api.account(campaigns=campaigns) as large:
        found = [row["CampaignName"] for row in Scheduler(large.url, large.api_key).all()]
        pages = large.journal(command="Campaigns.Get")
    assert found == [f"{number:04}" for number in range(1000)]
    assert len(pages) == 4


def test_statistics_grow_while_it_is_sent_and_afterwards(scheduler, campaign_account):
    campaign = campaign_account.campaign("Sending", TotalRecipients=20_000)
    opens = []
    for _ in range(4):
        campaign_account.clock.advance("PT5M")
        opens.append(scheduler.read(campaign)["Statistics"]["OpenStatistics"]["UniqueOpens"])
    assert opens == sorted(set(opens))
    assert scheduler.read(campaign)["Status"] == "Sent"


def test_it_gives_up_on_a_server_that_does_not_answer_in_time(campaign_account):
    campaign_account.fault(latency={"fixed": 1}, count=1)
    impatient = Scheduler(campaign_account.url, campaign_account.api_key, timeout=0.2)
    with pytest.raises(requests.Timeout):
        impatient.schedule("Spring", "2030-01-02", "09:00", "UTC")


def test_two_workers_pause_one_campaign_once(scheduler, campaign_account):
    campaign = campaign_account.campaign("Sending")

    def pause(_):
        try:
            scheduler.pause(campaign)
        except Refused as refused:
            return refused.codes
        return 0

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(pause, range(2))) == [0, 3]
    assert scheduler.read(campaign)["Status"] == "Paused"
