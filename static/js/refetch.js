/* Fetching a part of the page again, often and unasked, without disturbing the person who works in it.
 *
 * Part one, when: mark(element) sends the "live" event that its hx-trigger="live" waits for: at once if it is
 *   quiet, else 250 ms after the last time; one request in flight; a mark during the flight is a further fetch
 *   after it; a failed fetch is repeated with growing pauses. No mark is lost. Elements need an id.
 *   While somebody types inside the element the fetch waits until the field is left; an answer that comes while a
 *   button of the mouse is down in it is fetched once more instead of swapped.
 *   An answer with HX-Trigger {"refetch": {}} marks the page's live parts: its author sees the effect at once.
 * Part two, what stays: focus, the selected row (aria-current), open <details>, scroll position of the element.
 *   All by id. A row ([data-row] with an id) that left because of a live fetch fades for three seconds, with the
 *   reason where the server gave one: <template data-left="ROW_ID" data-left-note="claimed by M. Wilson">, or the
 *   row itself still sent with data-gone="claimed by M. Wilson". Rows that leave because the reader changed the
 *   filter just go. data-live-announce="Queue changed" on the element tells screen readers, once in ten seconds.
 */
(() => {
  "use strict";
  const GAP = 250, FADE = 3000, ANNOUNCE = 10_000, RELOAD_GUARD = 60_000;
  const parts = new Map(); // element id → { dirty, inflight, timer, last, failures }
  const ghosts = new Map(); // row id → { node, after, list, until }
  let announcedAt = 0, announceTimer = 0;

  // -- when ----------------------------------------------------------------------------------------------------
  const stateOf = (id) => {
    if (!parts.has(id)) parts.set(id, { dirty: false, inflight: false, timer: 0, last: 0, failures: 0 });
    return parts.get(id);
  };

  function typingIn(element) {
    const field = document.activeElement;
    return element.contains(field) && field.matches("textarea, select, input:not([type=checkbox], [type=radio])");
  }

  function mark(element) {
    if (!element.id) return console.error("data-live needs an id", element);
    stateOf(element.id).dirty = true;
    plan(element.id);
  }

  function plan(id) {
    const part = stateOf(id);
    if (!part.dirty || part.inflight || part.timer) return;
    const pause = part.failures ? Math.min(10_000, 1000 * 2 ** part.failures) : GAP;
    part.timer = setTimeout(() => run(id), Math.max(0, part.last + pause - Date.now()));
  }

  function run(id) {
    const part = stateOf(id);
    const element = document.getElementById(id);
    part.timer = 0;
    if (!element) return parts.delete(id); // left the page
    if (typingIn(element)) {
      return element.addEventListener("focusout", () => plan(id), { once: true });
    }
    part.dirty = false;
    part.last = Date.now();
    element.dispatchEvent(new CustomEvent("live")); // does not bubble: a part inside a part is its own
  }

  /** Once a minute at most: a page that is refused again and again must not reload for ever. */
  function reloadOnce() {
    const last = Number(sessionStorage.getItem("sb-reloaded") || 0);
    if (Date.now() - last < RELOAD_GUARD) return;
    sessionStorage.setItem("sb-reloaded", String(Date.now()));
    location.reload();
  }

  document.addEventListener("refetch", () => document.querySelectorAll("main [data-live]").forEach(mark));

  const isLive = (detail) => detail.requestConfig?.triggeringEvent?.type === "live";

  document.addEventListener("htmx:beforeSend", (event) => {
    const { elt, xhr } = event.detail;
    if (!isLive(event.detail)) return;
    const part = stateOf(elt.id);
    part.inflight = true;
    // What has been replaced meanwhile must not be swapped: htmx would take what is kept (hx-preserve) out of the new
    // part into the old one. The new part asks again instead.
    elt.addEventListener("htmx:beforeOnLoad", (answer) => {
      if (elt.isConnected) return;
      answer.preventDefault();
      part.dirty = true;
    }, { once: true });
    xhr.addEventListener("loadend", () => {
      const refused = xhr.status === 401 || xhr.status === 403 || movedElsewhere(event.detail);
      const failed = !refused && (xhr.status === 0 || xhr.status === 429 || xhr.status >= 500);
      part.inflight = false;
      part.failures = failed ? part.failures + 1 : 0;
      part.dirty = part.dirty || failed;
      if (refused) reloadOnce();
      else plan(elt.id);
    });
  });

  /** A redirect is followed silently; a partial that answers from another path is the login page. */
  function movedElsewhere({ xhr, pathInfo, requestConfig }) {
    if (!xhr.responseURL) return false;
    const asked = new URL(pathInfo?.requestPath ?? requestConfig.path, location.href).pathname;
    return new URL(xhr.responseURL).pathname !== asked;
  }

  // -- what stays ----------------------------------------------------------------------------------------------
  // A click is lost when what it began on is replaced before it ends: such an answer is asked for again.
  let pressed = null;
  document.addEventListener("pointerdown", (event) => { pressed = event.target; }, true);
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => setTimeout(() => { pressed = null; }), true); // the click comes after it
  }

  const rowsOf = (element) => [...element.querySelectorAll("[data-row][id]:not(.is-leaving)")];
  let before = null;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    const live = isLive(detail);
    if (live && movedElsewhere(detail)) return void (detail.shouldSwap = false);
    if (!detail.shouldSwap) return;
    const target = detail.target;
    if (live && pressed && target.contains(pressed)) {
      stateOf(detail.elt.id).dirty = true;
      return void (detail.shouldSwap = false);
    }
    const focus = target.contains(document.activeElement) ? document.activeElement : null;
    before = {
      id: target.id, live,
      focus: focus && (focus.id || focus.closest("[id]")?.id),
      inRow: Boolean(focus && !focus.id),
      current: target.querySelector('[data-row][aria-current="true"]')?.id,
      open: [...target.querySelectorAll("details[open][id]")].map((details) => details.id),
      scroll: target.scrollTop,
      rows: rowsOf(target).map((row, index, all) => ({ row, after: all[index - 1]?.id ?? null })),
    };
  });

  document.addEventListener("htmx:afterSwap", () => {
    const was = before;
    before = null;
    const target = was && document.getElementById(was.id);
    if (!target) return;
    for (const id of was.open) document.getElementById(id)?.setAttribute("open", "");
    if (was.current) document.getElementById(was.current)?.setAttribute("aria-current", "true");
    if (was.live) fadeRowsThatLeft(target, was.rows);
    target.scrollTop = was.scroll;
    const holder = was.focus && document.getElementById(was.focus);
    const field = was.inRow ? holder?.querySelector("[data-row-open], a, button") : holder;
    if (field && target.contains(field)) field.focus({ preventScroll: true });
  });

  function fadeRowsThatLeft(target, rows) {
    const notes = new Map();
    for (const mark of target.querySelectorAll("[data-left]")) notes.set(mark.dataset.left, mark.dataset.leftNote);
    for (const { row, after } of rows) {
      if (document.getElementById(row.id)) continue;
      const list = row.parentElement?.id || target.id;
      ghosts.set(row.id, { node: ghost(row, notes.get(row.id)), after, list, until: Date.now() + FADE });
    }
    for (const row of target.querySelectorAll("[data-row][data-gone]")) {
      if (ghosts.has(row.id)) { row.remove(); continue; }
      const after = row.previousElementSibling?.id ?? null;
      const list = row.parentElement.id || target.id;
      ghosts.set(row.id, { node: ghost(row, row.dataset.gone), after, list, until: Date.now() + FADE });
      row.remove();
    }
    placeGhosts();
    announce(target, rows);
  }

  /** What is left of a row: its look and the note; nothing to press, no id, no place in the tab order. */
  function ghost(row, note) {
    const node = row.cloneNode(true);
    for (const element of [node, ...node.querySelectorAll("[id], [data-key], [data-due], [data-live]")]) {
      for (const name of ["id", "data-row", "data-key", "data-due", "data-live", "aria-current"]) {
        element.removeAttribute(name);
      }
    }
    node.classList.add("is-leaving");
    node.inert = true;
    if (note) {
      const label = document.createElement("span");
      label.className = "left-note";
      label.textContent = note;
      node.append(label);
    }
    return node;
  }

  function placeGhosts() {
    for (const [id, { node, after, list, until }] of ghosts) {
      const rest = until - Date.now();
      const place = document.getElementById(list);
      if (rest <= 0 || !place || document.getElementById(id)) { node.remove(); ghosts.delete(id); continue; }
      node.style.animationDelay = `${rest - FADE}ms`; // placed again by a later swap it goes on where it was
      const previous = after && document.getElementById(after);
      if (previous) previous.after(node);
      else (place.querySelector("[data-row]")?.parentElement ?? place).prepend(node);
      setTimeout(placeGhosts, rest + 20);
    }
  }

  function announce(target, rows) {
    const text = target.dataset.liveAnnounce;
    const region = document.getElementById("announcer");
    const now = rowsOf(target).map((row) => row.id).join();
    if (!text || !region || now === rows.map(({ row }) => row.id).join()) return;
    clearTimeout(announceTimer);
    announceTimer = setTimeout(() => {
      announcedAt = Date.now();
      region.textContent = "";
      requestAnimationFrame(() => { region.textContent = text; });
    }, Math.max(0, announcedAt + ANNOUNCE - Date.now()));
  }

  window.sbRefetch = { mark, reloadOnce };
})();
