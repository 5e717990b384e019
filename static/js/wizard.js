/* The schedule-a-call wizard. Everything works without this as plain forms; here is what a browser adds:
 *
 *   data-next        the button forwards: disabled until the form can be right (the server judges again)
 *   data-missing     on a field: what to say when it is left empty, said when it is left
 *   data-counted     characters left, a warning before the limit, a word when something was left out
 *   data-hold        seconds for which a time is kept: counted down, and said aloud near the end
 *   data-zone-detected   the zone of this device goes along with each answer
 *   leaving          a link that leads out of the wizard asks first; a closed window gives the held time back
 *   data-retry       after a failed network the same form is sent again: the draft makes sure that it acts once
 *
 * Swapped pages move the focus to their title, or to what has to be corrected, and are announced.
 */
(() => {
  "use strict";
  const wizard = () => document.getElementById("wizard");
  const form = () => document.getElementById("wizard-form");
  const words = () => document.getElementById("wizard-words").dataset;
  const say = (text) => { const place = document.getElementById("wizard-said"); if (place) place.textContent = text; };
  let leaving = false, reloading = false, holdTimer = 0;

  // -- next ----------------------------------------------------------------------------------------------------
  function shown(field) {
    return field.checkVisibility?.() ?? true;
  }
  function isJudgedWrong(number) { // what the server refused has no verdict until it is changed
    const verdict = number.dataset.judged ?? (number.getAttribute("aria-invalid") === "true" ? "wrong" : "valid");
    return number.value.trim() !== "" && shown(number) && verdict !== "valid";
  }
  function isAnswered() {
    if ([...form().querySelectorAll("[data-phone-number]")].some(isJudgedWrong)) return false;
    const fields = [...form().elements].filter((field) => field.willValidate && shown(field));
    const other = form().querySelector('[name="topic"][value="OTHER"]:checked');
    const joining = form().querySelector('[name="someone_joins"]:checked');
    const own = form().querySelector('[name="custom_topic_description"]'), guests = form().querySelector('[name="additional_attendees"]');
    if (other && !own.value.trim()) return false;
    if (joining && !guests.value.trim()) return false;
    const times = [...form().querySelectorAll('[name="scheduled_date_time"]')];
    if (wizard().dataset.step === "time" && !times.some((time) => time.checked)) return false;
    return fields.every((field) => field.checkValidity() && !(field.required && field.type !== "checkbox" && field.type !== "radio" && !field.value.trim()));
  }
  function weigh() {
    const next = form()?.querySelector("[data-next]");
    if (next) next.disabled = !isAnswered();
  }

  document.addEventListener("sb:judged", (event) => { if (event.target.closest("#wizard")) weigh(); });

  // -- what is missing, said where it is ------------------------------------------------------------------------
  function clearError(field) {
    const box = field.closest(".field, .choices");
    if (!box || box.querySelector("[data-verdict]")) return;
    box.classList.remove("has-error");
    box.querySelector(":scope > .field-error:not([data-counter-error]), .phone-verdict > .field-error")?.remove();
    field.removeAttribute("aria-invalid");
  }
  function showError(box, field, text) {
    if (!text || box.querySelector(".field-error:not([hidden])")) return;
    const line = document.createElement("p");
    line.className = "field-error";
    line.id = `${field.id}_error`;
    const icon = document.querySelector("#wizard-failed .icon").cloneNode(true);
    const use = icon.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#alert-circle"));
    const span = document.createElement("span");
    span.textContent = text;
    line.append(icon, span);
    (box.querySelector(".phone-verdict") ?? box).append(line);
    box.classList.add("has-error");
    field.setAttribute("aria-invalid", "true");
    const described = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    field.setAttribute("aria-describedby", [...described.add(line.id)].join(" "));
  }
  document.addEventListener("focusout", (event) => {
    const field = event.target, box = field.closest?.("#wizard [data-missing]");
    if (!box || !field.matches("input, textarea, select") || field.matches("[data-phone-country]")) return;
    const empty = field.type === "checkbox" ? false : !field.value.trim();
    if (empty && (field.required || !field.closest(".field").querySelector("label .text-secondary"))) showError(box, field, box.dataset.missing);
  });

  // -- characters left ------------------------------------------------------------------------------------------
  function count(box, cut = false) {
    const text = box.querySelector("textarea"), line = box.querySelector("[data-counter]"), error = box.querySelector("[data-counter-error]");
    const limit = Number(box.dataset.limit), left = limit - text.value.length;
    line.textContent = words().optionalLeft.replace("{n}", left);
    if (text.value.length >= Number(box.dataset.warn)) line.dataset.state = "at_risk";
    else delete line.dataset.state;
    line.setAttribute("aria-live", text.value.length >= Number(box.dataset.warn) ? "polite" : "off");
    error.hidden = !cut;
    if (cut) error.querySelector("span").textContent = words().tooLong.replace("{n}", limit);
  }
  document.addEventListener("beforeinput", (event) => {
    const box = event.target.closest?.("[data-counted]");
    if (!box) return;
    const text = event.target, added = event.data ?? event.dataTransfer?.getData("text") ?? (event.inputType.startsWith("insert") ? "\n" : "");
    box.dataset.cut = text.value.length - (text.selectionEnd - text.selectionStart) + added.length > Number(box.dataset.limit) ? "yes" : "";
  });
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.closest?.("#wizard")) return;
    const box = field.closest("[data-counted]");
    if (box) count(box, box.dataset.cut === "yes");
    else clearError(field);
    weigh();
  });
  document.addEventListener("keydown", (event) => { // at the limit nothing is put in, so that no input follows
    const box = event.target.closest?.("[data-counted]");
    if (box && event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.target.value.length >= Number(box.dataset.limit) && event.target.selectionStart === event.target.selectionEnd) count(box, true);
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest?.("#wizard")) { clearError(event.target); weigh(); }
  });

  // -- the held time --------------------------------------------------------------------------------------------
  function tick() {
    clearInterval(holdTimer);
    const line = wizard()?.querySelector("[data-hold]");
    if (!line) return;
    const end = performance.now() + Number(line.dataset.hold) * 1000, left = line.querySelector("[data-hold-left]");
    let told = Number(line.dataset.hold) <= 60;
    const show = () => {
      const seconds = Math.max(0, Math.round((end - performance.now()) / 1000));
      left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (seconds <= 60 && !told) { told = true; say(words().holdMinute); }
      if (seconds > 0) return;
      clearInterval(holdTimer);
      delete wizard().dataset.holding;
      line.dataset.state = "at_risk";
      line.querySelector("span").textContent = words().holdOver;
      left.remove();
      say(words().holdOver);
    };
    show();
    holdTimer = setInterval(show, 1000);
  }

  // -- leaving --------------------------------------------------------------------------------------------------
  const isUnderWay = () => wizard() && "underWay" in wizard().dataset;
  function giveBack() {
    const data = new FormData(), token = document.querySelector('meta[name="csrf-token"]').content;
    data.append("csrfmiddlewaretoken", token);
    navigator.sendBeacon(wizard().dataset.release, data);
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !isUnderWay() || link.closest("#wizard") || link.target || link.matches(".skip-link, [data-opens-palette]")) return;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const dialog = document.getElementById("leave-dialog");
    event.preventDefault();
    dialog.returnValue = "";
    dialog.onclose = () => { if (dialog.returnValue === "leave") { leaving = true; location.assign(link.href); } };
    dialog.showModal();
  });
  window.addEventListener("popstate", () => { leaving = true; }); // the address before: its page is fetched again
  document.addEventListener("submit", (event) => { if (event.target.id === "cancel-form" && "confirmed" in event.target.dataset) leaving = true; });
  window.navigation?.addEventListener("navigate", (event) => { reloading = event.navigationType === "reload"; });
  window.addEventListener("beforeunload", (event) => {
    if (leaving) { event.stopImmediatePropagation(); return; }
    if (isUnderWay() && ("holding" in wizard().dataset || "changed" in (form()?.dataset ?? {}))) event.preventDefault();
  }, true);
  window.addEventListener("pagehide", () => {
    if (isUnderWay() && "holding" in wizard().dataset && !reloading && !leavingToWizard) giveBack();
  });
  let leavingToWizard = false;
  window.addEventListener("popstate", () => { leavingToWizard = location.pathname.startsWith("/schedule-call/"); });

  // -- the network ----------------------------------------------------------------------------------------------
  function failed(text) {
    const box = document.getElementById("wizard-failed");
    if (!box) return;
    box.hidden = false;
    box.querySelector("[data-failed-text]").textContent = text;
    box.querySelector("[data-retry]").focus();
  }
  let lastSubmitter = null;
  const isOurs = (event) => event.detail.elt.id === "wizard-form";
  document.addEventListener("submit", (event) => { if (event.target.id === "wizard-form") lastSubmitter = event.submitter; }, true);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isOurs(event)) return;
    const box = document.getElementById("wizard-failed");
    if (box) box.hidden = true;
    const next = form().querySelector("[data-next]");
    if (next) next.disabled = true;
    event.detail.xhr.addEventListener("loadend", () => setTimeout(weigh));
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, (event) => isOurs(event) && failed(words().network));
  document.addEventListener("htmx:responseError", (event) => isOurs(event) && failed(words().failed));
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-retry]")) return;
    weigh();
    form().requestSubmit(lastSubmitter?.isConnected ? lastSubmitter : undefined);
  });

  // -- a new page in the old one --------------------------------------------------------------------------------
  function detect() {
    let zone = "";
    try { zone = Intl.DateTimeFormat().resolvedOptions().timeZone; } catch { /* an old browser: the profile decides */ }
    for (const field of document.querySelectorAll("[data-zone-detected]")) if (zone) field.value = zone;
    const choice = document.querySelector("[data-zone-choice]:not([data-zone-chosen])");
    if (zone && choice && [...choice.options].some((one) => one.value === zone)) choice.value = zone;
  }
  function settle() {
    document.documentElement.classList.add("is-scripted");
    detect();
    for (const box of document.querySelectorAll("[data-counted]")) count(box);
    tick();
    weigh();
  }
  function focus() {
    const summary = wizard().querySelector(".form-errors");
    const invalid = wizard().querySelector('[aria-invalid="true"]');
    const first = ["contact", "wishes", "who", "code"].includes(wizard().dataset.step) && wizard().querySelector(".wizard-body :is(input, textarea, select):not([type=hidden], [data-phone-country])");
    const target = summary ?? invalid ?? (first || wizard().querySelector("[data-step-title]"));
    if (summary) summary.tabIndex = -1;
    target?.focus({ preventScroll: target === first });
  }
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!wizard()?.contains(event.detail.elt) && event.detail.elt !== wizard()) return;
    if (event.detail.elt.id === "wizard" || event.detail.target?.id === "wizard") {
      settle();
      focus();
      say(wizard().dataset.announce);
    } else {
      tick();
      weigh();
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (!wizard()) return;
    settle();
    if (wizard().querySelector(".form-errors") || wizard().dataset.step === "done") focus();
    if (wizard().dataset.step === "done") setTimeout(() => say(wizard().dataset.announce), 300); // once there is somebody who listens
  });
})();
