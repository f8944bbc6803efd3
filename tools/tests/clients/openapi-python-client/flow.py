"""Over the package that openapi-python-client makes, here called `client`: `… BASE_URL API_KEY`."""

import json
import sys

from client import Client
from client.api.campaign import approve_campaign, create_campaign, get_campaign, pause_campaign, update_campaign
from client.api.campaigns import delete_campaigns, get_campaigns
from client.models import (
    ApproveCampaignRequest,
    Campaign,
    CreateCampaignRequest,
    DeleteCampaignsRequest,
    GetCampaignAnswer,
    GetCampaignRequest,
    GetCampaignsRequest,
    PauseCampaignAnswer,
    PauseCampaignRequest,
    UpdateCampaignAnswer,
    UpdateCampaignRequest,
)

client, key = Client(base_url=sys.argv[1]), sys.argv[2]


def update(request: UpdateCampaignRequest) -> UpdateCampaignAnswer:
    answer = update_campaign.sync(client=client, body=request)
    assert answer
    return answer


def pause() -> PauseCampaignAnswer:
    answer = pause_campaign.sync(client=client, body=PauseCampaignRequest(campaign_id=id, api_key=key))
    assert answer
    return answer


def get(campaignid: int) -> GetCampaignAnswer:
    answer = get_campaign.sync(client=client, body=GetCampaignRequest(campaignid=campaignid, api_key=key))
    assert answer
    return answer


created = create_campaign.sync(client=client, body=CreateCampaignRequest(campaign_name="From a client", api_key=key))
assert created
assert isinstance(created.campaign_id, int)
id = created.campaign_id
scheduled = update(
    UpdateCampaignRequest(
        campaign_id=id,
        schedule_type="Future",
        send_date="2035-06-01",
        send_time="09:30:00",
        send_time_zone="America/New_York",
        recipient_lists_and_segments="1:0",
        api_key=key,
    )
)
approved = approve_campaign.sync(client=client, body=ApproveCampaignRequest(campaign_id=id, api_key=key))
update(UpdateCampaignRequest(campaign_id=id, campaign_status="Sending", api_key=key))
paused, again = pause(), pause()
page = get_campaigns.sync(client=client, body=GetCampaignsRequest(search_keyword="From a client", api_key=key))
read = get(1).campaign
deleted = delete_campaigns.sync(client=client, body=DeleteCampaignsRequest(campaigns=str(id), api_key=key))
assert approved
assert page
assert page.campaigns
assert isinstance(read, Campaign)
assert deleted

print(
    json.dumps(
        {
            "scheduled": scheduled.success,
            "approved": approved.success,
            "paused": paused.success,
            "again": [again.success, again.error_code],
            "listed": [row.campaign_name for row in page.campaigns],
            "campaign_name": read.campaign_name,
            "total_opens": read.total_opens,
            "deleted": deleted.success,
            "gone": get(id).campaign,
        }
    )
)
