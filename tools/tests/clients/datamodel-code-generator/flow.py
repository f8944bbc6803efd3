"""Over the pydantic models that datamodel-code-generator makes, here `client`: `… BASE_URL API_KEY`."""

import json
import sys
from typing import TypeVar

import client
import requests
from pydantic import BaseModel

url, key = sys.argv[1:3]
Answer = TypeVar("Answer", bound=BaseModel)


def call(answer: type[Answer], request: BaseModel) -> Answer:
    form = request.model_dump(mode="json", exclude_none=True)
    return answer.model_validate(requests.post(url + "/api.php", data=form, timeout=30).json())


def update(request: client.UpdateCampaignRequest) -> client.UpdateCampaignAnswer:
    return call(client.UpdateCampaignAnswer, request)


def pause() -> client.PauseCampaignAnswer:
    request = client.PauseCampaignRequest(Command="Campaign.Pause", CampaignID=id, APIKey=key)
    return call(client.PauseCampaignAnswer, request)


def get(campaignid: int) -> client.Campaign | client.NoCampaign:
    request = client.GetCampaignRequest(Command="Campaign.Get", campaignid=campaignid, APIKey=key)
    campaign = call(client.GetCampaignAnswer, request).Campaign
    assert campaign
    return campaign.root


created = call(
    client.CreateCampaignAnswer,
    client.CreateCampaignRequest(Command="Campaign.Create", CampaignName="From a client", APIKey=key),
)
assert created.CampaignID
id = created.CampaignID
scheduled = update(
    client.UpdateCampaignRequest(
        Command="Campaign.Update",
        CampaignID=id,
        ScheduleType="Future",
        SendDate="2035-06-01",
        SendTime="09:30:00",
        SendTimeZone="America/New_York",
        RecipientListsAndSegments="1:0",
        APIKey=key,
    )
)
approved = call(
    client.ApproveCampaignAnswer,
    client.ApproveCampaignRequest(Command="Campaign.Approve", CampaignID=id, APIKey=key),
)
update(client.UpdateCampaignRequest(Command="Campaign.Update", CampaignID=id, CampaignStatus="Sending", APIKey=key))
paused, again = pause(), pause()
page = call(
    client.GetCampaignsAnswer,
    client.GetCampaignsRequest(Command="Campaigns.Get", SearchKeyword="From a client", APIKey=key),
)
read = get(1)
deleted = call(
    client.DeleteCampaignsAnswer,
    client.DeleteCampaignsRequest(Command="Campaigns.Delete", Campaigns=str(id), APIKey=key),
)
gone = get(id)
assert page.Campaigns
assert isinstance(read, client.Campaign)
assert isinstance(gone, client.NoCampaign)

print(
    json.dumps(
        {
            "scheduled": scheduled.Success,
            "approved": approved.Success,
            "paused": paused.Success,
            "again": [again.Success, again.ErrorCode],
            "listed": [row.CampaignName for row in page.Campaigns],
            "campaign_name": read.CampaignName,
            "total_opens": read.TotalOpens,
            "deleted": deleted.Success,
            "gone": gone.root,
        }
    )
)
