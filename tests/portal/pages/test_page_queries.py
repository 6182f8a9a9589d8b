"""A page asks the database so many times at most, however much there is.

What the masthead asks is counted in; five of them are its own.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.portal.pages.tried import tried
from workflows.mlflow import client as mlflow

pytestmark = pytest.mark.django_db
CASE = "/use-cases/late-arrivals/"
MOST = 15


def asked(client, *addresses: str) -> int:
    """How many statements the page and its fragments take; the first request warms up."""
    with CaptureQueriesContext(connection) as queries:
        for address in addresses:
            headers = {"HX-Request": "true"} if "curves/" in address else {}
            assert client.get(address, headers=headers).status_code == 200, address
    return len(queries)


@pytest.fixture
def full(site, lap, monkeypatch):
    lap.round()
    monkeypatch.setattr(mlflow, "metric_history", lambda *_a, **_g: {})
    lap.one, lap.other = tried(lap, "one"), tried(lap, "other")
    return lap


@pytest.mark.parametrize(
    "pages",
    [
        ("runs/",),
        ("runs/{one}/",),
        ("runs/{one}/curves/",),
        ("runs/compare/?run={one}&run={other}",),
        ("runs/compare/curves/?run={one}&run={other}",),
        ("brief/",),
        ("brief/?revision=1",),
        ("record/",),
        ("team/",),
    ],
    ids=lambda pages: pages[0],
)
def test_pages_of_runs_brief_and_record(site, full, pages):
    client = site.client("sam")
    # What happened since is written into the lists by whoever looks first.
    client.get("/")
    addresses = [CASE + one.format(one=full.one.pk, other=full.other.pk) for one in pages]
    assert asked(client, *addresses) <= MOST
