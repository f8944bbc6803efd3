// The page of a proxy: the journal of what passes, and what of the contract it has met.
import { call } from "./api.js";
import { showCoverage } from "./coverage.js";
import { begin, whenFiltered } from "./journal.js";
import { offerToken, tell } from "./token.js";

const scope = document.getElementById("scope");
const PAUSE = 300;
let waiting;

// Accounts are known by what they have sent only.
async function offerAccounts() {
  const { entries } = await call("readJournal");
  const found = [...new Set(entries.map(({ account }) => account).filter((id) => id !== null))].sort((one, other) => one - other);
  const chosen = scope.value;
  scope.replaceChildren(element("option", { value: "", textContent: "All" }), ...found.map((id) => element("option", { textContent: id })));
  scope.value = found.map(String).includes(chosen) ? chosen : "";
}

async function refresh() {
  try {
    await Promise.all([offerAccounts(), showCoverage()]);
    tell(null);
  } catch (problem) {
    tell(problem);
  }
}

const later = (what) => { clearTimeout(waiting); waiting = setTimeout(what, PAUSE); };
const follow = () => begin(() => later(refresh));
const start = () => { refresh(); follow(); };

offerToken(start);
scope.addEventListener("change", start);
whenFiltered(() => later(follow));
start();
