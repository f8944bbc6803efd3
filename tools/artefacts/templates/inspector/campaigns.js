// The campaigns of each account; the one that is looked at lights its status in the life cycle.
import { call } from "./api.js";
import { account, row } from "./actions.js";

const place = document.getElementById("accounts");
const article = document.getElementById("campaign");
const change = article.querySelector(".action");
let looked = null;

change.given = () => ({ path: looked ?? { account: 1, campaign: 1 } });

const named = (campaign) => `${campaign.CampaignID} ${campaign.CampaignName}`;

function button(owner, campaign) {
  const made = element("button", { type: "button", className: "campaign" }, element("span", { textContent: named(campaign) }),
    element("span", { className: "status", textContent: campaign.CampaignStatus }));
  made.addEventListener("click", () => look(owner, campaign));
  return element("li", {}, made);
}

function light(status) {
  for (const part of article.querySelectorAll("[data-status]")) part.classList.toggle("lc-lit", part.dataset.status === status);
}

function fact([name, value]) {
  return element("div", {}, element("dt", {}, element("code", { textContent: name })), element("dd", { textContent: Array.isArray(value) ? value.join(", ") : String(value) }));
}

function draw(campaign) {
  article.hidden = false;
  document.getElementById("campaign-name").textContent = `${named(campaign)}: ${campaign.CampaignStatus}`;
  light(campaign.CampaignStatus);
  const told = Object.entries(campaign).filter(([, value]) => value !== "" && value !== 0 && String(value) !== "" && typeof value !== "object" || Array.isArray(value) && value.length);
  document.getElementById("campaign-fields").replaceChildren(...told.map(fact));
  change.dispatchEvent(new Event("input"));
}

function look(owner, campaign) {
  looked = { account: owner, campaign: campaign.CampaignID };
  change.elements["body.CampaignStatus"].value = campaign.CampaignStatus;
  draw(campaign);
  article.focus();
}

async function section({ id, name }, done) {
  const { campaigns } = await call("listCampaigns", { path: { account: id } });
  const seen = campaigns.find(({ CampaignID }) => looked?.account === id && looked.campaign === CampaignID);
  if (seen) draw(seen);
  const lines = element("ul", { className: "campaigns" }, ...campaigns.map((campaign) => button(id, campaign)));
  const remove = row(`Account ${id}`, [["Forget", "deleteAccount", { path: { account: id } }]], done);
  const details = element("details", {}, element("summary", { textContent: `${name} (${campaigns.length})` }), lines, remove);
  details.dataset.account = id;
  return [details, Boolean(seen)];
}

// Shows the accounts, or the chosen one; those that were unfolded stay so.
export async function showCampaigns(accounts, done) {
  const unfolded = new Set([...place.querySelectorAll("details[open]")].map(({ dataset }) => dataset.account));
  const focused = document.activeElement?.closest?.("#accounts .campaign")?.textContent;
  const chosen = accounts.filter(({ id }) => account() === null || account() === id);
  const made = await Promise.all(chosen.map((one) => section(one, done)));
  made.forEach(([details]) => { details.open = unfolded.has(details.dataset.account) || chosen.length === 1 || (!place.childElementCount && details === made[0][0]); });
  place.replaceChildren(...made.map(([details]) => details));
  if (!made.some(([, seen]) => seen)) article.hidden = true;
  if (focused) [...place.querySelectorAll(".campaign")].find(({ textContent }) => textContent === focused)?.focus();
}
