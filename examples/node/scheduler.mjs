// A client that schedules campaigns and watches them.

const PAGE = 250;

export class Refused extends Error {
  constructor(command, codes) {
    super(`${command} was refused: ${JSON.stringify(codes)}`);
    this.codes = codes;
  }
}

export class Scheduler {
  #url; #key; #sleep; #timeout; #tries;

  // `sleep` waits so many seconds between two looks and before another try; `timeout` is in seconds.
  constructor(url, apiKey, { sleep = (s) => new Promise((go) => setTimeout(go, s * 1000)), timeout = 5, tries = 3 } = {}) {
    [this.#url, this.#key, this.#sleep, this.#timeout, this.#tries] = [url, apiKey, sleep, timeout, tries];
  }

  async schedule(name, date, time, zone) {
    const { CampaignID } = await this.call("Campaign.Create", { CampaignName: name });
    const when = { SendDate: date, SendTime: time, SendTimeZone: zone };
    await this.call("Campaign.Update", { CampaignID, ScheduleType: "Future", ...when });
    return CampaignID;
  }

  approve(campaign) { return this.call("Campaign.Approve", { CampaignID: campaign }); }
  pause(campaign) { return this.call("Campaign.Pause", { CampaignID: campaign }); }
  resume(campaign) { return this.call("Campaign.Resume", { CampaignID: campaign }); }

  async read(campaign) {
    return (await this.call("Campaign.Get", { campaignid: campaign, retrievestatistics: "true" })).Campaign;
  }

  async waitUntilSent(campaign, every = 60, looks = 100) {
    for (let look = 0; look < looks; look += 1) {
      const found = await this.read(campaign);
      if (found.Status === "Sent") return found;
      await this.#sleep(every);
    }
    throw new Error(`campaign ${campaign} was not sent`);
  }

  async *all() {
    for (let start = 0, total = 1; start < total; start += PAGE) {
      const page = await this.call("Campaigns.Get", { RecordsPerRequest: PAGE, RecordsFrom: start });
      yield* page.Campaigns;
      total = Number(page.TotalCampaigns);
    }
  }

  async call(command, parameters = {}) {
    const body = new URLSearchParams({ Command: command, APIKey: this.#key, ...parameters });
    let answer;
    for (let left = this.#tries; left > 0; left -= 1) {
      answer = await fetch(this.#url, { method: "POST", body, signal: AbortSignal.timeout(this.#timeout * 1000) });
      if (answer.status !== 429) break;
      await answer.arrayBuffer();
      await this.#sleep(Number(answer.headers.get("Retry-After") ?? 1));
    }
    if (!answer.ok) throw new Error(`${command}: HTTP ${answer.status}`);
    const said = await answer.json();
    if (!said.Success) throw new Refused(command, said.ErrorCode);
    return said;
  }
}
