"use strict";
// Loaded before the page is drawn, so that a chosen theme never flashes: "light", "dark", or what the system prefers.

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
