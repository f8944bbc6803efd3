"use strict";
// Loaded before the page is drawn, so that nothing moves or flashes when the other scripts
// come: the theme ("light", "dark", or what the system prefers) and the language of samples that was chosen last.

const store = {
  get: (name) => { try { return localStorage.getItem(name); } catch { return null; } },
  set: (name, value) => { try { localStorage.setItem(name, value); } catch { /* a page from a folder may have no storage */ } },
  forget: (name) => { try { localStorage.removeItem(name); } catch { /* likewise */ } },
};

function wear(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
wear(store.get("theme"));
document.documentElement.classList.add("scripted");
document.documentElement.dataset.language = store.get("language") ?? "curl";
