"""Simulated delivery: campaigns that live in time, the same whoever asks and however often."""

from __future__ import annotations

import itertools
import math
from datetime import UTC, datetime, timedelta

import pytest

from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.delivery import Deliverer, Delivery
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.schedule import due
from campaign_contract.mockserver.tests.admin_client import Admin

START = datetime(2030, 1, 1, 12, tzinfo=UTC)
COUNTERS = ("TotalSent", "UniqueOpens", "TotalOpens", "UniqueClicks", "TotalClicks", "TotalHardBounces")
IMMEDIATE = {"ScheduleType": "Immediate", "CampaignStatus": "Ready"}


class Scene:
    """A fresh account at a frozen time, whose campaigns are delivered."""

    def __init__(self, spec, seeded, store, delivery):
        self.clock = Clock(START)
        self.admin = Admin(World(spec, seeded, store, self.clock, Journal(), deliverer=Deliverer(delivery)))
        self.account = self.admin("POST", "/accounts", {})

    def __call__(self, command, **parameters):
        return self.admin.command(self.account, command, **parameters)

    def campaign(self, **values):
        return self.admin("POST", f"/accounts/{self.account['id']}/campaigns", values)["CampaignID"]

    def read(self, campaign):
        return self("Campaign.Get", campaignid=campaign)["Campaign"]

    def status(self, campaign):
        return self.read(campaign)["CampaignStatus"]

    def wait(self, seconds):
        self.clock.advance(timedelta(seconds=seconds))


@pytest.fixture
def make_scene(spec, seeded, store):
    return lambda **settings: Scene(spec, seeded, store, Delivery(**settings))


@pytest.fixture
def scene(make_scene):
    return make_scene()


def test_delivery_is_changed_while_the_server_works_and_what_was_sent_stays(scene):
    assert scene.admin("GET", "/delivery") == {"mode": "simulated", "rate": 50, "recipients": 1000, "seed": 0}
    campaign = scene.campaign(CampaignStatus="Sending")
    scene.wait(4)
    assert scene.admin("PUT", "/delivery", {"mode": "off"}) == scene.admin("GET", "/delivery") == {"mode": "off"}
    scene.wait(4)
    assert (scene.status(campaign), scene.read(campaign)["TotalSent"]) == ("Sending", 200)
    changed = {"mode": "simulated", "rate": 100, "recipients": 2000}
    assert scene.admin("PUT", "/delivery", changed) == {**changed, "seed": 0}
    scene.wait(12)
    assert (scene.status(campaign), scene.read(campaign)["TotalSent"]) == ("Sent", 1000)
    scene.admin("POST", "/reset")
    assert scene.admin("GET", "/delivery")["rate"] == 50


@pytest.mark.parametrize("rate", [1, 50, 10**9])
@pytest.mark.parametrize("recipients", [0, 1, 1000])
def test_any_rate_and_number_of_recipients_comes_to_its_end(make_scene, rate, recipients):
    scene = make_scene(rate=rate, recipients=recipients)
    scene.admin("PUT", "/delivery", {"mode": "simulated", "rate": rate, "recipients": recipients})
    campaign = scene.campaign(CampaignStatus="Ready", ScheduleType="Immediate")
    assert scene.status(campaign) == "Ready"
    scene.wait(1 + math.ceil(recipients / rate))
    row = scene.read(campaign)
    assert (row["CampaignStatus"], row["TotalSent"], row["TotalRecipients"]) == ("Sent", recipients, recipients)


@pytest.mark.parametrize(
    "body", [{}, {"mode": "fast"}, {"mode": "off", "rate": 1}, {"mode": "simulated", "rate": 0}, {"rate": 50}]
)
def test_a_delivery_that_cannot_be_is_refused(scene, body):
    assert scene.admin.error("PUT", "/delivery", body)[0] == 400


