"use strict";
// The pages are complete without this script: it adds search, tabs and old links.

const { general, pages, faults, entries } = window.searchIndex;

/* Addresses: "#Campaign.Pause/not-sending" works on every page, and so do a check's longer address
   and a general rule under a command's name. */
function follow() {
  const address = decodeURIComponent(location.hash.slice(1));
  const [command, rule] = address.split("/");
  const page = pages[command];
  if (!rule || !page || document.getElementById(address)) return;
  if (!location.pathname.endsWith("/" + page)) location.replace(page + location.hash);
  else if (document.getElementById(`${command}/${rule}`)) location.replace(`#${command}/${rule}`);
  else if (command !== general) location.replace(`${pages[general]}#${general}/${rule}`);
}
addEventListener("hashchange", follow);
follow();

/* Search: "/" goes there, arrows choose, Enter opens, Escape leaves. */
const form = document.querySelector(".search");
const input = form.querySelector("input");
const list = document.getElementById("results");
const status = form.querySelector("[role=status]");
let selected = -1;

function points(title, word) {
  if (title === word) return 8;
  if (title.split(/[./]/).includes(word)) return 6;
  return title.startsWith(word) ? 4 : title.includes(word) ? 2 : 0;
}

function score([kind, title, text], words) {
  const head = title.toLowerCase();
  const all = `${head} ${text} ${kind}`.toLowerCase();
  return words.every((word) => all.includes(word)) ? words.reduce((sum, word) => sum + points(head, word), 1) : 0;
}

function option([kind, title, text, url], number) {
  const item = element("li", { id: `result-${number}` }, element("span", { className: "kind", textContent: kind }),
    element("code", { textContent: title }), element("span", { className: "text", textContent: text.length > 160 ? `${text.slice(0, 157)}…` : text }));
  item.setAttribute("role", "option");
  item.dataset.url = url;
  return item;
}

function show() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = words.length ? entries.map((entry) => [score(entry, words), entry]).filter(([rank]) => rank) : [];
  hits.sort(([one], [other]) => other - one);
  list.replaceChildren(...hits.slice(0, 12).map(([, entry], number) => option(entry, number)));
  list.hidden = !hits.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  status.textContent = words.length ? `${hits.length} found` : "";
  select(hits.length ? 0 : -1);
}

function select(number) {
  selected = number;
  [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === number)));
  const current = list.children[number];
  if (current) {
    input.setAttribute("aria-activedescendant", current.id);
    current.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function close() {
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  select(-1);
}

function open(item) {
  close();
  input.blur();
  location.assign(item.dataset.url);
}

const keys = {
  ArrowDown: () => select(Math.min(selected + 1, list.children.length - 1)),
  ArrowUp: () => select(Math.max(selected - 1, 0)),
  Enter: () => list.children[selected] && open(list.children[selected]),
  Escape: () => { input.value = ""; close(); input.blur(); },
};
form.addEventListener("submit", (event) => event.preventDefault());
input.addEventListener("input", show);
input.addEventListener("focus", show);
input.addEventListener("blur", () => setTimeout(close, 150));
input.addEventListener("keydown", (event) => {
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const item = event.target.closest("li");
  if (item) open(item);
});
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea")) return;
  event.preventDefault();
  input.focus();
});

/* Samples as tabs; the language chosen last is kept where the browser allows it. */
const languages = [...document.querySelectorAll("[data-language][role=tab]")];

function speak(language) {
  document.documentElement.dataset.language = language;
  for (const tab of languages) {
    const chosen = tab.dataset.language === language;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
}

function pick(tab) {
  speak(tab.dataset.language);
  store.set("language", tab.dataset.language);
}

for (const tab of languages) {
  tab.addEventListener("click", () => pick(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = languages[(languages.indexOf(tab) + step + languages.length) % languages.length];
    pick(next);
    next.focus();
  });
}
const pointed = location.hash.startsWith("#sample-") && languages.find((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash);
if (pointed) pick(pointed);
else if (languages.length) speak(document.documentElement.dataset.language);

/* In the contents, the section on the screen is marked and both stay in sight. */
const sections = [...document.querySelectorAll(".within a")];
const sectionOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));

function reveal(link) {
  const place = link.parentElement.getBoundingClientRect();
  const room = contents.getBoundingClientRect();
  if (place.top < room.top || place.bottom > room.bottom) contents.scrollTop += place.top - room.top - room.height / 2;
}

function mark() {
  const root = document.documentElement;
  const passed = sections.filter((link) => sectionOf(link).getBoundingClientRect().top < 120);
  const atEnd = root.scrollTop > 0 && root.scrollTop + root.clientHeight >= root.scrollHeight - 2;
  const current = atEnd ? sections.at(-1) : passed.at(-1);
  for (const link of sections) {
    if (link === current) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
  if (current) reveal(current);
}
const here = contents.querySelector("[aria-current=page]");
if (here) reveal(here);
if (sections.length) {
  addEventListener("scroll", mark, { passive: true });
  mark();
}

/* Folding samples and contents moved what the address points at. */
document.querySelector(":target")?.scrollIntoView();
