"""The two premises that all pages are looked at on, and looking."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page as Tab

from tests.every_page.addresses import Address, ours
from tests.every_page.table import PAGES, At
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


@pytest.fixture
def look(new_context, full_premises: Premises, bare_premises: Premises) -> Callable[..., Tab]:
    """`look("desk", at)` opens that state in a browser of its own; the tab has settled."""
    premises = {"full": full_premises, "bare": bare_premises}

    def open_(name: str, at: At, **context) -> Tab:
        portal = premises[at.on]
        made = new_context(viewport={"width": 1440, "height": 900}, **context)
        if at.who:
            made.add_cookies([portal.cookie(at.who)])
        tab = made.new_page()
        stay(tab)
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