def test_an_immediate_campaign_is_ready_then_sending_then_sent(scene):
    campaign = scene("Campaign.Create", CampaignName="x")["CampaignID"]
    scene("Campaign.Update", CampaignID=campaign, ScheduleType="Immediate")
    assert scene.status(campaign) == "Draft"
    assert scene("Campaign.Approve", CampaignID=campaign)["Success"]
    assert scene.status(campaign) == "Ready"
    scene.wait(1)
    assert scene.status(campaign) == "Sending"
    scene.wait(10)
    half = scene.read(campaign)
    assert (half["TotalSent"], half["TotalRecipients"], half["SendProcessFinishedOn"]) == (500, 1000, "")
    scene.wait(10)
    sent = scene.read(campaign)
    assert (sent["CampaignStatus"], sent["TotalSent"]) == ("Sent", 1000)
    assert (sent["SendProcessStartedOn"], sent["SendProcessFinishedOn"]) == (
        "2030-01-01 12:00:01",
        "2030-01-01 12:00:21",
    )
    assert scene("Campaign.Get", campaignid=campaign)["CampaignThroughput"]["EmailsPerSecond"] == 50


def test_the_list_and_its_filters_live_in_time_too(scene):
    scene.campaign(**IMMEDIATE)
    scene.wait(5)
    assert [row["TotalSent"] for row in scene("Campaigns.Get", CampaignStatus="Sending")["Campaigns"]] == [200]
    scene.wait(100)
    assert scene("Campaigns.Get", CampaignStatus="Sending")["TotalCampaigns"] == 0
    assert scene("Campaigns.Get", CampaignStatus="Sent")["TotalCampaigns"] == 1


def test_a_pause_freezes_and_a_resume_goes_on_where_it_stopped_by_way_of_ready(scene):
    campaign = scene.campaign(**IMMEDIATE)
    scene.wait(11)
    assert scene("Campaign.Pause", CampaignID=campaign)["Success"]
    scene.wait(3600)
    frozen = scene.read(campaign)
    assert (frozen["CampaignStatus"], frozen["TotalSent"]) == ("Paused", 500)
    assert scene("Campaign.Resume", CampaignID=campaign)["Success"]
    assert scene.status(campaign) == "Ready"
    scene.wait(1)
    going_on = scene.read(campaign)
    assert (going_on["CampaignStatus"], going_on["TotalSent"]) == ("Sending", 500)
    scene.wait(9)
    assert scene.read(campaign)["TotalSent"] == 950
    scene.wait(1)
    assert scene.status(campaign) == "Sent"


def test_too_late_a_pause_is_refused(scene):
    campaign = scene.campaign(**IMMEDIATE)
    scene.wait(60)
    assert scene("Campaign.Pause", CampaignID=campaign)["ErrorCode"] == 3
    assert scene.read(campaign)["SendProcessFinishedOn"] == "2030-01-01 12:00:21"


def test_a_cancel_ends_it(scene):
    campaign = scene.campaign(**IMMEDIATE)
    scene.wait(6)
    assert scene("Campaign.Cancel", CampaignID=campaign)["Success"]
    scene.wait(3600)
    cancelled = scene.read(campaign)
    assert (cancelled["CampaignStatus"], cancelled["TotalSent"]) == ("Ready", 250)
    assert cancelled["SendProcessFinishedOn"] == "2030-01-01 12:00:06"


def test_sending_set_by_hand_starts_it(scene):
    campaign = scene("Campaign.Create", CampaignName="x")["CampaignID"]
    scene("Campaign.Update", CampaignID=campaign, CampaignStatus="Sending")
    scene.wait(4)
    row = scene.read(campaign)
    assert (row["CampaignStatus"], row["TotalSent"], row["ScheduleType"]) == ("Sending", 200, "Not Scheduled")
    scene("Campaign.Pause", CampaignID=campaign)
    scene("Campaign.Resume", CampaignID=campaign)
    scene.wait(2)
    assert scene.read(campaign)["TotalSent"] == 250


def test_one_in_the_middle_goes_on_from_there(scene):
    campaign = scene.campaign(CampaignStatus="Sending", TotalSent=300, TotalRecipients=400)
    scene.wait(1)
    assert scene.read(campaign)["TotalSent"] == 350
    scene.wait(1)
    assert (scene.status(campaign), scene.read(campaign)["TotalRecipients"]) == ("Sent", 400)


