// Puts the page together: what is read when, and what happens after an action.
import { account, equip, row, showCurls } from "./actions.js";
import { call } from "./api.js";
import { showCampaigns } from "./campaigns.js";
import { showCoverage } from "./coverage.js";
import { begin, filter, nameAccounts, whenFiltered } from "./journal.js";
import { offerToken, tell } from "./token.js";

const at = (id) => document.getElementById(id);
const scope = at("scope");
const PAUSE = 300;
let ticking, waiting, typing;

function offerAccounts(accounts) {
  const chosen = scope.value;
  scope.replaceChildren(element("option", { value: "", textContent: "All" }),
    ...accounts.map(({ id, name }) => element("option", { value: id, textContent: `${id} ${name}` })));
  scope.value = accounts.some(({ id }) => String(id) === chosen) ? chosen : "";
  nameAccounts(accounts);
}

async function showTime() {
  const { now, frozen } = await (account() === null ? call("getClock") : call("getAccountClock", { path: { account: account() } }));
  const read = Date.now();
  const tell = () => {
    const moved = new Date(Date.parse(now) + (frozen ? 0 : Date.now() - read));
    at("time").textContent = `${moved.toISOString().slice(0, 19).replace("T", " ")} UTC, ${frozen ? "frozen" : "running"}`;
  };
  clearInterval(ticking);
  ticking = setInterval(tell, 1000);
  tell();
}

async function showDelivery() {
  const { mode, rate, recipients, seed } = await call("getDelivery");
  at("delivering").textContent = mode === "off" ? "Off: campaigns stay as commands leave them."
    : `Simulated: ${rate} e-mails a second, ${recipients} recipients, seed ${seed}.`;
}

const told = ({ id, ...fault }) => `${id}: ${JSON.stringify(fault)}`;

async function showFaults() {
  const { faults } = await call("listFaults");
  const own = faults.filter((fault) => account() === null || fault.account === undefined || fault.account === account());
  at("fault-list").replaceChildren(...own.map((fault) => row(told(fault), [["Remove", "removeFault", { path: { fault: fault.id } }]], refresh)));
}

async function showSnapshots() {
  const { snapshots } = await call("listSnapshots");
  at("snapshot-list").replaceChildren(...snapshots.map(({ name, accounts }) => row(`${name} (accounts ${accounts.join(", ")})`,
    [["Restore", "restoreSnapshot", { path: { name } }], ["Drop", "dropSnapshot", { path: { name } }]], refresh)));
}

async function refresh() {
  try {
    const { accounts } = await call("listAccounts");
    offerAccounts(accounts);
    await Promise.all([showCampaigns(accounts, refresh), showTime(), showDelivery(), showFaults(), showSnapshots(), showCoverage()]);
    showCurls();
    tell(null);
  } catch (problem) {
    tell(problem);
  }
  at("instruments").classList.add("filled");
}

// An exchange may have changed campaigns and used up faults; several at once are looked at once.
function heard() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, PAUSE);
}

const follow = () => begin(heard);

function start() {
  refresh();
  follow();
}

function kindOfFault() {
  for (const set of document.querySelectorAll("[data-for]")) {
    set.hidden = set.disabled = set.dataset.for !== at("fault-kind").value;
  }
}

offerToken(start);
at("fault-kind").addEventListener("input", kindOfFault);
kindOfFault();
document.querySelector("[data-operation=exportJournal]").given = () => ({ query: filter() });
for (const form of document.querySelectorAll(".action")) {
  const followAnew = form.dataset.operation === "clearJournal" || form.dataset.operation === "reset";
  equip(form, () => { if (followAnew) follow(); return refresh(); });
}
scope.addEventListener("change", start);
whenFiltered(() => {
  showCurls();
  clearTimeout(typing);
  typing = setTimeout(follow, PAUSE);
});
start();
