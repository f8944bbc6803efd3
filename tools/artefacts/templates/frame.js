"use strict";
// What every page has: the theme, the folding contents, copy buttons.

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/* The theme: what the system prefers, unless one is chosen. */
const theme = document.getElementById("theme");
theme.value = store.get("theme") ?? "";
theme.addEventListener("change", () => { store.set("theme", theme.value); wear(theme.value); });

/* Copy buttons, where the browser offers a clipboard. */
function offerCopy(box) {
  if (!navigator.clipboard) return;
  const button = element("button", { type: "button", className: "copy", textContent: "Copy" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(box.querySelector("pre").textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
  });
  box.append(button);
}
document.querySelectorAll(".code").forEach(offerCopy);

/* The contents fold away on narrow windows. */
const menu = document.querySelector(".menu");
const contents = document.getElementById("contents");
menu.addEventListener("click", () => menu.setAttribute("aria-expanded", String(contents.classList.toggle("unfolded"))));