@pytest.mark.parametrize("steps", [[86_400], [1] * 30 + [86_370], [7, 5, 3600, 82_788]])
def test_it_is_the_same_however_often_somebody_asks(make_scene, steps):
    scene = make_scene(rate=30, recipients=1_000, seed=7)
    campaign = scene.campaign(**IMMEDIATE)
    assert campaign == 11, "it counts for what people do"
    seen = [scene.read(campaign)]
    for seconds in steps:
        scene.wait(seconds)
        seen.append(scene.read(campaign))
    for earlier, later in itertools.pairwise(seen):
        assert all(earlier[name] <= later[name] for name in COUNTERS)
    assert {name: seen[-1][name] for name in COUNTERS} == {
        "TotalSent": 1000,
        "UniqueOpens": 363,
        "TotalOpens": 509,
        "UniqueClicks": 60,
        "TotalClicks": 75,
        "TotalHardBounces": 12,
    }


def test_people_react_by_the_seed_and_go_on_after_the_end(make_scene):
    scene = make_scene(recipients=100_000, rate=1_000)
    campaign = scene.campaign(**IMMEDIATE)
    scene.wait(101)
    at_the_end = scene.read(campaign)
    scene.wait(86_400)
    later = scene.read(campaign)
    assert at_the_end["CampaignStatus"] == later["CampaignStatus"] == "Sent"
    assert 0 < at_the_end["UniqueOpens"] < later["UniqueOpens"] < later["TotalOpens"]
    assert 0 < later["UniqueClicks"] < later["UniqueOpens"] < later["TotalSent"]
    assert 25_000 * 0.99 < later["UniqueOpens"] < 45_000
    assert later["TotalHardBounces"] == at_the_end["TotalHardBounces"] > 0


def zoned(**values):
    row = {
        "CreateDateTime": "2025-01-01 00:00:00",
        "LastActivityDateTime": "2025-01-01 00:00:00",
        "SendProcessStartedOn": "",
        "SendProcessFinishedOn": "",
        "ScheduleRecDaysOfWeek": "0",
        "ScheduleRecDaysOfMonth": "0",
        "ScheduleRecMonths": "0",
        "ScheduleRecHours": "0",
        "ScheduleRecMinutes": "0",
        "ScheduleRecSendMaxInstance": 0,
        "ScheduleRecSentInstances": 0,
        "SendTimeZone": "",
    }
    found = due({**row, **values})
    return found and f"{found:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("date", "time", "zone", "moment"),
    [
        ("2025-06-01", "09:00", "America/New_York", "2025-06-01 13:00:00"),
        ("2025-12-01", "09:00:30", "America/New_York", "2025-12-01 14:00:30"),
        ("2025-06-01", "09:00", "(GMT+04:00) Moscow", "2025-06-01 05:00:00"),
        ("2025-06-01", "09:00", "", "2025-06-01 09:00:00"),
        ("2025-06-01", "09:00", "Nowhere", "2025-06-01 09:00:00"),
        ("2025-03-09", "02:30", "America/New_York", "2025-03-09 07:30:00"),
        ("2025-11-02", "01:30", "America/New_York", "2025-11-02 05:30:00"),
        ("2024-06-01", "09:00", "Europe/Paris", "2025-01-01 00:00:01"),
        ("2025-02-30", "09:00", "Europe/Paris", None),
        ("", "", "Europe/Paris", None),
    ],
    ids=lambda value: str(value).replace("/", "-"),
)
def test_a_future_campaign_is_due_at_its_local_time(date, time, zone, moment):
    """A skipped time (March) counts on from the last change; of a doubled one (November) it is the first."""
    assert zoned(ScheduleType="Future", SendDate=date, SendTime=time, SendTimeZone=zone) == moment


