"""Over the functions that clientele makes, which send JSON: `BASE_URL=… python flow.py BASE_URL API_KEY`."""

import json
import sys
from typing import Any

from client import client, schemas

API_KEY = sys.argv[2]


def update(campaign: int, **settings: Any) -> bool:
    request = schemas.UpdateCampaignRequest(APIKey=API_KEY, Command="Campaign.Update", CampaignID=campaign, **settings)
    return client.update_campaign(data=request).success


def pause(campaign: int) -> schemas.PauseCampaignAnswer:
    request = schemas.PauseCampaignRequest(APIKey=API_KEY, Command="Campaign.Pause", CampaignID=campaign)
    return client.pause_campaign(data=request)


def get(campaign: int) -> schemas.Campaign | schemas.NoCampaign | None:
    request = schemas.GetCampaignRequest(APIKey=API_KEY, Command="Campaign.Get", campaignid=campaign)
    return client.get_campaign(data=request).campaign


def flow() -> dict[str, Any]:
    new = schemas.CreateCampaignRequest(APIKey=API_KEY, Command="Campaign.Create", CampaignName="From a client")
    campaign = client.create_campaign(data=new).campaign_i_d or 0
    place = {"SendTimeZone": "America/New_York", "RecipientListsAndSegments": "1:0"}
    scheduled = update(campaign, ScheduleType="Future", SendDate="2035-06-01", SendTime="09:30:00", **place)
    release = schemas.ApproveCampaignRequest(APIKey=API_KEY, Command="Campaign.Approve", CampaignID=campaign)
    approved = client.approve_campaign(data=release)
    update(campaign, CampaignStatus="Sending")
    paused, again = pause(campaign), pause(campaign)
    query = schemas.GetCampaignsRequest(APIKey=API_KEY, Command="Campaigns.Get", SearchKeyword="From a client")
    page = client.get_campaigns(data=query)
    read = get(1)
    found = read if isinstance(read, schemas.Campaign) else None
    end = schemas.DeleteCampaignsRequest(APIKey=API_KEY, Command="Campaigns.Delete", Campaigns=str(campaign))
    deleted = client.delete_campaigns(data=end)
    gone = get(campaign)
    return {
        "scheduled": scheduled,
        "approved": approved.success,
        "paused": paused.success,
        "again": [again.success, again.error_code],
        "listed": [row.campaign_name for row in page.campaigns or []],
        "campaign_name": found and found.campaign_name,
        "total_opens": found and found.total_opens,
        "deleted": deleted.success,
        "gone": None if gone is None else gone.model_dump(),
    }


print(json.dumps(flow()))
