"""Over the client that openapi-generator makes for Python: `… BASE_URL API_KEY`."""

import json
import sys

from openapi_client import ApiClient, Campaign, CampaignApi, CampaignsApi, Configuration

key = sys.argv[2]
with ApiClient(Configuration(host=sys.argv[1])) as client:
    one, many = CampaignApi(client), CampaignsApi(client)
    id = one.create_campaign(command="Campaign.Create", campaign_name="From a client", api_key=key).campaign_id
    assert id
    scheduled = one.update_campaign(
        command="Campaign.Update",
        campaign_id=id,
        schedule_type="Future",
        send_date="2035-06-01",
        send_time="09:30:00",
        send_time_zone="America/New_York",
        recipient_lists_and_segments="1:0",
        api_key=key,
    )
    approved = one.approve_campaign(command="Campaign.Approve", campaign_id=id, api_key=key)
    one.update_campaign(command="Campaign.Update", campaign_id=id, campaign_status="Sending", api_key=key)
    paused = one.pause_campaign(command="Campaign.Pause", campaign_id=id, api_key=key)
    again = one.pause_campaign(command="Campaign.Pause", campaign_id=id, api_key=key)
    rows = many.get_campaigns(command="Campaigns.Get", search_keyword="From a client", api_key=key).campaigns
    found = one.get_campaign(command="Campaign.Get", campaignid=1, api_key=key).campaign
    deleted = many.delete_campaigns(command="Campaigns.Delete", campaigns=str(id), api_key=key)
    gone = one.get_campaign(command="Campaign.Get", campaignid=id, api_key=key).campaign

assert rows
assert found
assert isinstance(found.actual_instance, Campaign)
assert gone
print(
    json.dumps(
        {
            "scheduled": scheduled.success,
            "approved": approved.success,
            "paused": paused.success,
            "again": [again.success, again.error_code],
            "listed": [row.campaign_name for row in rows],
            "campaign_name": found.actual_instance.campaign_name,
            "total_opens": found.actual_instance.total_opens,
            "deleted": deleted.success,
            "gone": gone.actual_instance,
        }
    )
)
