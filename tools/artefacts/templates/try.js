"use strict";
// "Try it": sends a command's form to the reader's server and shows request, answer and the rule that decided.

const trial = document.querySelector("form.try");

const session = {
  get: (name) => { try { return sessionStorage.getItem(name); } catch { return null; } },
  set: (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* kept for this page only, then */ } },
};

/* Every parameter that is filled in, the command and the credential first. */
function wanted(command, fields, needsCredential = true) {
  const filled = [...fields].filter((field) => field.value !== "").map((field) => [field.name, field.value]);
  const credential = needsCredential ? [[sample.credential, connection().key]] : [];
  return new URLSearchParams([["Command", command], ...credential, ...filled]);
}

async function post(parameters) {
  const started = performance.now();
  const response = await fetch(connection().url + sample.path, { method: "POST", body: parameters });
  const text = await response.text();
  return { status: response.status, text, took: Math.round(performance.now() - started) };
}

const quoted = (text) => (plain.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function asCurl(parameters) {
  const options = [...parameters].map(([name, value]) => `  --data-urlencode ${quoted(`${name}=${value}`)}`);
  return [`curl ${quoted(connection().url + sample.path)}`, ...options].join(" \\\n");
}

/* A value as it stands between the quotes of a sample; as in JSON where nothing else is said. */
const single = (text) => text.replace(/[\\']/g, "\\$&");
const within = { curl: (text) => text.replaceAll("'", "'\\''"), php: single, ruby: single };
const asInJson = (text) => JSON.stringify(text).slice(1, -1);

function rewrite(node, exchanges) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    walker.currentNode.data = exchanges.reduce((text, [old, now]) => text.replace(old, () => now), walker.currentNode.data);
  }
}

/* Each sample as the program that sends `parameters`. */
function writeSamples(parameters) {
  for (const { content, dataset } of document.querySelectorAll("template[data-language]")) {
    const program = content.cloneNode(true);
    rewrite(program, [[published.url, connection().url]]);
    const [line, last] = program.querySelectorAll(".each");
    const quote = within[dataset.language] ?? asInJson;
    parameters.forEach(([name, value], place) => {
      const copy = (place < parameters.length - 1 ? line : last).cloneNode(true);
      rewrite(copy, [["ParameterName", name], ["the value", quote(value)]]);
      line.before(copy);
    });
    line.remove();
    last.remove();
    document.querySelector(`#sample-${dataset.language} code`).replaceChildren(program);
  }
}

const filledIn = () => wanted(trial.dataset.command, trial.querySelectorAll("[data-parameter]"), !("anonymous" in trial.dataset));

function parsed(text) {
  try { return JSON.parse(text); } catch { return undefined; }
}

/* An error's number, whether it stands alone, in a list or in an object. */
function number(code) {
  const inner = code !== null && typeof code === "object" ? Object.values(code)[0] : code;
  return String(inner);
}

function verdict(answer) {
  if (!answer || typeof answer !== "object" || !("Success" in answer)) return ["bad", "This is no answer of the API: is the address right?"];
  if (answer.Success) return ["good", "Success"];
  const code = number(answer.ErrorCode);
  const rows = [...document.querySelectorAll(`tr[data-code="${CSS.escape(code)}"]`)];
  if (rows.length) {
    const links = rows.map((row) => element("a", { href: `#${row.id}`, textContent: row.querySelector(".message").textContent }));
    return ["bad", `Error ${code}: `, ...links.flatMap((link, place) => (place ? [" or ", link] : [link]))];
  }
  const fault = faults[code];
  return ["bad", `Error ${code}`, ...(fault ? [": ", element("a", { href: "index.html#faults", textContent: fault })] : ""), "."];
}

function showAnswer({ status, text, took }) {
  const answer = parsed(text);
  const [mood, ...words] = verdict(answer);
  const outcome = trial.querySelector(".outcome");
  outcome.className = `outcome ${mood}`;
  outcome.replaceChildren(element("strong", {}, ...words), ` HTTP ${status}, ${took} ms`);
  trial.querySelector(".answer-body").textContent = answer === undefined ? text.slice(0, 20000) : JSON.stringify(answer, null, 2);
  keepNewId(answer);
}

function showSilence() {
  const outcome = trial.querySelector(".outcome");
  outcome.className = "outcome bad";
  outcome.replaceChildren(
    element("strong", { textContent: `No answer from ${connection().url}. ` }),
    "Does it run, and does it let this page read its answers (CORS)? A local stand-in: ",
    element("code", { textContent: "campaign-contract serve" }),
  );
  trial.querySelector(".answer-body").textContent = "";
}

/* A campaign that was just made is the one to go on with, on the next page, too. */
function keepNewId(answer) {
  const made = Object.entries(answer ?? {}).find(([name]) => name.endsWith("CampaignID"));
  if (made) session.set("campaign", String(made[1]));
}

async function send(event) {
  event.preventDefault();
  if (!given("url")) return openDialog();
  const button = trial.querySelector("[type=submit]");
  const parameters = filledIn();
  button.disabled = true;
  trial.querySelector(".sent").textContent = asCurl(parameters);
  try {
    showAnswer(await post(parameters));
  } catch {
    showSilence();
  }
  button.disabled = false;
  trial.querySelector(".exchange").hidden = false;
  return undefined;
}

/* The ids that the key's user has, with name and status, offered where a campaign is asked for. */
async function offerCampaigns() {
  const choices = document.getElementById("own-campaigns");
  if (!choices?.dataset.command || choices.childElementCount) return;
  try {
    const { Campaigns = [] } = JSON.parse((await post(wanted(choices.dataset.command, []))).text);
    const label = (row) => `${row.CampaignName} (${row.CampaignStatus})`;
    choices.append(...Campaigns.slice(0, 50).map((row) => element("option", { value: row.CampaignID, label: label(row) })));
  } catch { /* no suggestions, then; sending says why */ }
}

if (trial) {
  const followed = () => writeSamples([...filledIn()]);
  trial.addEventListener("submit", send);
  trial.addEventListener("input", () => { followed(); document.addEventListener("connection", followed); });
  for (const field of trial.querySelectorAll("[data-campaign]")) {
    field.value = session.get("campaign") ?? "";
    field.addEventListener("focus", offerCampaigns);
  }
}
