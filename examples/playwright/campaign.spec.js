import { expect, test } from "./stand-in.js";

const read = async (account, campaign) => (await (await account.call("Campaign.Get", { campaignid: campaign })).json()).Campaign;

test("a pause in the middle and back again", async ({ account }) => {
  const campaign = await account.campaign("Sending", { TotalSent: 300 });
  const restore = await account.snapshot();
  await account.call("Campaign.Pause", { CampaignID: campaign });
  expect((await read(account, campaign)).Status).toBe("Paused");
  await restore();
  expect((await read(account, campaign)).Status).toBe("Sending");
});

test("the journal names the rule that decided", async ({ account }) => {
  const campaign = await account.campaign("Draft");
  const answer = await account.call("Campaign.Pause", { CampaignID: campaign });
  expect((await answer.json()).ErrorCode).toBe(3);
  expect((await account.journal())[0].decided).toBe("Campaign.Pause/not-sending");
});

test("a limit is met once", async ({ account }) => {
  await account.fault({ status: 429, retry_after: 7, count: 1 });
  const limited = await account.call("Campaigns.Get");
  expect([limited.status(), limited.headers()["retry-after"]]).toEqual([429, "7"]);
  expect((await account.call("Campaigns.Get")).status()).toBe(200);
});

test("time is moved, not waited for", async ({ account }) => {
  const campaign = await account.campaign("Sending");
  await account.clock({ advance: "PT8S" });
  expect((await read(account, campaign)).TotalSent).toBe(400);
  await account.clock({ advance: "PT2H" });
  expect((await read(account, campaign)).Status).toBe("Sent");
});
