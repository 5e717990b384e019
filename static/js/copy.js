/* Copies what stands in a field, for what is shown once.
 *
 *   data-copy="#id"       on a button: the field whose value is copied; it is selected as well
 *   data-copied="…"       said when it worked, data-not-copied="…" when the browser did not allow it
 */
(() => {
  "use strict";
  const say = (text, level) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, level } }));

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    const field = button && document.querySelector(button.dataset.copy);
    if (!field) return;
    field.select();
    try {
      await navigator.clipboard.writeText(field.value); // missing where the page came without TLS
      say(button.dataset.copied, "success");
    } catch {
      say(button.dataset.notCopied, "info");
    }
  });
})();
