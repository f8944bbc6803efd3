// Over the client that openapi-generator makes for JavaScript: `node built/flow.js BASE_URL API_KEY`.
import { ApiClient, CampaignApi, CampaignsApi } from './client/src/index.js';

const [basePath, aPIKey] = process.argv.slice(2);

async function flow() {
  const client = new ApiClient(basePath);
  const [one, many] = [new CampaignApi(client), new CampaignsApi(client)];

  const { CampaignID: id } = await one.createCampaign('Campaign.Create', 'From a client', { aPIKey });
  const schedule = {
    scheduleType: 'Future', sendDate: '2035-06-01', sendTime: '09:30:00', sendTimeZone: 'America/New_York',
    recipientListsAndSegments: '1:0',
  };
  const scheduled = await one.updateCampaign('Campaign.Update', id, { aPIKey, ...schedule });
  const approved = await one.approveCampaign('Campaign.Approve', id, { aPIKey });
  await one.updateCampaign('Campaign.Update', id, { aPIKey, campaignStatus: 'Sending' });
  const paused = await one.pauseCampaign('Campaign.Pause', id, { aPIKey });
  const again = await one.pauseCampaign('Campaign.Pause', id, { aPIKey });
  const page = await many.getCampaigns('Campaigns.Get', { aPIKey, searchKeyword: 'From a client' });
  const read = (await one.getCampaign('Campaign.Get', 1, { aPIKey })).Campaign.getActualInstance();
  const deleted = await many.deleteCampaigns('Campaigns.Delete', `${id}`, { aPIKey });
  const gone = await one.getCampaign('Campaign.Get', id, { aPIKey });

  console.log(JSON.stringify({
    scheduled: scheduled.Success,
    approved: approved.Success,
    paused: paused.Success,
    again: [again.Success, again.ErrorCode],
    listed: page.Campaigns.map((row) => row.CampaignName),
    campaign_name: read.CampaignName,
    total_opens: read.TotalOpens,
    deleted: deleted.Success,
    gone: gone.Campaign,
  }));
}

flow();
