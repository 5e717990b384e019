/* Another time for what stands in a calendar.
 *
 *   <li data-move="url">       m opens the form at that address in the dialog while the focus is in it; with the mouse
 *                              it is dragged to a time, which is sent there as day and minute of the member's clock
 *   <div data-day="ISO">       a day that it can be let go on, over the hours from [data-first-hour] on
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
  let from = null, dragged = null; // the id of what is moved by the form; { url, grabbed, item } of what is dragged

  function keysAreOn() {
    try {
      return localStorage.getItem("sb-keys") !== "off";
    } catch {
      return true;
    }
  }

  // -- by keyboard ---------------------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if (event.key !== "m" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const item = event.target.closest?.("[data-move]");
    if (!item || !keysAreOn() || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    from = item.id;
    window.htmx.ajax("GET", item.dataset.move, { target: slot }).then(() => {
      const form = slot.querySelector("form[hx-target]");
      if (!form) return;
      slot.id = form.getAttribute("hx-target").slice(1); // what the form answers comes into the same place
      dialog.showModal();
      slot.querySelector("[name=starts_at]")?.focus();
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
    for (const item of document.querySelectorAll("[data-move]")) {
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
    const item = event.target.closest?.("[data-move]");
    if (!item) return;
    dragged = { url: item.dataset.move, grabbed: event.clientY - item.getBoundingClientRect().top, item };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.innerText);
    item.classList.add("is-dragged");
  });

  document.addEventListener("dragover", (event) => {
    const day = dragged && event.target.closest?.("[data-day]");
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
    const day = dragged && event.target.closest?.("[data-day]");
    if (!day) return;
    event.preventDefault();
    const values = { day: day.dataset.day, minute: minuteAt(day, event.clientY), idempotency_key: crypto.randomUUID?.() ?? "" };
    window.htmx.ajax("POST", dragged.url, { values, swap: "none", source: day.closest("[data-hours]") });
  });

  document.addEventListener("dragend", () => {
    dragged?.item.classList.remove("is-dragged");
    dragged = null;
    ghost.remove();
  });

  loosen();
})();
