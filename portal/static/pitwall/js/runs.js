// Picking runs to compare: counts them, stops at the most, and keeps them when one sorts or searches.
// Without it the button “Keep them and look on” does the same.
(() => {
  "use strict";

  const form = () => document.querySelector("form[data-picks]");
  const boxes = () => [...form().querySelectorAll("[data-pick]")];
  const picked = () => boxes().filter((box) => box.checked).map((box) => box.value);

  function withPicks(address, ids) {
    const url = new URL(address, document.baseURI);
    url.searchParams.delete("run");
    for (const id of ids) url.searchParams.append("run", id);
    return url;
  }

  function keep(ids) {
    for (const link of document.querySelectorAll("a[data-keeps-picks], section[aria-labelledby=runs] nav a")) {
      link.href = withPicks(link.getAttribute("href"), ids);
    }
    for (const filters of document.querySelectorAll("form[data-keeps-picks]")) {
      for (const old of filters.querySelectorAll("input[name=run]")) old.remove();
      for (const id of ids) {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name: "run", value: id });
        filters.append(input);
      }
    }
    history.replaceState(history.state, "", withPicks(location.href, ids));
  }

  function show(ids) {
    const most = Number(form().dataset.picks);
    for (const box of boxes()) box.disabled = !box.checked && ids.length >= most;
    const say = form().querySelector("[data-pick-say]");
    say.textContent = ids.length ? `${ids.length} / ${most}` : "";
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-pick]")) return;
    const ids = picked();
    keep(ids);
    show(ids);
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!form()) return;
    for (const button of form().querySelectorAll("[data-keep]")) button.hidden = true;
    show(picked());
  });
})();
