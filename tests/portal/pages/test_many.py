"""Pages at ten and at a thousand use cases: at most fifteen queries, and a page of rows."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import site as sites
from portal import clock
from projects.models import DataSource, Environment, EnvironmentRevision, Place

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]

MOST = 15
STORIES = (sites.founded, sites.defining, sites.asked, sites.data, sites.live)
# Each list with what one of its rows looks like; those of a use case are of the one in service.
LISTS = {
    "/": r'<li><h3>|<th scope="row"',
    "/board/": r'class="ticket"',
    "/board/?view=table": r'<th scope="row"',
    "/board/?view=table&sort=-age&page=2": r'<th scope="row"',
    "/board/?view=table&q=case&stage=data": r'<th scope="row"',
    "/board/?show=stuck&view=table": r'<th scope="row"',
    "/search/?q=case": r"<li>",
    "/search/?q=gbm&kind=runs": r"<li>",
    "/search/?q=hall&kind=remarks": r"<li>",
    "/monitoring/": r'<th scope="row"',
    "/lately/": r'<li><span class="avatar"',
    "/record/": r"<tr><td",
    "/sources/": r"<tr><",
    "/environments/": r"<tr><|<li>|<article",
    "/use-cases/case-4/record/": r"<tr><td",
    "/use-cases/case-4/discussion/": r"<li|<article",
}
# Pages that are no lists of many, held to the same number.
OTHERS = (
    "/account/",
    "/notifications/",
    "/policies/",
    "/use-cases/case-4/brief/",
    "/use-cases/case-4/team/",
    "/use-cases/case-4/",
    "/use-cases/case-4/runs/",
    "/use-cases/case-4/data/",
    "/use-cases/case-4/gates/",
    "/use-cases/case-4/platform/",
    "/use-cases/case-4/releases/",
    "/use-cases/case-4/monitoring/",
    "/use-cases/case-4/integration/",
    "/use-cases/case-2/gates/1/definition/",
    "/use-cases/case-4/gates/1/training/",
    "/use-cases/case-4/gates/1/release/",
    "/timing/",
)
READERS = ("ola", "ana")
FEWEST = 25
SHORT = {"/search/?q=case", "/use-cases/case-4/discussion/"}  # a few of each kind; three remarks


def asked(client: Client, path: str) -> tuple[int, str]:
    """How many queries a page takes, and the page."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200, path
    return len(queries.captured_queries), response.content.decode()


@pytest.fixture
def measured(settings, tmp_path, monkeypatch):
    """By size and reader: each page with its number of queries and its text."""
    settings.PITWALL_HOME = tmp_path
    made = sites.Site(runs=30, stories=STORIES)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    catalogues()
    found = {}
    for size in (10, 1000):
        made.grow(size)
        for name in READERS:
            client = Client()
            client.force_login(
                made.cast.user(name), backend="django.contrib.auth.backends.ModelBackend"
            )
            client.get("/")
            for path in (*LISTS, *OTHERS):
                found[size, name, path] = asked(client, path)
    return found


def catalogues() -> None:
    """Thirty sources and environments."""
    source, revision = DataSource.objects.first(), EnvironmentRevision.objects.first()
    place = Place.objects.first()
    for number in range(30):
        source.pk, source.key, source.title = None, f"source-{number}", f"Source {number}"
        source.save(force_insert=True)
        offered = Environment.objects.create(
            key=f"offered-{number}", title=f"Offered {number}", place=place
        )
        revision.pk, revision.environment = None, offered
        revision.save(force_insert=True)


def test_no_page_takes_more_queries_when_there_are_more_use_cases(measured):
    lists = (*LISTS, *OTHERS)
    too_many = {
        (size, name, path): count
        for (size, name, path), (count, _text) in measured.items()
        if count > MOST
    }
    assert too_many == {}
    grown = {
        (name, path): (measured[10, name, path][0], measured[1000, name, path][0])
        for name in READERS
        for path in lists
        # A column or a mark that nobody has at ten may be asked for at a thousand.
        if measured[1000, name, path][0] > measured[10, name, path][0] + 1
    }
    assert grown == {}
    short = {
        path: len(re.findall(row, measured[1000, "ola", path][1]))
        for path, row in LISTS.items()
        if path not in SHORT
    }
    assert {
        path: count
        for path, count in short.items()
        # The first of what waits stands apart from the list.
        if count + (path == "/") < FEWEST and path != "/record/"
    } == {}
