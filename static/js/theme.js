/* Light or dark, decided before the first paint: the only script that blocks.
 *
 * The reader's own choice on this device (localStorage "sb-theme": light, dark or auto) wins over the profile
 * (<html data-theme-preference>), which wins over the operating system. Any element with
 * data-theme-set="light|dark|auto" chooses; the chosen one carries aria-pressed="true".
 */
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function stored() {
    try {
      return localStorage.getItem("sb-theme");
    } catch {
      return null; // storage may be forbidden; the profile still counts
    }
  }

  const preference = () => stored() || root.dataset.themePreference || "auto";

  function apply() {
    const wanted = preference();
    root.setAttribute("data-bs-theme", wanted === "auto" ? (dark.matches ? "dark" : "light") : wanted);
    for (const button of document.querySelectorAll("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === wanted));
    }
  }

  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", apply);
  window.addEventListener("storage", (event) => event.key === "sb-theme" && apply());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (!button) return;
    try {
      localStorage.setItem("sb-theme", button.dataset.themeSet);
    } catch {
      root.dataset.themePreference = button.dataset.themeSet; // holds until the page is left
    }
    apply();
  });
})();
