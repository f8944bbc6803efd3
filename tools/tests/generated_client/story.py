"""A small program over the client that openapi-generator makes for Python: `story.py BASE_URL API_KEY`."""

import sys

from openapi_client import ApiClient, CampaignApi, CampaignsApi, Configuration

with ApiClient(Configuration(host=sys.argv[1])) as client:
    campaign, campaigns, key = CampaignApi(client), CampaignsApi(client), {"api_key": sys.argv[2]}

    def created(name: str) -> int:
        answer = campaign.create_campaign("Campaign.Create", name, **key)
        assert answer.success, answer
        return answer.campaign_id

    id = created("Generated")
    assert campaign.update_campaign(
        "Campaign.Update",
        id,
        schedule_type="Future",
        send_date="2035-06-01",
        send_time="09:30:00",
        send_time_zone="America/New_York",
        recipient_lists_and_segments="1:0",
        **key,
    ).success
    assert campaign.approve_campaign("Campaign.Approve", id, **key).success
    refused = campaign.pause_campaign("Campaign.Pause", created("Never sent"), **key)
    assert not refused.success
    assert refused.error_code == 3, refused
    assert campaign.pause_campaign("Campaign.Pause", 4, **key).success
    rows = campaigns.get_campaigns("Campaigns.Get", search_keyword="Generated", **key)
    assert [row.campaign_name for row in rows.campaigns] == ["Generated"], rows
    read = campaign.get_campaign("Campaign.Get", 1, **key).campaign
    assert (read.campaign_name or read.name) == "Summer Sale", read
    assert read.total_opens == 4200, read
    assert campaigns.delete_campaigns("Campaigns.Delete", str(id), **key).success
    print("all calls worked")
