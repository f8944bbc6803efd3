// Over the schemas that orval makes for zod; they check the answers: `node built/flow.js BASE_URL API_KEY`.
import * as zod from 'zod';
import * as api from './client';

declare const process: { argv: string[] };
const [baseUrl, APIKey] = process.argv.slice(2);

async function call<Answer extends zod.ZodType>(answer: Answer, Command: string, parameters: Record<string, string>) {
  const form = new URLSearchParams({ APIKey, Command, ...parameters });
  return answer.parse(await (await fetch(`${baseUrl}/api.php`, { method: 'POST', body: form })).json());
}

async function flow() {
  const created = await call(api.createCampaignResponse, 'Campaign.Create', { CampaignName: 'From a client' });
  const CampaignID = `${created.CampaignID}`;
  const scheduled = await call(api.updateCampaignResponse, 'Campaign.Update', {
    CampaignID, ScheduleType: 'Future', SendDate: '2035-06-01', SendTime: '09:30:00', SendTimeZone: 'America/New_York',
    RecipientListsAndSegments: '1:0',
  });
  const approved = await call(api.approveCampaignResponse, 'Campaign.Approve', { CampaignID });
  await call(api.updateCampaignResponse, 'Campaign.Update', { CampaignID, CampaignStatus: 'Sending' });
  const paused = await call(api.pauseCampaignResponse, 'Campaign.Pause', { CampaignID });
  const again = await call(api.pauseCampaignResponse, 'Campaign.Pause', { CampaignID });
  const page = await call(api.getCampaignsResponse, 'Campaigns.Get', { SearchKeyword: 'From a client' });
  const found = (await call(api.getCampaignResponse, 'Campaign.Get', { campaignid: '1' })).Campaign;
  const read = Array.isArray(found) ? undefined : found;
  const deleted = await call(api.deleteCampaignsResponse, 'Campaigns.Delete', { Campaigns: CampaignID });
  const gone = await call(api.getCampaignResponse, 'Campaign.Get', { campaignid: CampaignID });

  console.log(JSON.stringify({
    scheduled: scheduled.Success,
    approved: approved.Success,
    paused: paused.Success,
    again: [again.Success, again.ErrorCode],
    listed: page.Campaigns?.map((row) => row.CampaignName),
    campaign_name: read?.CampaignName,
    total_opens: read?.TotalOpens,
    deleted: deleted.Success,
    gone: gone.Campaign,
  }));
}

flow();
