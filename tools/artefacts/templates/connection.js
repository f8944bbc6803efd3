"use strict";
// The reader's own server and key: asked for once, kept in this browser only, filled into every sample.

const sample = document.documentElement.dataset; // host, path, placeholder; live, where the server shows the page itself
const published = { url: sample.host, key: sample.placeholder };
const usual = "live" in sample ? { ...published, url: location.origin } : published;
const plain = /^[\w.,@%+:/=[\]~-]+$/; // stands in each language's samples without quotes of its own

function connection() {
  try {
    return { ...usual, ...JSON.parse(store.get("connection")) };
  } catch {
    return usual;
  }
}

/* "https://host/prefix/", with or without the API's path: what stands before that path. */
function base(text) {
  const url = new URL(text.includes("://") ? text : `http://${text}`);
  if (!/^https?:$/.test(url.protocol)) throw new TypeError("not a web address");
  return (url.origin + url.pathname).replace(/\/+$/, "").replace(new RegExp(`${sample.path}$`), "");
}

const originals = new Map();
for (const code of document.querySelectorAll(".code code, .fill")) {
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data } = walker.currentNode;
    if (data.includes(published.url) || data.includes(published.key)) originals.set(walker.currentNode, data);
  }
}

function fill() {
  const { url, key } = connection();
  for (const [node, text] of originals) {
    node.data = text.replaceAll(published.url, url).replaceAll(published.key, plain.test(key) ? key : published.key);
  }
  for (const place of document.querySelectorAll("[data-shows=url]")) place.textContent = url;
  document.dispatchEvent(new Event("connection"));
}

/* What the reader has given or the page knows; empty where that is only the samples' placeholder. */
function given(name) {
  const value = connection()[name];
  return usual === published && value === published[name] ? "" : value;
}

const dialog = document.getElementById("connection");
const asked = dialog.querySelector("form");
const complaint = dialog.querySelector("[role=alert]");

function openDialog() {
  asked.elements.url.value = given("url");
  asked.elements.key.value = given("key");
  complaint.textContent = "";
  dialog.showModal();
}

function remember(event) {
  event.preventDefault();
  const { url, key } = asked.elements;
  try {
    const kept = { ...(url.value.trim() && { url: base(url.value.trim()) }), ...(key.value.trim() && { key: key.value.trim() }) };
    store.set("connection", JSON.stringify(kept));
    fill();
    dialog.close();
  } catch {
    complaint.textContent = "Give an address such as http://127.0.0.1:8025.";
    url.focus();
  }
}

asked.addEventListener("submit", remember);
dialog.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
dialog.querySelector("[value=forget]").addEventListener("click", () => {
  store.forget("connection");
  fill();
  dialog.close();
});
for (const button of document.querySelectorAll("[data-opens=connection]")) {
  button.addEventListener("click", openDialog);
}
fill();
