/* Another time, or another member, for what stands in a calendar.
 *
 *   <li data-move="url">       m opens the form at that address in the dialog while the focus is in it; with the mouse
 *                              it is dragged to a time, which is sent there as day and minute of the member's clock
 *   <li data-hand="url">       the same with h, for another member: it is dragged to their row, whose id is sent there
 *   <div data-day="ISO">       a day that it can be let go on, over the hours from [data-first-hour] on
 *   <tr data-member="id">      a member that it can be let go at
 *   #cal-dialog [data-cal-slot]  where the form stands; the dialog closes when that is empty
 *
 * What is refused is told by a toast, and the calendar is fetched again as it is.
 */
(() => {
  "use strict";
  const STEP = 15; // minutes
  const FETCHED_AFTER = 3000; // by then the calendar has been fetched again
  const dialog = document.getElementById("cal-dialog");
  const slot = dialog?.querySelector("[data-cal-slot]");
  if (!slot) return;
  const FORMS = { m: "move", h: "hand" }; // by key: the form that the thing in focus names
  const MOVABLE = "[data-move], [data-hand]";
  let from = null, dragged = null; // the id of what is moved by the form; { grabbed, item } of what is dragged
  let late = null; // the part that has news since

  function keysAreOn() {
    try {
      return localStorage.getItem("sb-keys") !== "off";
    } catch {
      return true;
    }
  }

  // -- by keyboard ---------------------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const form = FORMS[event.key];
    if (!form || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const item = event.target.closest?.(`[data-${form}]`);
    if (!item || !keysAreOn() || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    from = item.id;
    window.htmx.ajax("GET", item.dataset[form], { target: slot }).then(() => {
      const form = slot.querySelector("form[hx-target]");
      if (!form) return;
      slot.id = form.getAttribute("hx-target").slice(1); // what the form answers comes into the same place
      dialog.showModal();
      slot.querySelector("[name=starts_at], [name=to]")?.focus();
    });
  });

  new MutationObserver(() => { if (!slot.children.length && dialog.open) dialog.close(); }).observe(slot, { childList: true });

  dialog.addEventListener("close", () => {
    slot.replaceChildren();
    back();
    setTimeout(() => { from = null; }, FETCHED_AFTER);
  });

  /** The focus goes back to what was moved, also when it has been fetched again at its new time. */
  function back() {
    const booking = from?.slice(0, -"-2026-01-01".length);
    const item = document.getElementById(from) ?? (booking && document.querySelector(`[id^="${CSS.escape(booking)}"]`));
    item?.querySelector("a")?.focus();
  }
  document.addEventListener("htmx:afterSettle", () => {
    loosen();
    if (from && !dialog.open && document.activeElement === document.body) back();
  });

  /** What can be moved is dragged as a whole, not as the link in it. */
  function loosen() {
    for (const item of document.querySelectorAll(MOVABLE)) {
      item.draggable = true;
      item.querySelector("a")?.setAttribute("draggable", "false");
    }
  }

  // -- with the mouse ------------------------------------------------------------------------------------------
  const ghost = document.createElement("div");
  ghost.className = "cal-drop";
  ghost.setAttribute("aria-hidden", "true");

  /** Minutes after midnight at which it would begin, to a quarter of an hour. */
  function minuteAt(day, y) {
    const calendar = day.closest("[data-hours]");
    const box = day.getBoundingClientRect();
    const first = Number(calendar.dataset.firstHour) * 60, shown = Number(calendar.dataset.hours) * 60;
    const minute = first + ((y - dragged.grabbed - box.top) / box.height) * shown;
    return Math.min(Math.max(Math.round(minute / STEP) * STEP, 0), 24 * 60 - STEP);
  }

  document.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.(MOVABLE);
    if (!item) return;
    dragged = { grabbed: event.clientY - item.getBoundingClientRect().top, item };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.innerText);
    item.classList.add("is-dragged");
  });

  /** The row of another member that the pointer is over; null when that is none. */
  function memberAt(event) {
    const row = dragged?.item.dataset.hand && event.target.closest?.("[data-member]");
    return row && row !== dragged.item.closest("[data-member]") ? row : null;
  }

  function aim(row) {
    for (const other of document.querySelectorAll(".is-target")) if (other !== row) other.classList.remove("is-target");
    row?.classList.add("is-target");
  }

  document.addEventListener("dragover", (event) => {
    const row = memberAt(event);
    aim(row);
    if (row) event.preventDefault();
    const day = dragged?.item.dataset.move && event.target.closest?.("[data-day]");
    if (!day) return;
    event.preventDefault();
    const minute = minuteAt(day, event.clientY), first = Number(day.closest("[data-hours]").dataset.firstHour);
    ghost.textContent = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    ghost.style.setProperty("--h", String(minute / 60 - first));
    ghost.style.setProperty("--m", "0");
    for (const name of ["dh", "dm"]) ghost.dataset[name] = dragged.item.dataset[name];
    if (ghost.parentElement !== day) day.append(ghost);
  });

  document.addEventListener("drop", (event) => {
    const { move, hand } = dragged?.item.dataset ?? {};
    const day = move && event.target.closest?.("[data-day]"), row = memberAt(event);
    if (day) send(event, move, { day: day.dataset.day, minute: minuteAt(day, event.clientY) });
    else if (row) send(event, hand, { member: row.dataset.member });
  });

  function send(event, url, what) {
    event.preventDefault();
    const values = { ...what, idempotency_key: crypto.randomUUID?.() ?? "" };
    // Asked by the dialog: the calendar may be fetching itself, and htmx asks one thing at a time for an element.
    window.htmx.ajax("POST", url, { values, swap: "none", source: dialog });
  }

  document.addEventListener("dragend", () => {
    dragged?.item.classList.remove("is-dragged");
    dragged = null;
    aim(null);
    ghost.remove();
    if (late) window.htmx.trigger(late, "live");
    late = null;
  });

  /** What is in somebody's hand is not fetched away from under it: the news waits until it is let go. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!dragged || !event.target.contains(dragged.item)) return;
    event.detail.shouldSwap = false;
    late = event.target;
  });

  loosen();
})();
