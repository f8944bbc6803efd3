"""The plugin's fixtures for the tests of a client, as a project uses them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from campaign_contract.contract_tests.stand_in.control import CampaignApi, ControlError
from campaign_contract.contract_tests.stand_in.process import NotStarted, started
from campaign_contract.spec.tests.sources import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = README.partition("`campaign_account` is a fresh account")[2].partition("```python")[2].partition("```")[0]
FRESH = """
import pytest

@pytest.mark.parametrize("number", range(6))
def test_nothing_is_shared(campaign_account, number):
    assert campaign_account.call("Campaigns.Get")["TotalCampaigns"] == 0
    campaign_account.call("Campaign.Create", CampaignName=str(number))
    assert [entry["command"] for entry in campaign_account.journal()] == ["Campaigns.Get", "Campaign.Create"]
"""


@pytest.fixture(scope="module")
def url():
    with started("--delivery simulated --rate 100") as found:
        yield found


@pytest.fixture
def account(url):
    with CampaignApi(url).account(tags=["Blue"]) as found:
        yield found


def run(folder, source, *options):
    (folder / "test_client.py").write_text(source, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    ended = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=False, timeout=120)
    return ended.returncode, ended.stdout + ended.stderr


def test_the_example_of_the_readme_passes(tmp_path):
    assert len(EXAMPLE.strip().splitlines()) == 10
    status, output = run(tmp_path, EXAMPLE)
    assert (status, "1 passed" in output) == (0, True), output


def test_tests_share_nothing_on_several_processes_and_on_one_server(tmp_path, url):
    for options in (("-n", "2"), ("-n", "2", "--contract-mock-url", url)):
        status, output = run(tmp_path, FRESH, *options)
        assert (status, "6 passed" in output) == (0, True), output


def test_an_account_ends_with_its_test(url):
    with CampaignApi(url).account() as account:
        assert account.call("Campaigns.Get")["Success"] is True
    assert account.call("Campaigns.Get")["ErrorCode"] == 99998


def test_an_account_is_a_world_of_its_own(account):
    campaign = account.campaign("Paused", TotalSent=3, Tags=["Blue"])
    account.change(campaign, TotalOpens=2)
    snapshot = account.snapshot()
    account.call("Campaigns.Delete", Campaigns=campaign)
    snapshot.restore()
    row = account.call("Campaign.Get", campaignid=campaign, retrievetags="true")["Campaign"]
    assert (row["CampaignStatus"], row["TotalSent"], row["TotalOpens"], row["Tags"]) == ("Paused", 3, 2, ["Blue"])
    account.fault(error="Campaign.Pause/not-sending", count=1)
    account.call("Campaign.Pause", CampaignID=campaign)
    assert account.journal(outcome="failure")[-1]["decided"] == "Campaign.Pause/not-sending"
    account.expire_sessions()
    assert account.call("Campaigns.Get", APIKey="", SessionID=account.session_id)["ErrorCode"] == 99998


def test_its_time_moves_alone(account, url):
    account.clock.set("2030-01-01T00:00:00Z")
    campaign = account.campaign("Ready", ScheduleType="Immediate")
    account.clock.advance("PT11S")
    assert account.clock.now.isoformat() == "2030-01-01T00:00:11+00:00"
    assert account.call("Campaign.Get", campaignid=campaign)["Campaign"]["CampaignStatus"] == "Sent"
    with CampaignApi(url).account() as other:
        assert other.clock.now.year < 2030
    account.clock.run()
    account.clock.freeze()
    assert account.clock.now == account.clock.now


def test_its_clock_is_moved_until_a_campaign_is_sent(account):
    account.clock.set("2030-01-01T00:00:00Z")
    campaign = account.campaign("Ready", ScheduleType="Future", SendDate="2030-01-02", SendTime="03:00:00")
    sent = account.until(campaign, "Sent", step="PT1H")
    assert (sent["CampaignStatus"], sent["TotalSent"]) == ("Sent", 1000)
    assert account.clock.now.isoformat() == "2030-01-02T04:00:00+00:00"
    with pytest.raises(ControlError, match="is Sent, not Paused, at 2030-01-02 04:02:00"):
        account.until(campaign, "Paused", steps=1)


def test_what_the_server_refuses_is_said_in_one_line(account):
    with pytest.raises(ControlError, match="'Flying' is not allowed"):
        account.campaign("Flying")
    with pytest.raises(ControlError, match="does not answer as a control API"):
        CampaignApi("http://127.0.0.1:9/api.php").control("GET", "clock")
    with pytest.raises(NotStarted, match="No such option"), started("--nonsense"):
        pass
