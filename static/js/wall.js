/* The wall board on a screen of its own: [data-full-screen] enters and leaves it, [data-clock=zone] says what time it is there. */
(() => {
  "use strict";
  const button = document.querySelector("[data-full-screen]");
  const clock = document.querySelector("[data-clock]");
  const time = new Intl.DateTimeFormat(document.documentElement.lang || "en", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: clock.dataset.clock || undefined,
  });

  if (document.fullscreenEnabled) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    });
  }

  const tick = () => { clock.textContent = time.format(new Date()); };
  tick();
  setInterval(tick, 10_000);
})();
