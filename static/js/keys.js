/* The whole page from the keyboard.
 *
 *   [data-keys-list]   j / k / arrows move among its [data-row]s. The chosen row has aria-current="true" and is the
 *                      only one whose controls can be reached by Tab (roving tabindex); its [data-row-open] link has
 *                      the focus, so that Enter opens it as any link does.
 *   data-keys-follow   on the list: where the page has room for two panes, moving also opens after a short rest
 *   data-key="c"       on a button, link or field: that key presses it (a field gets the focus). Looked for in the
 *                      chosen row, then in [data-keys-panel], then on the page. data-key-label names it in the help.
 *   data-wide-only     on a link with hx-get: below the width of two panes it is followed as a plain link instead
 *   [data-keys-help]   the <dialog> that "?" opens; [data-keys-table] in it is filled from what the page declares;
 *                      [data-keys-switch] turns single keys off on this device (WCAG 2.1.4)
 *
 * Nothing happens while somebody types, with Ctrl, Alt or Meta held, or under an open dialog.
 */
(() => {
  "use strict";
  const wide = window.matchMedia("(min-width: 62rem)");
  const FOLLOW_AFTER = 150;
  const lastChosen = new Map(); // list id → which row was chosen, and where it stood
  let followTimer = 0, focusedList = null;

  const lists = () => [...document.querySelectorAll("[data-keys-list]")];
  const rowsOf = (list) => [...list.querySelectorAll("[data-row]")];
  const current = (list) => list.querySelector('[data-row][aria-current="true"]');
  /** The chosen row, also just after a swap when its mark is not back yet: never another that took its place. */
  const chosenIn = (list) => {
    const id = lastChosen.get(list.id)?.id;
    return (id && rowsOf(list).find((row) => row.id === id)) || current(list);
  };
  const opener = (row) => row.querySelector("[data-row-open]") ?? row.querySelector("a, button");
  const visible = (element) => element.checkVisibility() && !element.matches(":disabled, [aria-disabled=true]");

  function enabled() {
    try {
      return localStorage.getItem("sb-keys") !== "off";
    } catch {
      return true;
    }
  }

  /** Makes one row the chosen one: seen, reachable, and the place from which j and k go on. */
  function choose(list, row, { focus = false } = {}) {
    for (const other of rowsOf(list)) {
      const chosen = other === row;
      if (chosen) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
      for (const control of other.querySelectorAll("a, button, input, summary")) {
        control.tabIndex = chosen ? 0 : -1;
      }
    }
    lastChosen.set(list.id, { id: row.id, index: rowsOf(list).indexOf(row) });
    if (focus) {
      opener(row)?.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }

  function move(step) {
    const list = document.activeElement?.closest("[data-keys-list]") ?? lists()[0];
    const rows = list ? rowsOf(list) : [];
    if (!rows.length) return;
    const inside = list.contains(document.activeElement) || focusedList === list.id;
    const at = rows.indexOf(chosenIn(list));
    // The first press brings the reader into the list where the mark already is; from then on it moves.
    const next = at < 0 || !inside ? Math.max(0, at) : Math.min(rows.length - 1, Math.max(0, at + step));
    choose(list, rows[next], { focus: true });
    clearTimeout(followTimer);
    if ("keysFollow" in list.dataset && wide.matches) {
      const { id } = rows[next]; // the list may have been fetched again meanwhile: the same row, another element
      followTimer = setTimeout(() => {
        const row = id ? document.getElementById(id) : rows[next];
        if (row?.isConnected) opener(row)?.click();
      }, FOLLOW_AFTER);
    }
  }

  function press(key) {
    const scopes = [
      ...lists().map(chosenIn), ...document.querySelectorAll("[data-keys-panel]"), document.body,
    ];
    for (const scope of scopes.filter(Boolean)) {
      const target = [...scope.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(visible);
      if (!target) continue;
      if (target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])")) target.focus();
      else target.click();
      return true;
    }
    return false;
  }

  function labelOf(element) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd").forEach((cap) => cap.remove()); // the hint beside the word is not the word
    return element.dataset.keyLabel || element.getAttribute("aria-label") || copy.textContent.trim();
  }

  function openHelp(dialog) {
    const table = dialog.querySelector("[data-keys-table]");
    const keys = new Map();
    for (const element of document.querySelectorAll("[data-key]")) {
      if (!keys.has(element.dataset.key) && !dialog.contains(element)) keys.set(element.dataset.key, labelOf(element));
    }
    table.querySelectorAll("[data-declared]").forEach((line) => line.remove());
    for (const [key, label] of keys) {
      const line = document.createElement("div");
      line.dataset.declared = "";
      const term = document.createElement("dt"), meaning = document.createElement("dd");
      const cap = document.createElement("kbd");
      cap.textContent = key;
      term.append(cap);
      meaning.textContent = label;
      line.append(term, meaning);
      table.append(line);
    }
    dialog.querySelector("[data-keys-switch]").checked = enabled();
    dialog.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    const typing = target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      if (typing) target.blur();
      for (const menu of document.querySelectorAll("details.menu[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      return;
    }
    if (typing || document.querySelector("dialog[open]")) return;
    const help = document.querySelector("[data-keys-help]");
    const inList = target.closest?.("[data-keys-list]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && inList) move(step);
    else if (!enabled() && event.key !== "?") return;
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "?" && help) openHelp(help);
    else if (event.key.length !== 1 || !press(event.key)) return;
    event.preventDefault();
  });

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-keys-list] [data-row]");
    if (row && row.getAttribute("aria-current") !== "true") choose(row.closest("[data-keys-list]"), row);
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-switch]")) return;
    localStorage.setItem("sb-keys", event.target.checked ? "on" : "off");
  });

  // Menus close when the reader goes elsewhere; dialogs by their own buttons.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const opens = event.target.closest("[data-opens-dialog]");
    if (opens?.dataset.opensDialog === "keys") openHelp(document.querySelector("[data-keys-help]"));
  });

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.elt.matches("[data-wide-only]") || wide.matches) return;
    event.preventDefault();
    location.assign(event.detail.elt.href);
  });

  /** After each swap: one row is chosen in every list; if the chosen one left, the one now in its place. */
  function settle() {
    for (const list of lists()) {
      const rows = rowsOf(list);
      const row = chosenIn(list) ?? rows[Math.min(lastChosen.get(list.id)?.index ?? 0, rows.length - 1)];
      if (!row) continue;
      const lostFocus = focusedList === list.id && document.activeElement === document.body;
      choose(list, row);
      if (lostFocus) opener(row)?.focus({ preventScroll: true });
    }
    focusedList = null;
    for (const element of document.querySelectorAll("[data-key]:not([aria-keyshortcuts])")) {
      element.setAttribute("aria-keyshortcuts", element.dataset.key);
    }
  }

  document.addEventListener("htmx:beforeSwap", () => {
    focusedList = document.activeElement?.closest("[data-keys-list]")?.id ?? focusedList;
  });
  document.addEventListener("htmx:afterSettle", settle);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", settle);
  else settle();
})();
