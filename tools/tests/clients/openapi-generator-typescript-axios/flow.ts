// Over the client that openapi-generator makes for TypeScript and axios: `node built/flow.js BASE_URL API_KEY`.
import { Campaign, CampaignApi, CampaignsApi, Configuration } from './client';

declare const process: { argv: string[] };
const [basePath, aPIKey] = process.argv.slice(2);

async function flow() {
  const configuration = new Configuration({ basePath });
  const [one, many] = [new CampaignApi(configuration), new CampaignsApi(configuration)];

  const { data: created } = await one.createCampaign({
    aPIKey, command: 'Campaign.Create', campaignName: 'From a client',
  });
  const campaignID = created.CampaignID!;
  const update = { aPIKey, command: 'Campaign.Update', campaignID } as const;
  const schedule = {
    scheduleType: 'Future', sendDate: '2035-06-01', sendTime: '09:30:00', sendTimeZone: 'America/New_York',
    recipientListsAndSegments: '1:0',
  } as const;
  const { data: scheduled } = await one.updateCampaign({ ...update, ...schedule });
  const { data: approved } = await one.approveCampaign({ aPIKey, command: 'Campaign.Approve', campaignID });
  await one.updateCampaign({ ...update, campaignStatus: 'Sending' });
  const { data: paused } = await one.pauseCampaign({ aPIKey, command: 'Campaign.Pause', campaignID });
  const { data: again } = await one.pauseCampaign({ aPIKey, command: 'Campaign.Pause', campaignID });
  const { data: page } = await many.getCampaigns({ aPIKey, command: 'Campaigns.Get', searchKeyword: 'From a client' });
  const rows: Campaign[] = page.Campaigns ?? [];
  const found = (await one.getCampaign({ aPIKey, command: 'Campaign.Get', campaignid: 1 })).data.Campaign;
  const read: Campaign | undefined = Array.isArray(found) ? undefined : found;
  const { data: deleted } = await many.deleteCampaigns({
    aPIKey, command: 'Campaigns.Delete', campaigns: `${campaignID}`,
  });
  const { data: gone } = await one.getCampaign({ aPIKey, command: 'Campaign.Get', campaignid: campaignID });

  console.log(JSON.stringify({
    scheduled: scheduled.Success,
    approved: approved.Success,
    paused: paused.Success,
    again: [again.Success, again.ErrorCode],
    listed: rows.map((row) => row.CampaignName),
    campaign_name: read?.CampaignName,
    total_opens: read?.TotalOpens,
    deleted: deleted.Success,
    gone: gone.Campaign,
  }));
}

flow();
