/* The calendar of the wizard from the keyboard, and on a phone.
 *
 *   times        one of them can be reached by Tab; arrows move: up and down in a day, left and right between days.
 *                Moving does not choose: Space or Enter does, since choosing keeps the time from others.
 *   PageUp/Down  the week or month before and after; Home and End the first and last time of the day
 *   days         of a month: arrows move, Enter shows their times
 *   a phone      shows one day of the week at a time
 *   failure      the calendar cannot be loaded: says so, offers the flexible way and another try
 */
(() => {
  "use strict";
  const picker = () => document.getElementById("picker");
  const words = () => document.getElementById("wizard-words").dataset;
  const say = (text) => { document.getElementById("wizard-said").textContent = text; };
  const seen = (element) => element.checkVisibility();
  const slotsOf = (day) => [...day.querySelectorAll("[data-slot]:not(:disabled)")];
  const days = () => [...picker().querySelectorAll("[data-day]")].filter((day) => slotsOf(day).length);
  const all = () => days().flatMap(slotsOf);
  let after = "", lastUrl = "";

  function rove(target, focus = true) {
    for (const slot of all()) slot.tabIndex = slot === target ? 0 : -1;
    if (!focus || !target) return;
    const day = target.closest("[data-day]");
    if (!seen(target)) showDay(day);
    target.focus();
  }

  function settle() {
    if (!picker()) return;
    picker().classList.add("is-scripted");
    const slots = all();
    rove(slots.find((slot) => slot.checked) ?? slots.find((slot) => slot.closest(".is-shown")) ?? slots[0], false);
    const month = [...picker().querySelectorAll("[data-month-day]")];
    const here = month.find((day) => day.matches("[aria-current]")) ?? month[0];
    for (const day of month) day.tabIndex = day === here ? 0 : -1;
  }

  function showDay(day) {
    for (const other of picker().querySelectorAll("[data-day]")) other.classList.toggle("is-shown", other === day);
    for (const link of picker().querySelectorAll("[data-day-link]")) {
      if (link.hash === `#${day.id}`) link.setAttribute("aria-current", "date");
      else link.removeAttribute("aria-current");
    }
  }

  function move(slot, key) {
    const day = slot.closest("[data-day]"), slots = slotsOf(day), at = slots.indexOf(slot);
    const others = days(), where = others.indexOf(day);
    if (key === "ArrowDown") return slots[at + 1] ?? slot;
    if (key === "ArrowUp") return slots[at - 1] ?? slot;
    if (key === "Home") return slots[0];
    if (key === "End") return slots.at(-1);
    const next = others[where + (key === "ArrowRight" ? 1 : -1)];
    if (!next) return slot;
    const found = slotsOf(next), clock = (one) => one.closest(".slot").querySelector(".slot-time").textContent;
    return found.find((one) => clock(one) === clock(slot)) ?? found[Math.min(at, found.length - 1)];
  }

  function turn(key) {
    const link = picker().querySelector(key === "PageUp" ? "[data-earlier]" : "[data-later]");
    if (!link) return;
    after = "slot";
    link.click();
  }

  const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];
  document.addEventListener("keydown", (event) => {
    const slot = event.target.closest?.("#picker [data-slot]"), day = event.target.closest?.("#picker [data-month-day]");
    if ((!slot && !day) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "PageUp" || event.key === "PageDown") { event.preventDefault(); return turn(event.key); }
    if (slot && event.key === "Enter") { event.preventDefault(); if (!slot.checked) slot.click(); return; }
    if (!ARROWS.includes(event.key)) return;
    event.preventDefault();
    if (slot) return rove(move(slot, event.key));
    const month = [...picker().querySelectorAll("[data-month-day]")], at = month.indexOf(day);
    const date = (one) => Date.parse(one.id.slice("month-".length));
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const wanted = date(day) + (step ?? 0) * 86400000;
    let next = step === undefined ? (event.key === "Home" ? month[0] : month.at(-1)) : month.find((one) => date(one) === wanted);
    next ??= month[Math.min(month.length - 1, Math.max(0, at + Math.sign(step)))];
    for (const one of month) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-day-link]");
    if (link) {
      event.preventDefault();
      showDay(document.querySelector(link.hash));
      return;
    }
    if (event.target.closest?.("[data-picker-retry]")) window.htmx.ajax("GET", lastUrl, { target: "#picker", swap: "outerHTML" });
  });

  // -- fetching ------------------------------------------------------------------------------------------------
  const isPicker = (event) => event.detail.target?.id === "picker";
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isPicker(event)) return;
    picker().setAttribute("aria-busy", "true");
    const { verb, finalRequestPath } = event.detail.pathInfo ? { verb: event.detail.requestConfig.verb, ...event.detail.pathInfo } : event.detail.requestConfig;
    if (verb === "get") { lastUrl = finalRequestPath ?? event.detail.pathInfo.requestPath; say(words().loading); }
  });
  function failed(event) {
    if (!isPicker(event) || !picker()) return;
    picker().removeAttribute("aria-busy");
    if (event.detail.requestConfig?.verb !== "get") return;
    const times = document.getElementById("times");
    times.replaceChildren(document.getElementById("picker-failed").content.cloneNode(true));
    window.htmx.process(times);
  }
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, failed);

  document.addEventListener("htmx:afterSettle", () => {
    if (!picker()) return;
    settle();
    const alert = picker().querySelector("#time-lost, #time-problem");
    if (after === "slot") {
      const slot = all().find((one) => one.tabIndex === 0);
      if (slot) rove(slot);
      else document.getElementById("later")?.focus();
      say(picker().dataset.announce);
    } else if (alert && !alert.dataset.seen) {
      alert.dataset.seen = "yes";
      alert.tabIndex = -1;
      alert.focus();
    }
    after = "";
  });
  document.addEventListener("DOMContentLoaded", settle);
})();