@pytest.mark.parametrize(
    ("rules", "moment"),
    [
        ({"ScheduleRecHours": "9", "ScheduleRecMinutes": "30"}, "2025-01-01 09:30:00"),
        ({}, "2025-01-01 00:01:00"),
        ({"ScheduleRecMinutes": "15,45"}, "2025-01-01 00:15:00"),
        ({"ScheduleRecMinutes": "0,30"}, "2025-01-01 00:30:00"),
        ({"ScheduleRecHours": "0,12", "ScheduleRecMinutes": "0,59"}, "2025-01-01 00:59:00"),
        ({"ScheduleRecDaysOfWeek": "7", "ScheduleRecHours": "9"}, "2025-01-05 09:00:00"),
        ({"ScheduleRecDaysOfMonth": "31", "ScheduleRecMonths": "2,3", "ScheduleRecHours": "9"}, "2025-03-31 09:00:00"),
        ({"ScheduleRecDaysOfMonth": "29", "ScheduleRecMonths": "2", "ScheduleRecHours": "9"}, "2028-02-29 09:00:00"),
        ({"ScheduleRecDaysOfMonth": "30", "ScheduleRecMonths": "2"}, None),
        ({"ScheduleRecHours": "99"}, None),
        ({"ScheduleRecHours": "9", "SendTimeZone": "Asia/Tokyo"}, "2025-01-01 00:01:00"),
        ({"ScheduleRecHours": "2", "ScheduleRecMinutes": "30", "SendTimeZone": "America/New_York",
          "LastActivityDateTime": "2025-03-08 12:00:00"}, "2025-03-09 07:30:00"),
        ({"ScheduleRecHours": "1", "ScheduleRecMinutes": "30", "SendTimeZone": "America/New_York",
          "LastActivityDateTime": "2025-11-02 05:30:00"}, "2025-11-03 06:30:00"),
        ({"ScheduleRecSendMaxInstance": 2, "ScheduleRecSentInstances": 2}, None),
    ],
)  # fmt: skip
def test_a_recurring_campaign_is_due_at_its_next_time(rules, moment):
    """0 alone is every one; a time in a skipped hour comes once, in a doubled one the first time."""
    assert zoned(ScheduleType="Recursive", **rules) == moment


def test_a_recurring_campaign_is_sent_again_and_again_up_to_its_limit(make_scene):
    scene = make_scene(rate=50, recipients=100)
    campaign = scene.campaign(
        CampaignStatus="Ready", ScheduleType="Recursive", ScheduleRecDaysOfWeek="0", ScheduleRecDaysOfMonth="0",
        ScheduleRecMonths="0", ScheduleRecHours="14", ScheduleRecMinutes="30", ScheduleRecSendMaxInstance=3,
    )  # fmt: skip
    seen = []
    for _ in range(4):
        scene.clock.advance(timedelta(hours=2, minutes=30, seconds=1))
        during = scene.read(campaign)
        scene.clock.advance(timedelta(hours=21, minutes=29, seconds=59))
        after = scene.read(campaign)
        seen.append((during["CampaignStatus"], during["TotalSent"], after["CampaignStatus"], after["TotalSent"]))
    assert seen == [
        ("Sending", 50, "Ready", 100),
        ("Sending", 150, "Ready", 200),
        ("Sending", 250, "Sent", 300),
        ("Sent", 300, "Sent", 300),
    ]
    assert scene.read(campaign)["ScheduleRecSentInstances"] == 3


def test_years_of_recurring_are_caught_up_with(make_scene):
    scene = make_scene(rate=50, recipients=100)
    campaign = scene.campaign(
        CampaignStatus="Ready", ScheduleType="Recursive", ScheduleRecHours="9", ScheduleRecMinutes="15"
    )
    scene.clock.advance(timedelta(days=2 * 365))
    assert scene.read(campaign)["ScheduleRecSentInstances"] == 2 * 365


def test_other_accounts_live_in_their_own_time(scene):
    campaign = scene.campaign(**IMMEDIATE)
    other = scene.admin("POST", "/accounts", {"campaigns": [IMMEDIATE]})
    scene.admin("POST", f"/accounts/{other['id']}/clock", {"advance": "PT1H"})
    assert scene.admin.command(other, "Campaigns.Get")["Campaigns"][0]["CampaignStatus"] == "Sent"
    assert scene.status(campaign) == "Ready"


def test_what_happened_by_itself_is_a_change_in_the_journal(scene):
    campaign = scene.campaign(**IMMEDIATE)
    scene.wait(2)
    scene.read(campaign)
    entry = scene.admin("GET", "/journal")["entries"][-1]
    assert {"campaign": campaign, "field": "CampaignStatus", "from": "Ready", "to": "Sending"} in entry["changes"]


def test_without_delivery_nothing_happens_by_itself(spec, seeded, store):
    scene = Scene(spec, seeded, store, None)
    campaign = scene.campaign(**IMMEDIATE)
    scene.wait(86_400)
    assert scene.status(campaign) == "Ready"
