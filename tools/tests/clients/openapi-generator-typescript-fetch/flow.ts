// Over the client that openapi-generator makes for TypeScript and fetch: `node built/flow.js BASE_URL API_KEY`.
import { Campaign, CampaignApi, CampaignsApi, Configuration } from './client';

declare const process: { argv: string[] };
const [basePath, aPIKey] = process.argv.slice(2);

async function flow() {
  const configuration = new Configuration({ basePath });
  const [one, many] = [new CampaignApi(configuration), new CampaignsApi(configuration)];

  const created = await one.createCampaign({ aPIKey, command: 'Campaign.Create', campaignName: 'From a client' });
  const campaignID = created.campaignID!;
  const update = { aPIKey, command: 'Campaign.Update', campaignID } as const;
  const schedule = {
    scheduleType: 'Future', sendDate: '2035-06-01', sendTime: '09:30:00', sendTimeZone: 'America/New_York',
    recipientListsAndSegments: '1:0',
  } as const;
  const scheduled = await one.updateCampaign({ ...update, ...schedule });
  const approved = await one.approveCampaign({ aPIKey, command: 'Campaign.Approve', campaignID });
  await one.updateCampaign({ ...update, campaignStatus: 'Sending' });
  const paused = await one.pauseCampaign({ aPIKey, command: 'Campaign.Pause', campaignID });
  const again = await one.pauseCampaign({ aPIKey, command: 'Campaign.Pause', campaignID });
  const page = await many.getCampaigns({ aPIKey, command: 'Campaigns.Get', searchKeyword: 'From a client' });
  const rows: Campaign[] = page.campaigns ?? [];
  const found = (await one.getCampaign({ aPIKey, command: 'Campaign.Get', campaignid: 1 })).campaign;
  const read: Campaign | undefined = Array.isArray(found) ? undefined : found;
  const deleted = await many.deleteCampaigns({ aPIKey, command: 'Campaigns.Delete', campaigns: `${campaignID}` });
  const gone = await one.getCampaign({ aPIKey, command: 'Campaign.Get', campaignid: campaignID });

  console.log(JSON.stringify({
    scheduled: scheduled.success,
    approved: approved.success,
    paused: paused.success,
    again: [again.success, again.errorCode],
    listed: rows.map((row) => row.campaignName),
    campaign_name: read?.campaignName,
    total_opens: read?.totalOpens,
    deleted: deleted.success,
    gone: gone.campaign,
  }));
}

flow();
