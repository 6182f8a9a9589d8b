"""A page that nobody has in a cache is light, and there at once."""

import sys
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page as Tab

from tests.every_page.conftest import ADDRESSES
from tests.every_page.table import PAGES
from tests.grounds.premises import Premises

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow_parts,
    pytest.mark.timeout(300),
]

HEAVIEST = 60_000
SLOWEST = 1000.0
# Whatever else the machine does at the moment isn't the page's fault.
TRIES = 8
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const found = list.getEntriesByName('first-contentful-paint')[0];
  if (found) done(found.startTime);
}).observe({type: 'paint', buffered: true}))"""


@dataclass(frozen=True)
class Load:
    """One cold load: bytes as they came over the wire, requests, milliseconds to the first paint."""

    name: str
    weight: int
    requests: int
    paint: float

    def __str__(self) -> str:
        return f"{self.name:<20} {self.weight:>7,} bytes {self.requests:>3} {self.paint:>6.0f} ms"


def load(new_context, portal: Premises, name: str) -> Load:
    """In a browser of its own, without a cache; the debugger counts what came, headers included."""
    at = PAGES[name].first
    context = new_context(viewport={"width": 1440, "height": 900})
    if at.who:
        context.add_cookies([portal.cookie(at.who)])
    tab = context.new_page()
    came = counted(tab)
    tab.goto(portal.url + at.path(name, ADDRESSES[name].arguments, portal.facts), wait_until="load")
    paint = tab.evaluate(PAINTED)
    context.close()
    return Load(name, sum(came), len(came), paint)


def counted(tab: Tab) -> list[int]:
    """The size of each answer, as they come."""
    session, came = tab.context.new_cdp_session(tab), []
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    return came


def test_every_page_is_light_and_paints_at_once(new_context, full_premises, capsys):
    # The door to MLflow leads on before it is painted.
    names = [name for name in PAGES if name != "mlflow"]
    load(new_context, full_premises, names[0])
    loads = []
    for name in names:
        tries = [load(new_context, full_premises, name)]
        while tries[-1].paint >= SLOWEST and len(tries) < TRIES:
            tries.append(load(new_context, full_premises, name))
        loads.append(min(tries, key=lambda one: one.paint))
    with capsys.disabled():
        lines = [str(one) for one in sorted(loads, key=lambda one: -one.weight)]
        sys.stdout.write("\n".join(["", "cold pages, the heaviest first", *lines, ""]))
    assert [str(one) for one in loads if one.weight > HEAVIEST] == []
    assert [str(one) for one in loads if one.paint >= SLOWEST] == []
