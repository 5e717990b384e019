/* Sending things: once, safely, and with an answer that the sender sees.
 *
 *   every form          a second submit while the first is under way is dropped (aria-busy meanwhile)
 *   idempotency_key     a hidden field of that name gets a new value after a success and after a change that
 *                       follows an attempt; a plain repeat (network failed) keeps it, so it has one effect
 *   Ctrl+Enter          sends the form from any of its fields, also from notes, where Enter begins a line
 *   data-empties="#id"  on a Cancel link: takes what stands in that place away instead of going somewhere
 *   data-beside="url"   on a link that opens another program (tel:, mailto:): what is at the url comes into data-target
 *   data-confirm-leave  on a form: leaving the page with unsent changes asks first
 *   hx-confirm="…"      on htmx elements, data-confirm="…" on plain forms: asks in the page's own dialog
 *   toasts              Django messages, and the HX-Trigger header {"toast": {"text": "…", "level": "success",
 *                       "undo_url": "…"}}; level is success, info, warning or error. Errors stay until closed.
 *   CSRF                every htmx write carries the token of <meta name="csrf-token">
 */
(() => {
  "use strict";
  const STAYS = 6000;
  const words = () => document.getElementById("words")?.dataset ?? {};
  const formOf = (element) => element.closest?.("form");

  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  });

  // -- once ----------------------------------------------------------------------------------------------------
  function setBusy(form, busy) {
    if (busy) form.setAttribute("aria-busy", "true");
    else form.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      button.classList.toggle("is-busy", busy);
    }
  }
  const isBusy = (form) => form.getAttribute("aria-busy") === "true";
  const byHtmx = (form) => form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete], [hx-get]");

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[method=dialog]") || byHtmx(form)) return;
    if (isBusy(form)) return event.preventDefault();
    if (form.dataset.confirm && !("confirmed" in form.dataset)) {
      event.preventDefault();
      const { submitter } = event;
      return ask(form.dataset.confirm, () => { form.dataset.confirmed = ""; form.requestSubmit(submitter); });
    }
    form.dataset.sent = "";
    setBusy(form, true);
  });

  document.addEventListener("keydown", (event) => {
    const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form;
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches("form")) return;
    if (isBusy(form)) return event.preventDefault();
    form.dataset.sent = "";
    setBusy(form, true);
    event.detail.xhr.addEventListener("loadend", () => {
      setBusy(form, false);
      if (event.detail.xhr.status >= 200 && event.detail.xhr.status < 300) {
        renewKey(form);
        delete form.dataset.changed;
      }
    });
  });

  // Back to a page that the browser kept: its forms are usable again, and a new send is a new request.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.forms) { setBusy(form, false); renewKey(form); }
  });

  // -- safely --------------------------------------------------------------------------------------------------
  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // plain http on another host has no randomUUID
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function renewKey(form) {
    delete form.dataset.sent;
    const field = form.querySelector('input[type="hidden"][name="idempotency_key"]');
    if (field) field.value = uuid();
  }

  // The cursor begins where a form says, once: a form that outlives a live update must not take the focus back.
  document.addEventListener("focusin", (event) => event.target.removeAttribute("autofocus"));

  document.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    form.dataset.changed = "";
    if ("sent" in form.dataset && !isBusy(form)) renewKey(form);
  });

  document.addEventListener("click", (event) => {
    const selector = event.target.closest("[data-empties]")?.dataset.empties;
    const place = selector && document.querySelector(selector);
    if (!place) return;
    event.preventDefault();
    place.replaceChildren();
    backToList();
  });

  // Heard here and not by htmx, which would keep the link from opening the other program.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-beside]");
    const place = link && document.querySelector(link.dataset.target);
    if (place) window.htmx.ajax("GET", link.dataset.beside, { target: place });
  });

  /** A form that is gone gives the reader back to the list, so that the next key goes on from there. */
  function backToList() {
    document.querySelector('[data-row][aria-current="true"] [data-row-open]')?.focus();
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    const slot = event.detail.target;
    if (slot.matches(".form-slot") && !slot.children.length) backToList();
  });

  window.addEventListener("beforeunload", (event) => {
    const unsent = document.querySelector("form[data-confirm-leave][data-changed]:not([aria-busy=true])");
    if (unsent) event.preventDefault();
  });

  function ask(question, proceed) {
    const dialog = document.getElementById("confirm-dialog");
    if (!dialog) return window.confirm(question) && proceed();
    dialog.querySelector("[data-question]").textContent = question;
    dialog.returnValue = "";
    dialog.onclose = () => dialog.returnValue === "yes" && proceed();
    dialog.showModal();
  }

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question || event.defaultPrevented) return;
    event.preventDefault();
    ask(event.detail.question, () => event.detail.issueRequest(true));
  });

  // -- with an answer ------------------------------------------------------------------------------------------
  function leave(toast) {
    if (toast.dataset.level === "error") return;
    const go = () => (toast.matches(":hover, :focus-within") ? setTimeout(go, 1000) : toast.remove());
    setTimeout(go, STAYS);
  }

  function show({ text, level = "info", undo_url: undoUrl }) {
    const place = document.getElementById("toasts");
    const blank = document.getElementById("toast-blank");
    if (!place || !blank || !text) return;
    const toast = blank.content.querySelector(`[data-level="${level}"]`)?.cloneNode(true);
    if (!toast) return;
    toast.querySelector("[data-toast-text]").textContent = text;
    const undo = toast.querySelector("[data-toast-undo]");
    if (undoUrl) {
      undo.hidden = false;
      undo.addEventListener("click", () => { window.htmx.ajax("POST", undoUrl, { swap: "none" }); toast.remove(); });
    }
    place.append(toast);
    leave(toast);
  }

  document.addEventListener("toast", (event) => show(event.detail));
  document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest(".sb-toast").remove());

  const live = (detail) => detail.requestConfig?.triggeringEvent?.type === "live"; // refetch.js repeats those
  const speaksForItself = (detail) => detail.elt?.closest?.("[data-own-failure]"); // says it in place, with another try
  document.addEventListener("htmx:sendError", (event) => {
    if (!live(event.detail) && !speaksForItself(event.detail)) show({ text: words().offline, level: "error" });
  });
  document.addEventListener("htmx:timeout", (event) => {
    if (!live(event.detail) && !speaksForItself(event.detail)) show({ text: words().offline, level: "error" });
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if (live(event.detail) || status === 409 || status === 422) return;
    if (status === 401) return window.sbRefetch?.reloadOnce();
    if (speaksForItself(event.detail)) return;
    const text = words()[`error-${status}`] ?? words().errorOther;
    show({ text, level: "error" });
  });

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("#toasts .sb-toast").forEach(leave));
})();
