/* Calendars and weeks: the line of now moves, and the arrow keys turn the page.
 *
 *   [data-now="83"]          the line, in minutes below the top when the part was made; it goes on from there
 *   [data-arrow="left"]      the link that ArrowLeft follows, unless somebody types or is inside of a list or a table
 */
(() => {
  "use strict";
  const EVERY = 20_000;
  const since = new WeakMap(); // the line → when it was first seen

  function tick() {
    for (const line of document.querySelectorAll("[data-now]")) {
      if (!since.has(line)) since.set(line, Date.now());
      const minutes = Number(line.dataset.now) + (Date.now() - since.get(line)) / 60_000;
      line.style.setProperty("--h", "0");
      line.style.setProperty("--m", String(minutes));
    }
  }

  document.addEventListener("keydown", (event) => {
    const side = { ArrowLeft: "left", ArrowRight: "right" }[event.key];
    if (!side || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.matches?.("input, select, textarea, summary, [tabindex='0'], [contenteditable]")) return;
    if (document.querySelector("dialog[open]")) return;
    const link = document.querySelector(`[data-arrow="${side}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });

  document.addEventListener("htmx:afterSettle", tick);
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, EVERY);
  tick();
})();
