/* Lets this browser show messages while no page is open: the button on /profile/notifications/.
 *
 *   data-push="<public key>"  the section; without a key nothing is offered
 *   data-push-add             the form that takes the subscription to the server
 *   data-push-here="<url>"    shown beside the browser that this one is
 *   data-push-note="<why>"    unsupported, denied, failed: shown when it is so
 */
(() => {
  "use strict";
  const section = document.querySelector("[data-push]");
  const form = section?.querySelector("[data-push-add]");
  if (!form) return;
  const note = (why) => {
    for (const line of section.querySelectorAll("[data-push-note]")) line.hidden = line.dataset.pushNote !== why;
  };
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    return note("unsupported");
  }

  const bytes = (text) => {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat((4 - (text.length % 4)) % 4);
    return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
  };

  async function look() {
    const registration = await navigator.serviceWorker.getRegistration("/");
    const mine = await registration?.pushManager.getSubscription();
    let here = false;
    for (const chip of section.querySelectorAll("[data-push-here]")) {
      const same = Boolean(mine) && chip.dataset.pushHere === mine.endpoint;
      chip.hidden = !same;
      here ||= same;
    }
    form.hidden = here;
    if (mine && !here) await mine.unsubscribe(); // taken away on the server, or somebody else's
    if (Notification.permission === "denied") note("denied");
  }

  async function add() {
    if ((await Notification.requestPermission()) !== "granted") return note("denied");
    await navigator.serviceWorker.register("/service-worker.js", { scope: "/" });
    const registration = await navigator.serviceWorker.ready;
    const options = { userVisibleOnly: true, applicationServerKey: bytes(section.dataset.push) };
    const { endpoint, keys } = (await registration.pushManager.subscribe(options)).toJSON();
    form.elements.endpoint.value = endpoint;
    form.elements.p256dh.value = keys.p256dh;
    form.elements.auth.value = keys.auth;
    form.requestSubmit();
  }

  form.querySelector("button").addEventListener("click", () => add().catch(() => note("failed")));
  look().catch(() => { form.hidden = false; });
})();
