// The campaigns of each account; the one that is looked at lights its status in the life cycle.
import { call } from "./api.js";
import { account, row } from "./actions.js";

const MOST = 200;
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

// The last campaigns of an account, read when it is unfolded.
async function fill(list, id, total) {
  const { campaigns } = await call("listCampaigns", { path: { account: id }, query: { limit: MOST } });
  const rest = total > MOST ? [element("li", { className: "note", textContent: `The last ${MOST} of ${total}.` })] : [];
  list.replaceChildren(...rest, ...campaigns.map((campaign) => button(id, campaign)));
}

function section({ id, name, campaigns }, done) {
  const list = element("ul", { className: "campaigns" });
  const remove = row(`Account ${id}`, [["Forget", "deleteAccount", { path: { account: id } }]], done);
  const details = element("details", {}, element("summary", { textContent: `${name} (${campaigns.length})` }), list, remove);
  details.dataset.account = id;
  details.filled = () => fill(list, id, campaigns.length);
  details.addEventListener("toggle", () => details.open && !list.childElementCount && details.filled());
  return details;
}

async function lookAgain(accounts) {
  const isThere = looked && accounts.some(({ id, campaigns }) => id === looked.account && campaigns.includes(looked.campaign));
  if (isThere) draw(await call("getCampaign", { path: looked }));
  else article.hidden = true;
}

// Shows the accounts, or the chosen one; those that were unfolded stay so.
export async function showCampaigns(accounts, done) {
  const unfolded = new Set([...place.querySelectorAll("details[open]")].map(({ dataset }) => dataset.account));
  const focused = document.activeElement?.closest?.("#accounts .campaign")?.textContent;
  const chosen = accounts.filter(({ id }) => account() === null || account() === id);
  const made = chosen.map((one) => section(one, done));
  const open = made.filter((details) => unfolded.has(details.dataset.account) || made.length === 1 || (!place.childElementCount && details === made[0]));
  await Promise.all([lookAgain(chosen), ...open.map((details) => details.filled())]);
  open.forEach((details) => { details.open = true; });
  place.replaceChildren(...made);
  if (focused) [...place.querySelectorAll(".campaign")].find(({ textContent }) => textContent === focused)?.focus();
}
