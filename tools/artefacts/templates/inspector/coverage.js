// What of the contract the traffic has met, and what never: of all, or of the chosen account.
import { call } from "./api.js";
import { account } from "./actions.js";

const CONFLICT = 409;
const covered = document.getElementById("covered");
const place = document.getElementById("kinds");

const often = (count) => (count ? `met ${count === 1 ? "once" : `${count} times`}` : "never");

function part([name, count]) {
  return element("li", { className: count ? "" : "never" }, element("code", { textContent: name }), ` ${often(count)}`);
}

function kind([name, { met, of, counted, counts }]) {
  const sorted = Object.entries(counts).sort(([, one], [, other]) => Number(one > 0) - Number(other > 0));
  const details = element("details", {}, element("summary", { textContent: `${name}: ${met} of ${of}${counted ? "" : ", not counted"}` }),
    element("ul", { className: "parts" }, ...sorted.map(part)));
  details.dataset.kind = name;
  return details;
}

// Where several processes serve there is none for all, which is said in its place.
export async function showCoverage() {
  try {
    await show();
  } catch (problem) {
    if (problem.status !== CONFLICT) throw problem;
    covered.textContent = problem.message;
  }
}

async function show() {
  const { percent, met, of, kinds } = await call("getCoverage", { query: { account: account() } });
  const unfolded = new Set([...place.querySelectorAll("details[open]")].map(({ dataset }) => dataset.kind));
  const made = Object.entries(kinds).map(kind);
  made.forEach((details) => { details.open = unfolded.has(details.dataset.kind); });
  covered.textContent = `${percent} %: ${met} of ${of} parts of the contract were met.`;
  place.replaceChildren(...made);
}
