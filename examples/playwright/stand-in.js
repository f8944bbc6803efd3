// The fixture `account`: one that shares nothing with any other, for tests that run at the same time.
import { test as base } from "@playwright/test";

const url = () => process.env.URL;

class Account {
  constructor(request, made) {
    Object.assign(this, { request, url: url(), id: made.id, apiKey: made.api_key });
  }

  control(method, path, data) { return control(this.request, method, path, data); }
  clock(change) { return this.control("POST", `accounts/${this.id}/clock`, change); }
  fault(wanted) { return this.control("POST", "faults", { account: this.id, ...wanted }); }
  async journal() { return (await this.control("GET", `journal?account=${this.id}`)).entries; }

  async campaign(status, fields = {}) {
    const values = { CampaignStatus: status, ...fields };
    return (await this.control("POST", `accounts/${this.id}/campaigns`, values)).CampaignID;
  }

  // Keeps the present state; calling what it answers brings it back.
  async snapshot() {
    const name = `account-${this.id}-${crypto.randomUUID()}`;
    await this.control("PUT", `snapshots/${name}?account=${this.id}`);
    return () => this.control("POST", `snapshots/${name}/restore`);
  }

  // Stands for your client, or for the page that you open with `page.goto`.
  call(command, parameters = {}) {
    return this.request.post(this.url, { form: { Command: command, APIKey: this.apiKey, ...parameters } });
  }
}

async function control(request, method, path, data) {
  const answer = await request.fetch(new URL(`/__admin/${path}`, url()).href, { method, data });
  const said = await answer.json();
  if (!answer.ok()) throw new Error(said.error);
  return said;
}

export { expect } from "@playwright/test";
export const test = base.extend({
  account: async ({ request }, use) => {
    const account = new Account(request, await control(request, "POST", "accounts", {}));
    await account.clock({ set: "2030-01-01T12:00:00Z" });
    await use(account);
    await account.control("DELETE", `accounts/${account.id}`);
  },
});
