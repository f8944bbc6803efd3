"use strict";
// "Copy as Markdown": the page as one would write it by hand, with samples in the language that is chosen.

const leftOut = "button, svg, footer, summary, section:has(form), .held-by, .on-page, .yours, .phone, .unscripted-only";
const marks = { code: "`", strong: "**", em: "*" };

function phrase(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches(leftOut)) return "";
  const words = [...node.childNodes].map(phrase).join("");
  if (node.localName === "a" && !node.matches(".self, .address")) return words && `[${words}](${node.href})`;
  const mark = words.trim() ? marks[node.localName] ?? "" : "";
  return mark + words + mark;
}

const line = (node) => [...node.childNodes].map(phrase).join("").trim();
const heading = (node) => `${"#".repeat(Number(node.localName[1]))} ${line(node)}`;
const items = (sign) => (node) => [...node.children].map((item) => sign + blocks(item).replaceAll("\n", "\n  ")).join("\n");
const cell = (node) => blocks(node).replace(/\n+- /g, "; ").replace(/\s+/g, " ").replaceAll("|", "\\|").replace(/^- /, "");

function table(node) {
  const [head, ...rows] = [...node.rows].map((row) => `| ${[...row.cells].map(cell).join(" | ")} |`);
  return [head, head.replace(/[^|]+(?=\|)/g, " --- "), ...rows].join("\n");
}

const folded = (node) => `**${line(node.querySelector("summary")).replaceAll("**", "")}**\n\n${blocks(node)}`;

const writers = {
  h1: heading, h2: heading, h3: heading, h4: heading, p: line, table,
  ul: items("- "), ol: items("1. "), details: folded,
  pre: (node) => `\`\`\`${node.parentElement.dataset.lexer ?? ""}\n${node.textContent.trimEnd()}\n\`\`\``,
  dl: (node) => [...node.children].map((fact) => `- ${line(fact.children[0])}: ${cell(fact.children[1])}`).join("\n"),
  aside: (node) => blocks(node).replace(/^/gm, "> "),
  div: blocks, section: blocks, article: blocks, figure: blocks, figcaption: blocks,
};

/* The blocks of an element; text between them makes paragraphs of its own. */
function blocks(parent) {
  const parts = [""];
  for (const node of parent.childNodes) {
    const write = writers[node.localName];
    if (!write) parts.push(parts.pop() + phrase(node));
    else if (!node.matches(leftOut) && getComputedStyle(node).display !== "none") parts.push(write(node), "");
  }
  return parts.map((part) => part.trim()).filter(Boolean).join("\n\n");
}

const copier = document.querySelector(".whole-page");
copier.hidden = !navigator.clipboard;
copier.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(`${blocks(document.getElementById("main"))}\n\nFrom ${location.href}\n`);
    copier.textContent = "Copied";
  } catch {
    copier.textContent = "Not allowed";
  }
});
