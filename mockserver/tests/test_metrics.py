"""What Prometheus reads, as its own parser understands it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from prometheus_client.parser import text_string_to_metric_families

from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.tally import BOUNDS, Tally
from campaign_contract.mockserver.tests.admin_client import Admin
from campaign_contract.mockserver.tests.conftest import NOW


@pytest.fixture
def admin(spec, seeded, store):
    return Admin(World(spec, seeded, store, Clock(NOW), Journal(), workers=3))


def samples(admin):
    answer = admin.send("GET", "/metrics")
    assert answer.mimetype == "text/plain"
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name.removeprefix("campaign_contract_"), *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_answers_are_counted_by_command_outcome_and_rule(admin):
    own = admin("GET", "/accounts/1")
    for _ in range(2):
        admin.command(own, "Campaign.Pause", CampaignID="2")
    admin.command(own, "Campaigns.Get")
    admin.client.post("/api.php")
    found = samples(admin)
    assert {key[1:]: value for key, value in found.items() if key[0] == "requests_total"} == {
        ("Campaign.Pause", "Campaign.Pause/not-sending", "failure"): 2,
        ("Campaigns.Get", "Campaigns.Get/success", "success"): 1,
        ("", "Fault/no-command", "fault"): 1,
    }
    assert found["request_seconds_count", "Campaign.Pause"] == 2
    assert found["request_seconds_bucket", "Campaign.Pause", "+Inf"] == 2
    assert found["request_seconds_sum", "Campaign.Pause"] > 0


def test_the_data_and_the_process_are_told(admin):
    admin.command(admin("GET", "/accounts/1"), "Campaigns.Get")
    found = samples(admin)
    campaigns = [row for account in (1, 2) for row in admin("GET", f"/accounts/{account}/campaigns")["campaigns"]]
    for status in admin.world.spec.statuses:
        expected = sum(row["CampaignStatus"] == status.name for row in campaigns)
        assert found["campaigns", status.name] == expected
    assert (found["accounts",], found["journal_entries",], found["workers", str(os.getpid())]) == (2, 1, 3)


def test_seconds_are_counted_to_the_first_bound_that_holds_them():
    tally = Tally()
    for seconds in (BOUNDS[0], BOUNDS[0] + 0.0001, BOUNDS[-1] + 1):
        tally._add("x", "x/success", seconds)
    ((counts, total),) = tally.durations().values()
    assert [place for place, count in enumerate(counts) if count] == [0, 1, len(BOUNDS)]
    assert total == pytest.approx(BOUNDS[0] * 2 + 0.0001 + BOUNDS[-1] + 1)


def test_labels_hold_no_text_of_a_client(admin):
    hostile = 'x"}\n1'
    admin.client.post("/api.php", data={"Command": hostile, "APIKey": hostile})
    admin.client.post(f"/{hostile}")
    assert hostile not in admin.send("GET", "/metrics").text
    assert {key[2] for key in samples(admin) if key[0] == "requests_total"} == {
        "Fault/unknown-command",
        "Fault/wrong-path",
    }


def test_a_server_starts_without_the_library():
    program = "import sys, campaign_contract.mockserver.serve; print('prometheus_client' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"
