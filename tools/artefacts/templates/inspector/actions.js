// Forms that do something: each shows the curl line for what it would send now.
import { call, curl, download } from "./api.js";

const scope = document.getElementById("scope");
export const account = () => (scope.value ? Number(scope.value) : null);

// "latency.uniform.0" = 1 puts 1 into {latency: {uniform: [1]}}.
function put(target, [name, ...rest], value) {
  if (!rest.length) target[name] = value;
  else put(target[name] ??= /^\d+$/.test(rest[0]) ? [] : {}, rest, value);
}

function filled(form) {
  const given = { path: {}, query: {}, body: form.dataset.body && JSON.parse(form.dataset.body) };
  for (const field of form.querySelectorAll("[name]")) {
    if (field.value === "" || field.closest("fieldset:disabled")) continue;
    const number = field.type === "number" || "number" in field.dataset;
    put(given, field.name.split("."), number ? Number(field.value) : field.value);
  }
  return given;
}

// The operation and its arguments, about the chosen account where that can be.
function wanted(form) {
  const given = filled(form);
  const [where, own] = (form.dataset.scope ?? "").split(":");
  let name = form.dataset.operation;
  if (where && account() !== null) {
    (given[where] ??= {}).account = account();
    name = own ?? name;
  }
  if (name === "createAccount") given.body ??= {};
  if (form.given) for (const [part, values] of Object.entries(form.given())) given[part] = { ...given[part], ...values };
  return [name, given];
}

function showCurl(form) {
  form.querySelector(".curl code").textContent = curl(...wanted(form));
}

export function showCurls() {
  document.querySelectorAll(".action").forEach(showCurl);
}

// Makes a form work; afterwards, done() is told.
export function equip(form, done) {
  const line = element("div", { className: "code curl" }, element("pre", {}, element("code")));
  const said = element("p", { className: "said" });
  said.setAttribute("role", "status");
  offerCopy(line);
  form.append(line, said);
  form.addEventListener("input", () => showCurl(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form, said, done);
  });
  showCurl(form);
}

async function run(form, said, done) {
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) return;
  said.textContent = "";
  try {
    if ("download" in form.dataset) await save(form);
    else await call(...wanted(form));
    said.className = "said good";
    said.textContent = "Done.";
  } catch (problem) {
    said.className = "said bad";
    said.textContent = problem.message;
  }
  await done();
}

async function save(form) {
  const [name, given] = wanted(form);
  const address = URL.createObjectURL(await download(name, given));
  element("a", { href: address, download: `journal.${given.query.format}` }).click();
  URL.revokeObjectURL(address);
}

// A line of a list: what it is, and a button for each [label, operation, arguments].
export function row(text, buttons, done) {
  const line = element("div", { className: "row" }, element("p", { textContent: text }));
  for (const [label, operation, given] of buttons) {
    const button = element("button", { className: "quiet", textContent: label });
    button.setAttribute("aria-label", `${label}: ${text}`);
    const form = element("form", { className: "action" }, element("div", { className: "inputs" }, button));
    form.dataset.operation = operation;
    form.given = () => given;
    equip(form, done);
    line.append(form);
  }
  return line;
}
