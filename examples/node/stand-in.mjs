// A reference server and a fresh account for each test, by way of the control API.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const SERVE = ["serve", "--port", "0", "--quiet", "--delivery", "simulated", "--rate", "50", "--recipients", "1000"];

// The server at the variable URL, or one that ends with these tests. Answers its URL and what ends it.
export async function server() {
  if (process.env.URL) return { url: process.env.URL, end: () => {} };
  const child = spawn("campaign-contract", SERVE, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith("listening on ")) return { url: line.slice("listening on ".length), end: () => child.kill() };
  }
  throw new Error("the server did not start");
}

export class Account {
  static async fresh(url, wanted = {}) {
    return Object.assign(new Account(), { url }, await control(url, "POST", "accounts", wanted));
  }

  end() { return control(this.url, "DELETE", `accounts/${this.id}`); }
  clock(change) { return control(this.url, "POST", `accounts/${this.id}/clock`, change); }
  fault(wanted) { return control(this.url, "POST", "faults", { account: this.id, ...wanted }); }

  async campaign(status, fields = {}) {
    const values = { CampaignStatus: status, ...fields };
    return (await control(this.url, "POST", `accounts/${this.id}/campaigns`, values)).CampaignID;
  }

  async journal(command) {
    return (await control(this.url, "GET", `journal?account=${this.id}&command=${command}`)).entries;
  }
}

async function control(url, method, path, body) {
  const json = body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(new URL(`/__admin/${path}`, url), { method, ...json });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error);
  return said;
}
