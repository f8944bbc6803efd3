// Nine tests of a scheduler. Its waiting moves the clock of the test's account, so that no test waits itself.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Refused, Scheduler } from "./scheduler.mjs";
import { Account, server } from "./stand-in.mjs";

let running, account, scheduler, slept;

before(async () => { running = await server(); });
after(() => running.end());
beforeEach(async () => {
  account = await Account.fresh(running.url);
  await account.clock({ set: "2030-01-01T12:00:00Z" });
  slept = [];
  const sleep = (seconds) => { slept.push(seconds); return account.clock({ advance: `PT${seconds}S` }); };
  scheduler = new Scheduler(account.url, account.api_key, { sleep });
});
afterEach(() => account.end());

const status = async (campaign) => (await scheduler.read(campaign)).Status;

test("a scheduled campaign is a draft until it is approved", async () => {
  const campaign = await scheduler.schedule("Spring", "2030-01-02", "09:00", "America/New_York");
  await account.clock({ advance: "P3D" });
  assert.equal(await status(campaign), "Draft");
});

test("an approved campaign waits for its local time", async () => {
  const campaign = await scheduler.schedule("Spring", "2030-01-02", "09:00", "America/New_York");
  await scheduler.approve(campaign);
  await account.clock({ set: "2030-01-02T13:59:59Z" });
  assert.equal(await status(campaign), "Ready");
  await account.clock({ set: "2030-01-02T14:00:00Z" });
  assert.equal(await status(campaign), "Sending");
});

test("it is watched until it is sent", async () => {
  const campaign = await scheduler.schedule("Spring", "2030-01-01", "14:30", "(GMT+02:00) Helsinki");
  await scheduler.approve(campaign);
  const sent = await scheduler.waitUntilSent(campaign);
  assert.equal(sent.TotalSent, 1000);
  assert.equal(sent.SendProcessFinishedOn, "2030-01-01 12:30:20");
  assert.equal(slept.length, 31);
});

test("a pause in the middle and a resume", async () => {
  const campaign = await account.campaign("Sending");
  await account.clock({ advance: "PT8S" });
  await scheduler.pause(campaign);
  await account.clock({ advance: "P1D" });
  const paused = await scheduler.read(campaign);
  assert.deepEqual([paused.Status, paused.TotalSent], ["Paused", 400]);
  await scheduler.resume(campaign);
  assert.equal((await scheduler.waitUntilSent(campaign, 1)).TotalSent, 1000);
  await assert.rejects(scheduler.pause(campaign), (refused) => refused instanceof Refused && refused.codes === 3);
});

test("after a 429 it waits as long as it is told", async () => {
  await account.fault({ status: 429, retry_after: 7, count: 2 });
  await scheduler.schedule("Spring", "2030-01-02", "09:00", "UTC");
  assert.deepEqual(slept, [7, 7]);
  await account.fault({ status: 429, retry_after: 1 });
  await assert.rejects(scheduler.read(1), /HTTP 429/);
});

test("a thousand campaigns are read page by page", async () => {
  const names = Array.from({ length: 1000 }, (_, number) => String(number).padStart(4, "0"));
  const large = await Account.fresh(account.url, { campaigns: names.map((name) => ({ CampaignName: name })) });
  const found = [];
  for await (const row of new Scheduler(large.url, large.api_key).all()) found.push(row.CampaignName);
  assert.deepEqual(found, names);
  assert.equal((await large.journal("Campaigns.Get")).length, 4);
  await large.end();
});

test("statistics grow while it is sent and afterwards", async () => {
  const campaign = await account.campaign("Sending", { TotalRecipients: 20000 });
  const opens = [];
  for (let look = 0; look < 4; look += 1) {
    await account.clock({ advance: "PT5M" });
    opens.push((await scheduler.read(campaign)).Statistics.OpenStatistics.UniqueOpens);
  }
  assert.deepEqual(opens, [...new Set(opens)].sort((a, b) => a - b));
  assert.equal(await status(campaign), "Sent");
});

test("it gives up on a server that does not answer in time", async () => {
  await account.fault({ latency: { fixed: 1 }, count: 1 });
  const impatient = new Scheduler(account.url, account.api_key, { timeout: 0.2 });
  await assert.rejects(impatient.schedule("Spring", "2030-01-02", "09:00", "UTC"), { name: "TimeoutError" });
});

test("two workers pause one campaign once", async () => {
  const campaign = await account.campaign("Sending");
  const pause = () => scheduler.pause(campaign).then(() => 0, (refused) => refused.codes);
  assert.deepEqual((await Promise.all([pause(), pause()])).sort(), [0, 3]);
  assert.equal(await status(campaign), "Paused");
});
