"""The two premises that all pages are looked at on, and looking."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.every_page.addresses import Address, ours
from tests.every_page.table import PAGES, At
from tests.fixtures.watching import TELL_VIOLATIONS, Watch
from tests.grounds import bare, full
from tests.grounds.premises import Premises
from tests.grounds.scenes import Open

ADDRESSES: dict[str, Address] = {one.name: one for one in ours()}
# Every state of every page in the table: (name of its address, name of the state, where).
STATES = [
    pytest.param(name, state, at, id=f"{name}-{state}")
    for name, page in PAGES.items()
    for state, at in page.states()
]

STILL = "document.addEventListener('htmx:beforeRequest', (event) => event.preventDefault(), true)"
LEADS_ON = re.compile("from=pitwall")


@pytest.fixture(scope="session")
def full_premises(open_premises: Open) -> Iterator[Premises]:
    with open_premises(full.fill) as portal:
        yield portal


@pytest.fixture(scope="session")
def bare_premises(open_premises: Open) -> Iterator[Premises]:
    with open_premises(bare.fill) as portal:
        yield portal


@pytest.fixture(scope="session")
def seat(
    browser: Browser, full_premises: Premises, bare_premises: Premises
) -> Iterator[Callable[[At], Tab]]:
    """`seat(at)` is the tab of that person on those premises, kept from page to page: with a process
    and a cache of its own for each page, the tests took half as long again.
    """
    premises = {"full": full_premises, "bare": bare_premises}
    kept: dict[tuple[str, str], Tab] = {}

    def taken(at: At) -> Tab:
        if (at.on, at.who) not in kept:
            context = browser.new_context()
            context.add_init_script(TELL_VIOLATIONS)
            if at.who:
                context.add_cookies([premises[at.on].cookie(at.who)])
            kept[at.on, at.who] = context.new_page()
            stay(kept[at.on, at.who])
        return kept[at.on, at.who]

    yield taken
    for tab in kept.values():
        tab.context.close()


@pytest.fixture
def look(
    watch: Watch, seat, full_premises: Premises, bare_premises: Premises
) -> Callable[[str, At], Tab]:
    """`look("desk", at)` opens that state, wide and in light; the tab has settled."""
    premises = {"full": full_premises, "bare": bare_premises}

    def open_(name: str, at: At) -> Tab:
        portal, tab = premises[at.on], seat(at)
        watch.listen(tab.context)
        tab.set_viewport_size({"width": 1440, "height": 900})
        tab.emulate_media(color_scheme="light", reduced_motion="no-preference")
        address = ADDRESSES[name]
        answer = tab.goto(portal.url + at.path(name, address.arguments, portal.facts))
        assert answer is not None
        tab.status = answer.status
        return tab

    return open_


def stay(tab: Tab) -> None:
    """What the page asks for by itself (a fragment every two seconds) changes nothing meanwhile; the
    page that leads on to MLflow stays.
    """
    tab.add_init_script(STILL)
    tab.route(LEADS_ON, lambda route: route.fulfill(status=204))
