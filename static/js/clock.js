/* Every clock on the page ticks from one timer, on the server's time.
 *
 *   <time class="sla" data-due="ISO" data-warn="ISO"> counts down to data-due and past it: on_time, then at_risk
 *       from data-warn, then breached. components/sla.html draws it; this changes its class, icon, word and digits.
 *       data-paused: stands still with the digits that the server wrote. data-done: ended, in time or late.
 *   <time data-since="ISO"> counts up from there, in the same forms.
 *   <time data-ago="ISO"> says "5 min ago" or "in 2 hr" in the page's language.
 *
 * The reader's own clock is not trusted: <meta name="server-time"> gives the offset when the page was made, and
 * the "sb:server-time" event (detail: ISO) that live.js sends at each connection corrects it.
 * Digits have a fixed width in app.css, so that nothing moves when they change.
 */
(() => {
  "use strict";
  const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
  const STEPS = [["year", 365 * DAY], ["month", 30 * DAY], ["day", DAY], ["hour", HOUR], ["minute", MINUTE]];
  const ICONS = { on_time: "clock", at_risk: "alert-triangle", breached: "flag" };
  const relative = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", {
    numeric: "auto", style: "short",
  });
  let words = {};
  let offset = 0; // server minus here, in milliseconds

  const now = () => Date.now() + offset;
  const two = (number) => String(number).padStart(2, "0");

  /** 04:12 and −20:03 under an hour, 1h 04m under two days, 3d 05h above: never two readings of one form. */
  function digits(left) {
    const sign = left < 0 ? "\u2212" : "";
    // A countdown shows the second that is running out; past due it shows seconds that are full.
    const seconds = left < 0 ? Math.floor(-left / SECOND) : Math.ceil(left / SECOND);
    const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
    const { hour = "h", minute = "m", day = "d" } = words;
    if (hours < 1) return `${sign}${two(minutes)}:${two(seconds % 60)}`;
    if (hours < 48) return `${sign}${hours}${hour} ${two(minutes % 60)}${minute}`;
    return `${sign}${Math.floor(hours / 24)}${day} ${two(hours % 24)}${hour}`;
  }

  function stateOf(element, at) {
    const due = Date.parse(element.dataset.due);
    const warn = element.dataset.warn ? Date.parse(element.dataset.warn) : due;
    if (at >= due) return "breached";
    return at >= warn ? "at_risk" : "on_time";
  }

  function setText(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  function tickSla(element, at) {
    if ("paused" in element.dataset || "done" in element.dataset) return;
    const due = Date.parse(element.dataset.due);
    if (Number.isNaN(due)) return;
    setText(element.querySelector(".sla-left"), digits(due - at));
    const state = stateOf(element, at);
    if (element.dataset.state === state) return;
    element.dataset.state = state;
    setText(element.querySelector(".sla-word"), words[state] || state);
    const use = element.querySelector("use");
    if (use) use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${ICONS[state]}`);
    // A row, tile or panel may colour its edge by the clock inside it.
    const row = element.closest("[data-sla]");
    if (row) row.dataset.sla = state;
    element.dispatchEvent(new CustomEvent("sb:sla", { bubbles: true, detail: { state } }));
  }

  function tickAgo(element, at) {
    const delta = Date.parse(element.dataset.ago) - at;
    if (Number.isNaN(delta)) return;
    const step = STEPS.find(([, length]) => Math.abs(delta) >= length);
    setText(element, step ? relative.format(Math.trunc(delta / step[1]), step[0]) : relative.format(0, "second"));
  }

  function tickSince(element, at) {
    const since = Date.parse(element.dataset.since);
    if (!Number.isNaN(since)) setText(element, digits(Math.max(0, at - since)));
  }

  function tick() {
    const at = now();
    for (const element of document.querySelectorAll("time[data-due]")) tickSla(element, at);
    for (const element of document.querySelectorAll("time[data-since]")) tickSince(element, at);
    for (const element of document.querySelectorAll("time[data-ago]")) tickAgo(element, at);
  }

  function setServerTime(iso) {
    const at = Date.parse(iso);
    if (!Number.isNaN(at)) offset = at - Date.now();
  }

  /** The next tick falls on a whole second of the server's time: all clocks of all readers change together. */
  function run() {
    if (!document.hidden) tick();
    setTimeout(run, SECOND - (((now() % SECOND) + SECOND) % SECOND) + 5);
  }

  function start() {
    const template = document.getElementById("words");
    words = template ? { ...template.dataset } : {};
    const meta = document.querySelector('meta[name="server-time"]');
    // A page from the back-forward cache or restored after sleep would take an old stamp for the present one;
    // the difference to the moment of the response is what counts.
    const [entry] = performance.getEntriesByType("navigation");
    const received = performance.timeOrigin + (entry ? entry.responseStart : 0);
    const stamp = meta ? Date.parse(meta.content) : NaN;
    if (!Number.isNaN(stamp)) offset = stamp - received;
    if (Math.abs(offset) < 2 * SECOND) offset = 0; // under two seconds the network's delay is the larger error
    run();
  }

  document.addEventListener("sb:server-time", (event) => {
    setServerTime(event.detail);
    tick();
  });
  document.addEventListener("visibilitychange", () => !document.hidden && tick());
  document.addEventListener("htmx:afterSwap", tick);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
