// Over openapi-fetch with the types that openapi-typescript makes: `node built/flow.js BASE_URL API_KEY`.
import createClient from 'openapi-fetch';
import type { components, paths } from './client';

declare const process: { argv: string[] };
const [baseUrl, APIKey] = process.argv.slice(2);
type Campaign = components['schemas']['Campaign'];

async function flow() {
  const { POST } = createClient<paths>({ baseUrl, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });

  const created = await POST('/api.php#Campaign.Create', {
    body: { APIKey, Command: 'Campaign.Create', CampaignName: 'From a client' },
  });
  const CampaignID = created.data!.CampaignID!;
  const update = { APIKey, Command: 'Campaign.Update', CampaignID } as const;
  const scheduled = await POST('/api.php#Campaign.Update', {
    body: {
      ...update, ScheduleType: 'Future', SendDate: '2035-06-01', SendTime: '09:30:00', SendTimeZone: 'America/New_York',
      RecipientListsAndSegments: '1:0',
    },
  });
  const approved = await POST('/api.php#Campaign.Approve', { body: { APIKey, Command: 'Campaign.Approve', CampaignID } });
  await POST('/api.php#Campaign.Update', { body: { ...update, CampaignStatus: 'Sending' } });
  const pause = { body: { APIKey, Command: 'Campaign.Pause', CampaignID } } as const;
  const paused = await POST('/api.php#Campaign.Pause', pause);
  const again = await POST('/api.php#Campaign.Pause', pause);
  const page = await POST('/api.php#Campaigns.Get', {
    body: { APIKey, Command: 'Campaigns.Get', SearchKeyword: 'From a client' },
  });
  const rows: Campaign[] = page.data?.Campaigns ?? [];
  const get = (campaignid: number) =>
    POST('/api.php#Campaign.Get', { body: { APIKey, Command: 'Campaign.Get', campaignid } });
  const found = (await get(1)).data?.Campaign;
  const read: Campaign | undefined = Array.isArray(found) ? undefined : found;
  const deleted = await POST('/api.php#Campaigns.Delete', {
    body: { APIKey, Command: 'Campaigns.Delete', Campaigns: `${CampaignID}` },
  });
  const gone = await get(CampaignID);

  console.log(JSON.stringify({
    scheduled: scheduled.data?.Success,
    approved: approved.data?.Success,
    paused: paused.data?.Success,
    again: [again.data?.Success, again.data?.ErrorCode],
    listed: rows.map((row) => row.CampaignName),
    campaign_name: read?.CampaignName,
    total_opens: read?.TotalOpens,
    deleted: deleted.data?.Success,
    gone: gone.data?.Campaign,
  }));
}

flow();
