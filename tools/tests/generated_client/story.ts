// Compiled in strict mode against the client that is generated from openapi-commands.json, then run.
import { campaignCreate, campaignGet, campaignsDelete } from './client';
import { client } from './client/client.gen';

declare const process: { argv: string[] };
const [baseUrl, APIKey] = process.argv.slice(2);

async function story() {
  client.setConfig({ baseUrl });
  const name = 'From a generated client';
  const created = (await campaignCreate({ body: { APIKey, Command: 'Campaign.Create', CampaignName: name } })).data;
  if (!created?.Success) throw new Error(JSON.stringify(created));
  const id = created.CampaignID;
  const read = (await campaignGet({ body: { APIKey, Command: 'Campaign.Get', campaignid: id } })).data;
  const deleted = (await campaignsDelete({ body: { APIKey, Command: 'Campaigns.Delete', Campaigns: `${id}` } })).data;
  const gone = (await campaignGet({ body: { APIKey, Command: 'Campaign.Get', campaignid: id } })).data;
  console.log(JSON.stringify({ created, read, deleted, gone }));
}

story();
