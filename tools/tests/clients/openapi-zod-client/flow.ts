// Over the client that openapi-zod-client makes for Zodios, which checks what is sent and answered:
// `node built/flow.js BASE_URL API_KEY`.
import type { z } from 'zod';
import { createApiClient, schemas } from './client';

declare const process: { argv: string[] };
const [baseUrl, APIKey] = process.argv.slice(2);

async function flow() {
  const api = createApiClient(baseUrl);

  const created = await api.createCampaign({ APIKey, Command: 'Campaign.Create', CampaignName: 'From a client' });
  const CampaignID = created.CampaignID!;
  const update = { APIKey, Command: 'Campaign.Update', CampaignID } as const;
  const scheduled = await api.updateCampaign({
    ...update, ScheduleType: 'Future', SendDate: '2035-06-01', SendTime: '09:30:00', SendTimeZone: 'America/New_York',
    RecipientListsAndSegments: '1:0',
  });
  const approved = await api.approveCampaign({ APIKey, Command: 'Campaign.Approve', CampaignID });
  await api.updateCampaign({ ...update, CampaignStatus: 'Sending' });
  const paused = await api.pauseCampaign({ APIKey, Command: 'Campaign.Pause', CampaignID });
  const again = await api.pauseCampaign({ APIKey, Command: 'Campaign.Pause', CampaignID });
  const page = await api.getCampaigns({ APIKey, Command: 'Campaigns.Get', SearchKeyword: 'From a client' });
  const rows: z.infer<typeof schemas.Campaign>[] = page.Campaigns ?? [];
  const found = (await api.getCampaign({ APIKey, Command: 'Campaign.Get', campaignid: 1 })).Campaign;
  const read: z.infer<typeof schemas.Campaign> | undefined = Array.isArray(found) ? undefined : found;
  const deleted = await api.deleteCampaigns({ APIKey, Command: 'Campaigns.Delete', Campaigns: `${CampaignID}` });
  const gone = await api.getCampaign({ APIKey, Command: 'Campaign.Get', campaignid: CampaignID });

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
