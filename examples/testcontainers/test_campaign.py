"""Tests do not know where the server is."""

from __future__ import annotations


def test_a_campaign_is_paused(campaign_account):
    campaign = campaign_account.campaign(status="Sending")
    assert campaign_account.call("Campaign.Pause", CampaignID=campaign)["Success"]
    assert campaign_account.journal()[-1]["decided"] == "Campaign.Pause/success"
