"""What of the contract traffic has met, as the control API tells it."""

from __future__ import annotations

import pytest

from campaign_contract.mockserver import coverage as coverages
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.delivery import Deliverer, Delivery
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.tests.admin_client import Admin
from campaign_contract.mockserver.tests.conftest import NOW


@pytest.fixture
def admin(spec, seeded, store):
    return Admin(World(spec, seeded, store, Clock(NOW), Journal()))


@pytest.fixture
def own(admin):
    return admin("GET", "/accounts/1")


def met(admin, kind, path="/coverage"):
    counts = admin("GET", path)["kinds"][kind]["counts"]
    return {name: count for name, count in counts.items() if count}


def test_nothing_is_met_at_first(admin):
    report = admin("GET", "/coverage")
    assert (report["percent"], report["met"]) == (0, 0)
    assert report["of"] > 90


def test_commands_parameters_and_the_deciding_rule_are_met(admin, own):
    admin.command(own, "campaign.update", campaignid="2", CampaignName="x", SendDate="", Nonsense="1")
    assert met(admin, "commands") == {"Campaign.Update": 1}
    assert met(admin, "parameters") == {"Campaign.Update CampaignID": 1, "Campaign.Update CampaignName": 1}
    assert met(admin, "rules") == {"Campaign.Update/success": 1}


def test_a_documented_error_is_met(admin, own):
    admin.command(own, "Campaign.Pause", CampaignID="2")
    admin.command(own, "Campaign.Pause", CampaignID="2")
    assert met(admin, "errors") == {"Campaign.Pause/not-sending": 2}
    assert met(admin, "transitions") == {}


def test_a_forced_error_is_met_too(admin, own):
    admin("POST", "/faults", {"error": "Campaign.Pause/not-found", "count": 1})
    admin.command(own, "Campaign.Pause", CampaignID="4")
    assert met(admin, "errors") == {"Campaign.Pause/not-found": 1}


def test_a_transition_is_met(admin, own):
    admin.command(own, "Campaign.Pause", CampaignID="4")
    assert met(admin, "transitions") == {"Campaign.Pause: Sending → Paused": 1}


def test_failures_outside_commands_are_met_beside(admin, own):
    admin.command({"api_key": "wrong"}, "Campaign.Get", campaignid="1")
    admin.command(own, "Campaign.Fly")
    assert met(admin, "faults") == {"Fault/bad-credentials": 1, "Fault/unknown-command": 1}
    assert met(admin, "commands") == {"Campaign.Get": 1}


def test_supporting_commands_are_no_part_of_the_contract(admin, own):
    admin.command(own, "Emails.Get")
    assert admin("GET", "/coverage")["met"] == 0


def test_what_delivery_does_is_told_from_what_commands_do(spec, seeded, store):
    clock = Clock(NOW)
    admin = Admin(World(spec, seeded, store, clock, Journal(), deliverer=Deliverer(Delivery(rate=10))))
    account = admin("POST", "/accounts", {"campaigns": [{"CampaignStatus": "Ready", "ScheduleType": "Immediate"}]})
    campaign = str(account["campaigns"][0])
    admin("POST", "/clock", {"set": "2030-01-02T03:04:15Z"})
    admin.command(account, "Campaign.Get", campaignid=campaign)
    admin.command(account, "Campaign.Pause", CampaignID=campaign)
    assert met(admin, "delivery") == {"Ready → Sending": 1}
    assert met(admin, "transitions") == {"Campaign.Pause: Sending → Paused": 1}


def test_each_account_has_its_own(admin, own):
    other = admin("POST", "/accounts", {})
    admin.command(own, "Campaigns.Get")
    admin.command(other, "Campaign.Create", CampaignName="x")
    assert met(admin, "commands") == {"Campaigns.Get": 1, "Campaign.Create": 1}
    assert met(admin, "commands", f"/coverage?account={other['id']}") == {"Campaign.Create": 1}
    admin("DELETE", f"/accounts/{other['id']}")
    assert met(admin, "commands", f"/coverage?account={other['id']}") == {}
    assert met(admin, "commands") == {"Campaigns.Get": 1, "Campaign.Create": 1}


def test_a_reset_of_the_state_keeps_it_and_a_clearing_does_not(admin, own):
    admin.command(own, "Campaigns.Get")
    admin("POST", "/reset")
    assert met(admin, "commands") == {"Campaigns.Get": 1}
    admin("DELETE", "/coverage")
    assert admin("GET", "/coverage")["met"] == 0


def test_its_memory_is_bounded(admin, monkeypatch):
    monkeypatch.setattr(coverages, "_MOST_ACCOUNTS", 3)
    for _ in range(5):
        account = admin("POST", "/accounts", {})
        admin.command(account, "Campaigns.Get")
        admin.command(account, "No.Such.Command")
    counting = admin.world.coverage
    assert len(counting._accounts) == 3
    assert len(counting._rest) == len(next(iter(counting._accounts.values()))) + 1 == 5
    assert met(admin, "commands", f"/coverage?account={account['id']}") == {"Campaigns.Get": 1}


def test_one_of_several_workers_does_not_know_it_all(spec, seeded, store):
    admin = Admin(World(spec, seeded, store, Clock(NOW), Journal(), workers=2))
    assert admin.error("GET", "/coverage") == (
        409, "the coverage would be that of one of 2 workers; serve with --workers 1")  # fmt: skip
