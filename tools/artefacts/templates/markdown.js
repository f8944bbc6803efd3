"use strict";
// Copies the page's Markdown with the reader's own server and key, the chosen language and whole addresses.

const copier = document.querySelector(".whole-page button");
const plainText = document.querySelector(".whole-page a").href;
const labels = new Set(languages.map((tab) => tab.textContent));

function inOneLanguage(text) {
  const chosen = languages.find((tab) => tab.getAttribute("aria-selected") === "true")?.textContent;
  const parts = text.split(/^(?=#{2,3} )/m);
  const isOther = (title) => labels.has(title) && title !== chosen;
  return parts.filter((part) => !isOther(part.split("\n", 1)[0].slice(4))).join("");
}

async function asMarkdown() {
  const { url, key } = connection();
  const text = inOneLanguage(await (await fetch(plainText)).text());
  const whole = text.replace(/\]\((?!\w+:)([^)]+)\)/g, (_, target) => `](${new URL(target, location)})`);
  return `${whole.replaceAll(published.url, url).replaceAll(published.key, key)}\nFrom ${location.href}\n`;
}

copier.hidden = !navigator.clipboard || location.protocol === "file:"; // a page of a folder may not read its neighbour
copier.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(await asMarkdown());
    copier.textContent = "Copied";
  } catch {
    copier.textContent = "Not allowed";
  }
});
