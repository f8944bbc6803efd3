// Over the functions that oazapfts makes: `node built/flow.js BASE_URL API_KEY`.
import {
  approveCampaign, createCampaign, defaults, deleteCampaigns, getCampaign, getCampaigns, pauseCampaign, updateCampaign,
} from './client';
import type { Campaign } from './client';

declare const process: { argv: string[] };
const [baseUrl, APIKey] = process.argv.slice(2);

async function flow() {
  defaults.baseUrl = baseUrl;

  const created = await createCampaign({ APIKey, Command: 'Campaign.Create', CampaignName: 'From a client' });
  const CampaignID = created.data.CampaignID!;
  const update = { APIKey, Command: 'Campaign.Update', CampaignID } as const;
  const scheduled = await updateCampaign({
    ...update, ScheduleType: 'Future', SendDate: '2035-06-01', SendTime: '09:30:00', SendTimeZone: 'America/New_York',
    RecipientListsAndSegments: '1:0',
  });
  const approved = await approveCampaign({ APIKey, Command: 'Campaign.Approve', CampaignID });
  await updateCampaign({ ...update, CampaignStatus: 'Sending' });
  const paused = await pauseCampaign({ APIKey, Command: 'Campaign.Pause', CampaignID });
  const again = await pauseCampaign({ APIKey, Command: 'Campaign.Pause', CampaignID });
  const page = await getCampaigns({ APIKey, Command: 'Campaigns.Get', SearchKeyword: 'From a client' });
  const rows: Campaign[] = page.data.Campaigns ?? [];
  const found = (await getCampaign({ APIKey, Command: 'Campaign.Get', campaignid: 1 })).data.Campaign;
  const read: Campaign | undefined = Array.isArray(found) ? undefined : found;
  const deleted = await deleteCampaigns({ APIKey, Command: 'Campaigns.Delete', Campaigns: `${CampaignID}` });
  const gone = await getCampaign({ APIKey, Command: 'Campaign.Get', campaignid: CampaignID });

  console.log(JSON.stringify({
    scheduled: scheduled.data.Success,
    approved: approved.data.Success,
    paused: paused.data.Success,
    again: [again.data.Success, again.data.ErrorCode],
    listed: rows.map((row) => row.CampaignName),
    campaign_name: read?.CampaignName,
    total_opens: read?.TotalOpens,
    deleted: deleted.data.Success,
    gone: gone.data.Campaign,
  }));
}

flow();
