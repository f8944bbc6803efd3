// Over openapi-client-axios, which reads the document as it runs, with the types of its typegen:
// `node built/flow.js BASE_URL API_KEY`.
import OpenAPIClientAxios, { type Document } from 'openapi-client-axios';
import type { Client, Components } from './client';
import * as definition from './openapi-client.json';

type Campaign = Components.Schemas.Campaign;

declare const process: { argv: string[] };
const [baseUrl, APIKey] = process.argv.slice(2);

async function flow() {
  const document = new OpenAPIClientAxios({ definition: definition as Document, withServer: { url: baseUrl } });
  const api = await document.init<Client>();

  const created = await api.createCampaign(null, { APIKey, Command: 'Campaign.Create', CampaignName: 'From a client' });
  const CampaignID = created.data.CampaignID!;
  const update = { APIKey, Command: 'Campaign.Update', CampaignID } as const;
  const scheduled = await api.updateCampaign(null, {
    ...update, ScheduleType: 'Future', SendDate: '2035-06-01', SendTime: '09:30:00', SendTimeZone: 'America/New_York',
    RecipientListsAndSegments: '1:0',
  });
  const approved = await api.approveCampaign(null, { APIKey, Command: 'Campaign.Approve', CampaignID });
  await api.updateCampaign(null, { ...update, CampaignStatus: 'Sending' });
  const paused = await api.pauseCampaign(null, { APIKey, Command: 'Campaign.Pause', CampaignID });
  const again = await api.pauseCampaign(null, { APIKey, Command: 'Campaign.Pause', CampaignID });
  const page = await api.getCampaigns(null, { APIKey, Command: 'Campaigns.Get', SearchKeyword: 'From a client' });
  const rows: Campaign[] = page.data.Campaigns ?? [];
  const found = (await api.getCampaign(null, { APIKey, Command: 'Campaign.Get', campaignid: 1 })).data.Campaign;
  const read: Campaign | undefined = Array.isArray(found) ? undefined : found;
  const deleted = await api.deleteCampaigns(null, { APIKey, Command: 'Campaigns.Delete', Campaigns: `${CampaignID}` });
  const gone = await api.getCampaign(null, { APIKey, Command: 'Campaign.Get', campaignid: CampaignID });

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
