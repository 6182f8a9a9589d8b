"""Where Tab leads on a page, and where it should."""

from dataclasses import dataclass

from playwright.sync_api import Page as Tab

# Everything that can be used and is there to be seen, in the order of the source. Of a group of radio
# buttons one is a stop; arrow keys lead on from there.
EXPECTED = """() => {
  const useful = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const groups = new Set();
  const shown = [...document.querySelectorAll(useful)].filter((one) => {
    if (one.disabled || one.type === 'hidden' || one.tabIndex < 0 || !one.checkVisibility()) return false;
    if (one.type !== 'radio') return true;
    const group = [...one.form?.elements ?? document.querySelectorAll('input[type=radio]')]
      .filter((other) => other.type === 'radio' && other.name === one.name);
    const stop = group.find((other) => other.checked) ?? group[0];
    return one === stop;
  });
  shown.forEach((one, n) => { one.dataset.stopNumber = n; });
  return shown.map((one) => `${one.tagName.toLowerCase()} ${
    (one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent || one.name
      || '').trim().replace(/\\s+/g, ' ').slice(0, 60)}`);
}"""
# A mark is the browser's outline or the page's own, on the thing itself or on what holds it.
LISTEN = """() => {
  window.stops = [];
  document.addEventListener('focusin', (event) => {
    const one = event.target, box = one.getBoundingClientRect();
    let marked = false;
    for (let at = one, n = 0; at && n < 3 && !marked; at = at.parentElement, n += 1) {
      const style = getComputedStyle(at);
      marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    }
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    window.stops.push([Number(one.dataset.stopNumber ?? -1), marked && box.width > 1, inside]);
  });
}"""
# Dates have a stop for each of their parts.
PRESSES = """() => document.querySelectorAll('[data-stop-number]').length
  + 7 * document.querySelectorAll('input[type^=date]').length + 8"""


@dataclass(frozen=True)
class Walk:
    """What Tab came by, as numbers of what was expected; and what was wrong on the way."""

    expected: list[str]
    visited: list[int]
    unmarked: list[str]
    outside: list[str]


def walk(tab: Tab) -> Walk:
    """From the top of the page to its end, by Tab alone."""
    expected = tab.evaluate(EXPECTED)
    tab.evaluate(LISTEN)
    for _ in range(tab.evaluate(PRESSES)):
        tab.keyboard.press("Tab")
    stops = tab.evaluate("() => window.stops")
    first_round = _until_again(stops)
    known = [one for one in first_round if one[0] >= 0]
    return Walk(
        expected,
        [number for number, _, _ in known],
        [expected[number] for number, marked, _ in known if not marked],
        [expected[number] for number, _, inside in known if not inside],
    )


def _until_again(stops: list[list]) -> list[list]:
    """Up to where Tab begins anew."""
    seen: list[list] = []
    for one in stops:
        if seen and one[0] == seen[0][0]:
            break
        seen.append(one)
    return seen
