/* A phone number: written as people write it in its country while it is typed; a number that begins with + chooses its
 * country. What is right is judged by the server, beside the field and again when the form is sent.
 * data-judged on the number: "pending" until the server answers, then valid, short or wrong; `sb:judged` tells. */
(() => {
  "use strict";
  function judged(number, verdict) {
    if (verdict) number.dataset.judged = verdict;
    else delete number.dataset.judged;
    number.dispatchEvent(new CustomEvent("sb:judged", { bubbles: true }));
  }

  const digitsOf = (text) => text.replace(/\D/g, "");

  function masked(digits, mask) {
    let out = "", at = 0;
    for (const sign of mask) {
      if (at >= digits.length) break;
      out += sign === "#" ? digits[at++] : sign;
    }
    return at < digits.length ? digits : out; // more digits than usual there: as they are
  }

  function chosen(box) {
    return box.querySelector("[data-phone-country]").selectedOptions[0];
  }

  function choose(box, digits) {
    const select = box.querySelector("[data-phone-country]"), options = [...select.options];
    const fits = (one) => digits.startsWith(one.dataset.code);
    if (fits(select.selectedOptions[0])) return;
    const best = options.filter(fits).sort((a, b) => b.dataset.code.length - a.dataset.code.length)[0];
    if (best) best.selected = true;
  }

  function write(box, number) {
    const text = number.value;
    if (text.trimStart().startsWith("+")) return choose(box, digitsOf(text));
    if (number.selectionStart !== text.length || /[a-z]/i.test(text)) return; // corrected in the middle: leave it alone
    const digits = digitsOf(text);
    if (digits.length > 2) number.value = masked(digits, chosen(box).dataset.mask);
  }

  document.addEventListener("input", (event) => {
    const box = event.target.closest?.("[data-phone]");
    if (!box || !event.target.matches("[data-phone-number]")) return;
    if (event.inputType !== "deleteContentBackward") write(box, event.target);
    judged(event.target, event.target.value.trim() ? "pending" : "");
  });
  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-phone]");
    if (!box) return;
    const number = box.querySelector("[data-phone-number]");
    number.placeholder = chosen(box).dataset.example || number.placeholder;
    if (event.target.matches("[data-phone-country]") && !number.value.trimStart().startsWith("+")) write(box, number);
    if (!number.value.trim()) return;
    if (event.target.matches("[data-phone-country]")) judged(number, "pending");
    window.htmx?.trigger(number, "verify");
  });
  // nobody judges: the form can be sent, and is judged then
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, (event) => {
    if (event.detail.elt.matches?.("[data-phone-number]")) judged(event.detail.elt, "");
  });
  // a number that is left unfinished is wrong, not on its way
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.detail.target.matches?.(".phone-verdict")) return;
    const verdict = event.detail.target.querySelector("[data-verdict]");
    const number = event.detail.target.closest("[data-phone]").querySelector("[data-phone-number]");
    judged(number, verdict?.dataset.verdict);
    if (!verdict) return;
    if (verdict.dataset.verdict === "wrong") number.setAttribute("aria-invalid", "true");
    else number.removeAttribute("aria-invalid");
    if (verdict.dataset.verdict === "short" && document.activeElement !== number) unfinished(verdict, number);
  });
  document.addEventListener("focusout", (event) => {
    const verdict = event.target.matches?.("[data-phone-number]") && event.target.closest("[data-phone]").querySelector('[data-verdict="short"]');
    if (verdict) unfinished(verdict, event.target);
  });
  function unfinished(verdict, number) {
    const icon = document.querySelector("#wizard-failed .icon").cloneNode(true), use = icon.querySelector("use"), text = document.createElement("span");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#alert-circle"));
    text.textContent = verdict.dataset.wrong;
    verdict.className = "field-error";
    verdict.dataset.verdict = "wrong";
    verdict.replaceChildren(icon, text);
    number.setAttribute("aria-invalid", "true");
  }
})();
