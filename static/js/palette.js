/* The search field over every page.
 *
 * Ctrl-K or Cmd-K opens and closes it, [data-opens-palette] opens it. The list is the server's (hx-get); the field is
 * an ARIA combobox: the focus stays in it, arrows move aria-activedescendant, Enter opens the chosen option. Enter
 * before the list for what stands in the field has come waits for it, so that it never opens something else.
 */
(() => {
  "use strict";
  const dialog = document.getElementById("palette");
  const field = document.getElementById("palette-field");
  const results = document.getElementById("palette-results");
  const status = document.getElementById("palette-status");
  if (!dialog) return;
  let waiting = false, from = null, fromId = "";

  const options = () => [...results.querySelectorAll("[role=option]")];
  const chosen = () => results.querySelector('[aria-selected="true"]');
  const answered = () => results.querySelector("[data-asked]")?.dataset.asked === field.value.trim();

  function choose(option) {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  }

  function open() {
    if (dialog.open || document.querySelector("dialog[open]")) return;
    from = document.activeElement;
    fromId = from.closest("[id]")?.id;
    dialog.showModal();
    field.select();
    htmx.trigger(field, "palette");
  }

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-closes-palette]") || event.target === dialog) return dialog.close();
    const opener = event.target.closest("[data-opens-palette]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });

  field.addEventListener("keydown", (event) => {
    const all = options(), at = all.indexOf(chosen());
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") dialog.close(); // of itself a search field only empties
    else if (step && all.length) choose(all[(at + step + all.length) % all.length]);
    else if (event.key === "Enter" && !event.isComposing) {
      waiting = !answered();
      if (!waiting && at >= 0) all[at].click();
      else if (!waiting) return; // nothing to choose: the form leads to the page
    } else return;
    event.preventDefault();
  });

  dialog.addEventListener("close", () => {
    waiting = false;
    field.setAttribute("aria-expanded", "false");
    // Back to where the reader was, also when that part of the page has been fetched again meanwhile.
    const place = document.getElementById(fromId);
    const there = from.isConnected ? from : place?.querySelector("[data-row-open], a, button") ?? place;
    there?.focus({ preventScroll: true });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== results) return;
    const [first] = options();
    choose(first);
    field.setAttribute("aria-expanded", String(Boolean(first)));
    status.textContent = results.querySelector("[data-status]")?.dataset.status ?? "";
    if (waiting && answered()) {
      waiting = false;
      first?.click();
    }
  });
})();
