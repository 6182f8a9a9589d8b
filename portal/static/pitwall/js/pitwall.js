// What HTML alone can't do yet: theme, menu, dialogs, toasts, copying, and chart points by keyboard.
// Everything works without it; it listens on the document, so swapped fragments need no set-up.
(() => {
  "use strict";

  const YEAR = 60 * 60 * 24 * 365;

  function chooseTheme(value) {
    const root = document.documentElement;
    if (value) root.dataset.theme = value;
    else delete root.dataset.theme;
    document.cookie = `pitwall_theme=${value}; path=/; max-age=${value ? YEAR : 0}; samesite=lax`;
  }

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  }

  // Points of a chart: one tab stop, then arrow keys.
  function stopsOf(plot) {
    return [...plot.querySelectorAll(".stop")];
  }

  function stand(plot, stop) {
    for (const old of plot.querySelectorAll(".stop.at")) old.classList.remove("at");
    const say = plot.closest(".chart")?.querySelector(".say");
    if (stop) stop.classList.add("at");
    if (say) say.textContent = stop ? stop.dataset.say : "";
  }

  function step(plot, key) {
    const stops = stopsOf(plot);
    const at = stops.findIndex((stop) => stop.classList.contains("at"));
    const last = stops.length - 1;
    const to = {
      ArrowRight: Math.min(at + 1, last), ArrowDown: Math.min(at + 1, last),
      ArrowLeft: Math.max(at - 1, 0), ArrowUp: Math.max(at - 1, 0),
      Home: 0, End: last,
    }[key];
    if (to === undefined) return false;
    stand(plot, stops[to]);
    return true;
  }

  function prepare(root) {
    for (const plot of root.querySelectorAll("svg[data-points]")) plot.setAttribute("tabindex", "0");
    for (const hidden of root.querySelectorAll("[data-theme-choice], [data-dismiss]")) hidden.hidden = false;
    for (const log of root.querySelectorAll(".log[data-follows]")) log.scrollTop = log.scrollHeight;
    // On a narrow screen where one is may lie beyond the edge of what scrolls sideways.
    for (const here of root.querySelectorAll('nav [aria-current="page"]')) {
      const row = here.closest("nav"), before = here.getBoundingClientRect().left - row.getBoundingClientRect().left;
      if (before + here.offsetWidth > row.clientWidth) row.scrollLeft += before - row.clientWidth / 3;
    }
    // Only pages by https, or of this machine, may write to the clipboard.
    if (navigator.clipboard) for (const copier of root.querySelectorAll("[data-copies]")) copier.hidden = false;
  }

  async function copy(button) {
    await navigator.clipboard.writeText(button.closest(".copied").querySelector(".code").textContent);
    button.firstElementChild.textContent = button.dataset.done;
  }

  document.addEventListener("keydown", (event) => {
    const plot = event.target.closest?.("svg[data-points]");
    if (plot && step(plot, event.key)) { event.preventDefault(); return; }
    if (event.key === "Escape") { if (plot) stand(plot, null); closeMenus(null); }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = document.querySelector(`[data-focus-key="${CSS.escape(event.key)}"]`);
    if (wanted?.checkVisibility()) { event.preventDefault(); wanted.focus(); }
  });

  document.addEventListener("focusin", (event) => {
    const plot = event.target.closest?.("svg[data-points]");
    if (plot && !plot.querySelector(".stop.at")) stand(plot, stopsOf(plot)[0]);
  });

  document.addEventListener("focusout", (event) => {
    const plot = event.target.closest?.("svg[data-points]");
    if (plot) stand(plot, null);
  });

  document.addEventListener("pointerover", (event) => {
    const stop = event.target.closest?.("svg[data-points] .stop");
    if (stop) stand(stop.closest("svg"), stop);
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    closeMenus(target.closest?.("details[data-menu]"));
    const opener = target.closest?.("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const copier = target.closest?.("[data-copies]");
    if (copier) copy(copier);
    if (target.closest?.("[data-closes]")) target.closest("dialog")?.close();
    if (target.closest?.("[data-dismiss]")) target.closest("[data-toast]")?.remove();
  });

  document.addEventListener("change", (event) => {
    if (event.target.closest?.("[data-theme-choice]")) chooseTheme(event.target.value);
    if (event.target.matches?.("[data-submits]")) event.target.form?.requestSubmit();
  });

  // A log follows its end, unless somebody has scrolled up to read.
  let reads = false;
  const logOf = () => document.querySelector(".log[data-follows]");

  document.addEventListener("htmx:beforeSwap", () => {
    const log = logOf();
    reads = Boolean(log) && log.scrollHeight - log.scrollTop - log.clientHeight > 24;
  });

  document.addEventListener("htmx:afterSettle", () => {
    const log = logOf();
    if (log && !reads) log.scrollTop = log.scrollHeight;
  });

  // What refreshes by itself rests while nobody looks.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const repeats = event.target.getAttribute?.("hx-trigger")?.startsWith("every");
    if (repeats && document.hidden) event.preventDefault();
  });

  document.addEventListener("htmx:load", (event) => prepare(event.target));
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => prepare(document));
  } else {
    prepare(document);
  }
})();
