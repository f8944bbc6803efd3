// The journal: the last exchanges, newest first, and each further one as it happens.
import { call, events } from "./api.js";
import { account } from "./actions.js";
import { rules } from "./facts.js";

const MOST = 300;
const AGAIN = 1000;
const list = document.getElementById("entries");
const form = document.getElementById("filter");
const state = document.getElementById("following");
let names = new Map();
let following = new AbortController();
let last = 0;

export const filter = () => ({ account: account(), ...Object.fromEntries(new FormData(form)) });
export const nameAccounts = (accounts) => { names = new Map(accounts.map(({ id, name }) => [id, name])); };

const code = (text, className = "") => element("code", { textContent: text, className });

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

function block(title, text) {
  const box = element("div", { className: "code" }, element("pre", {}, code(text)));
  offerCopy(box);
  return [element("h3", { textContent: title }), box];
}

function decision({ decided, sentence, detail }) {
  const address = rules[decided] ? element("a", { href: `../${rules[decided]}` }, code(decided)) : code(decided);
  return element("p", {}, "Decided by ", address, sentence ? `: ${sentence}` : "", detail ? ` ${detail}` : "");
}

const shown = (value) => (value === null ? "nothing" : JSON.stringify(value));

function changes(found) {
  const lines = found.map(({ campaign, field, from, to }) => element("li", {}, `Campaign ${campaign}, `, code(field), `: ${shown(from)} → ${shown(to)}`));
  return lines.length ? [element("h3", { textContent: "Changed" }), element("ul", {}, ...lines)] : [];
}

function warnings(found) {
  const lines = found.map((text) => element("li", { textContent: text }));
  return lines.length ? [element("h3", { textContent: "Warnings" }), element("ul", {}, ...lines)] : [];
}

function body(entry) {
  return element("div", { className: "exchange" }, decision(entry), ...warnings(entry.warnings), ...changes(entry.changes),
    ...block("Request", entry.request), ...block(`Answer, HTTP ${entry.status}`, pretty(entry.answer)));
}

function summary(entry) {
  const who = entry.account === null ? "nobody" : names.get(entry.account) ?? `account ${entry.account}`;
  const mood = entry.outcome === "success" ? "good" : "bad";
  const rule = entry.outcome === "success" ? [] : [code(entry.decided, "rule")];
  const warned = entry.warnings.length ? [element("span", { className: "warned", textContent: "warning" })] : [];
  return element("summary", {}, element("time", { dateTime: entry.at, textContent: entry.at.slice(11, 19) }),
    code(entry.command || "no command", "command"), element("span", { className: mood, textContent: entry.outcome }), ...rule, ...warned,
    element("span", { className: "who", textContent: `${who}, ${entry.ms.toFixed(1)} ms` }));
}

function item(entry) {
  const details = element("details", {}, summary(entry));
  details.addEventListener("toggle", () => details.open && details.childElementCount === 1 && details.append(body(entry)));
  return element("li", {}, details);
}

function show(entry) {
  if (entry.id <= last) return;
  last = entry.id;
  list.prepend(item(entry));
  while (list.childElementCount > MOST) list.lastElementChild.remove();
}

// Follows until it is told to begin anew; heard(entry) is told of each further exchange.
async function follow(signal, heard) {
  const asked = filter();
  for await (const entry of events("followJournal", { query: asked }, signal)) {
    if (entry) heard(entry);
    const { entries } = entry ? { entries: [entry] } : await call("readJournal", { query: { ...asked, limit: MOST } });
    if (signal.aborted) return;
    entries.forEach(show);
    state.textContent = list.childElementCount ? "Live, newest first." : "Live. Nothing was sent yet that fits.";
  }
}

export async function begin(heard) {
  following.abort();
  following = new AbortController();
  const { signal } = following;
  last = 0;
  list.replaceChildren();
  while (!signal.aborted) {
    try {
      await follow(signal, heard);
    } catch (problem) {
      if (signal.aborted) return;
      state.textContent = `Not live: ${problem.message}`;
      if (problem.status) return;
    }
    await new Promise((go) => setTimeout(go, AGAIN));
  }
}

form.addEventListener("submit", (event) => event.preventDefault());
export const whenFiltered = (begun) => form.addEventListener("input", begun);
