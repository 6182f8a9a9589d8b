"""The table of pages and the URL configuration say the same; nobody gets past the door."""

import pytest
from django.urls import reverse

from tests.every_page.addresses import ours
from tests.every_page.table import FILES, FRAGMENTS, MACHINES, PAGES, REDIRECTS, Never

OURS = ours()
NAMES = {one.name for one in OURS}
NO_PAGES = FILES | FRAGMENTS | MACHINES | REDIRECTS
ACTS = {one.name for one in OURS if one.name not in PAGES.keys() | NO_PAGES and one.is_act}
OPEN_TO_ANYBODY = {name for name, page in PAGES.items() if not page.first.who}


@pytest.mark.parametrize("name", sorted(NAMES - ACTS - NO_PAGES))
def test_every_page_says_how_it_is_reached_full_empty_and_refused(name):
    assert name in PAGES, f"{name} has no line in tests/every_page/table.py, whose top says how"
    said = [one for one in (PAGES[name].empty, PAGES[name].refused) if isinstance(one, Never)]
    assert all(one.why for one in said)


def test_there_is_no_line_for_a_page_that_is_gone():
    assert sorted((PAGES.keys() | NO_PAGES) - NAMES) == []


def test_acts_are_found_by_themselves():
    assert {"gate_vote", "release_execute", "account_loan_end"} <= ACTS


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PAGES.keys() - OPEN_TO_ANYBODY))
def test_whoever_is_not_signed_in_is_shown_the_door(client, name):
    page = next(one for one in OURS if one.name == name)
    answer = client.get(reverse(name, kwargs=page.examples))
    assert answer.status_code == 302
    assert answer["Location"].startswith((reverse("account_login"), "/"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(REDIRECTS))
def test_what_is_no_page_leads_elsewhere(client, cast, name):
    assert client.get(reverse(name)).status_code == 302
    ana = cast.user("ana")
    ana.set_password("round-the-loop")
    ana.save()
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse(name)).status_code == 302
