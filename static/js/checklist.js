/* Items that are ticked while something goes on stay ticked: after a reload, after a live update, and in the form
 * that ends it. They are kept in this browser until that form is gone.
 *
 *   <input type="checkbox" data-checklist="sess_x" value="0">   all boxes of that name and value are one
 */
(() => {
  "use strict";
  const kept = (name) => `sb-checklist-${name}`;

  function read(name) {
    try {
      return new Set(JSON.parse(localStorage.getItem(kept(name)) ?? "[]"));
    } catch {
      return new Set();
    }
  }

  function show() {
    for (const box of document.querySelectorAll("[data-checklist]")) {
      if (box.closest("form[data-changed]")) continue; // what somebody changes there is theirs
      box.checked = read(box.dataset.checklist).has(box.value);
    }
  }

  document.addEventListener("change", (event) => {
    const { checklist } = event.target.dataset ?? {};
    if (!checklist) return;
    const ticked = read(checklist);
    if (event.target.checked) ticked.add(event.target.value);
    else ticked.delete(event.target.value);
    try {
      localStorage.setItem(kept(checklist), JSON.stringify([...ticked]));
    } catch { /* then they last as long as the page */ }
    for (const box of document.querySelectorAll(`[data-checklist="${CSS.escape(checklist)}"]`)) {
      if (box.value === event.target.value) box.checked = event.target.checked;
    }
  });

  document.addEventListener("htmx:afterSettle", show);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
})();
