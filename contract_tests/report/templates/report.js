"use strict";
const form = document.querySelector(".filters");
const checks = [...document.querySelectorAll(".check")];
const choices = [...document.querySelectorAll("a[data-outcome]")];
const texts = new Map();
let outcome = "";

const textOf = check => {
  if (!texts.has(check)) texts.set(check, check.textContent.toLowerCase());
  return texts.get(check);
};

const wanted = () => ({
  outcome,
  level: form.elements.level.value,
  command: form.elements.command.value,
  words: form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean),
});

const fits = (check, { outcome, level, command, words }) =>
  [["outcome", outcome], ["level", level], ["command", command]].every(([key, value]) => !value || check.dataset[key] === value)
  && words.every(word => textOf(check).includes(word));

const isChosen = (choice, now) =>
  choice.dataset.outcome === now.outcome
  && ["level", "command"].every(key => choice.dataset[key] === undefined || choice.dataset[key] === now[key]);

const FILTERS = ["level", "command", "text"];

const remember = () => {
  const kept = new URLSearchParams(outcome ? { outcome } : {});
  for (const name of FILTERS) if (form.elements[name].value) kept.set(name, form.elements[name].value);
  const query = kept.toString();
  try { history.replaceState(null, "", `${location.pathname}${query && "?"}${query}${location.hash}`); } catch { /* a page without a URL */ }
};

const recall = () => {
  const kept = new URLSearchParams(location.search);
  outcome = choices.some(choice => choice.dataset.outcome === kept.get("outcome")) ? kept.get("outcome") : "";
  for (const name of FILTERS) form.elements[name].value = kept.get(name) ?? "";
  for (const name of ["level", "command"]) if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
};

const show = () => {
  const now = wanted();
  remember();
  for (const check of checks) check.hidden = !fits(check, now);
  for (const group of document.querySelectorAll(".group")) group.hidden = !group.querySelector(".check:not([hidden])");
  for (const choice of choices) {
    if (isChosen(choice, now)) choice.setAttribute("aria-current", "true");
    else choice.removeAttribute("aria-current");
  }
  const shown = checks.filter(check => !check.hidden).length;
  document.querySelector(".shown").textContent = shown === checks.length ? "" : `${shown} of ${checks.length} checks`;
};

const choose = choice => {
  outcome = choice.dataset.outcome;
  if (choice.dataset.command !== undefined) {
    form.elements.level.value = choice.dataset.level;
    form.elements.command.value = choice.dataset.command;
    form.elements.text.value = "";
  }
  show();
  if (choice.closest("table")) {
    document.getElementById("checks").focus({ preventScroll: true });
    document.getElementById("checks").scrollIntoView();
  }
};

const openAddress = () => {
  const check = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!check?.matches(".check")) return;
  if (check.hidden) form.reset();
  check.open = true;
  check.scrollIntoView();
};

const copied = async text => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
};

for (const code of document.querySelectorAll(".code")) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "Copy" });
  button.setAttribute("aria-label", "Copy the curl line");
  button.addEventListener("click", async () => {
    const done = await copied(code.querySelector("code").textContent);
    button.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  code.append(button);
}

for (const choice of choices) choice.addEventListener("click", event => { event.preventDefault(); choose(choice); });
form.addEventListener("submit", event => event.preventDefault());
form.addEventListener("input", show);
form.addEventListener("reset", () => { outcome = ""; setTimeout(show); });
addEventListener("hashchange", openAddress);
form.hidden = false;
recall();
show();
openAddress();
