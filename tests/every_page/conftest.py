"""The two premises that all pages are looked at on, and looking."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest
from django.test import Client, override_settings
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from governance.models import User
from tests.every_page import pseudo
from tests.every_page.addresses import Address, ours
from tests.every_page.table import PAGES, At
from tests.fixtures.database import Database, connected_to, copied
from tests.fixtures.watching import TELL_VIOLATIONS, Watch
from tests.grounds import bare, full
from tests.grounds.premises import BACKEND, Premises, give_passwords, tell_people
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


class Ground:
    """One of the premises without a web process: its database, and what is data there."""

    def __init__(self, database: Database, facts: Mapping[str, object]) -> None:
        self.database, self.facts, self.written = database, facts, pseudo.written()

    def shown(self, name: str, at: At, language: str = "en") -> str:
        """The page, as Django's test client gets it."""
        client = Client(headers={"accept-language": language})
        with connected_to(self.database):
            if at.who:
                client.force_login(User.objects.get(username=at.who), backend=BACKEND)
            answer = client.get(at.path(name, ADDRESSES[name].arguments, self.facts))
        # A page that leads elsewhere would pass every test of its texts.
        assert "Location" not in answer.headers, answer.headers["Location"]
        return answer.text


@pytest.fixture(scope="session")
def grounds(
    django_db_setup, django_db_blocker, migrated_template, tmp_path_factory
) -> Iterator[Mapping[str, Ground]]:
    """Both premises, filled once for all who read pages without a browser."""
    with ExitStack() as open_:
        open_.enter_context(django_db_blocker.unblock())
        open_.enter_context(override_settings(PITWALL_HOME=tmp_path_factory.mktemp("home")))
        found = {}
        for name, fill in (("full", full.fill), ("bare", bare.fill)):
            database = open_.enter_context(copied(migrated_template))
            with connected_to(database), pytest.MonkeyPatch.context() as patches:
                facts = fill(patches)
                tell_people()
                give_passwords()
                found[name] = Ground(database, facts)
        yield found
