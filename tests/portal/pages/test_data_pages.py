"""A long history of data comes in pages, and what is wanted now is seen on each of them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.canonical import sha256
from projects.models import DataPlan, DatasetVersion, DataSource, SourceAccess, Verdict
from projects.words import AccessState, Part, VerdictOutcome
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
DATA = "/use-cases/late-arrivals/data/"


@pytest.fixture
def long(site, lap):
    """Sixty of everything, beside what the story has made: in the order in which it came."""
    lap.start()
    lap.define()
    lap.prepare_data()
    copies(lap.train, lambda n: {"label": f"Made {n:02}", "sha256": sha256(str(n)), "rows": n})
    copies(lap.plan, lambda n: {"number": lap.plan.number + n})
    newest = DataPlan.objects.latest("number")
    copies(
        lap.train,
        lambda n: {
            "plan": newest,
            "label": f"New {n:02}",
            "sha256": sha256(f"n{n}"),
            "rows": 100 + n,
        },
        2,
    )
    asked = {"asked_by": site.cast.user("sam"), "asked_rows": 500}
    Verdict.objects.bulk_create(
        Verdict(
            scope=lap.use_case.scope,
            plan=newest,
            round=n,
            part=Part.TRAIN if n < 60 else Part.HELD_OUT,
            asked_at=lap.now + timedelta(seconds=n),
            note=f"Wish {n:02}.",
            outcome=VerdictOutcome.ASKED if n == 1 or n == 59 else VerdictOutcome.SUFFICIENT,
            **asked,
        )
        for n in range(1, 61)
    )
    copies(DataSource.objects.get(), lambda n: {"key": f"source-{n:02}", "title": f"Source {n:02}"})
    SourceAccess.objects.bulk_create(
        SourceAccess(
            scope=lap.use_case.scope,
            use_case=lap.use_case,
            source=one,
            reason="x",
            asked_by=site.cast.user("sam"),
            asked_at=lap.now,
            state=AccessState.ASKED if one.key == "source-60" else AccessState.GRANTED,
        )
        for one in DataSource.objects.filter(key__startswith="source-")
    )
    return lap


def copies(row, changes, count=60):
    for number in range(1, count + 1):
        row = type(row).objects.get(pk=row.pk)
        row.pk = None
        for name, value in changes(number).items():
            setattr(row, name, value)
        row.save(force_insert=True)


def turned(client, answer, name: str, rel: str = "next"):
    found = re.findall(rf'href="([^"]+)" rel="{rel}"', answer.content.decode())
    (href,) = (one for one in found if f"{name}=" in one and one.endswith(PLACES[name]))
    return client.get(href.replace("&amp;", "&").partition("#")[0])


PLACES = {"versions": "#versions", "rounds": "#enough", "sources": "#sources", "plans": "#plan"}


def test_versions_and_rounds_are_turned_each_by_itself(site, long):
    client = site.client("dee")
    first = client.get(DATA)
    assert len(re.findall('Digest</dt|td data-th="Digest"', first.content.decode())) == 25
    assert "Made 60" in words(first)
    assert "Wish 36." in words(first)
    assert "Wish 35." not in words(first)
    second = turned(client, turned(client, first, "versions"), "rounds")
    assert "Made 37" in words(second)
    assert words(second).index("Wish 11.") < words(second).index("Wish 35.")
    assert "Wish 36." not in words(second)
    assert "Made 60" in words(turned(client, second, "versions", "prev"))


def test_who_is_asked_for_rows_sees_it_on_every_page(site, long):
    client = site.client("dee")
    for query in ("", "?rounds=3", "?versions=2&plans=2"):
        answer = client.get(DATA + query)
        assert "Deliver 500 rows of training data" in words(answer)
        # What can be delivered are the versions of the plan, on whichever page they are listed.
        assert "New 01" in answer.content.decode()
        assert "102 of" in words(answer)


def test_a_request_that_waits_comes_before_sources_that_are_granted(site, long):
    client = site.client("dee")
    first = client.get(DATA)
    assert "Source 60" in words(first)
    assert "Source 23" in words(first)
    assert "Source 24" not in words(first)
    assert "Source 24" in words(turned(client, first, "sources"))


def test_revisions_of_the_plan_have_pages_too(site, long):
    client, newest = site.client("dee"), DataPlan.objects.latest("number").number
    older = turned(client, client.get(DATA), "plans")
    assert f"{newest} revisions" in words(older)
    assert f"Plan {newest - 25}" in words(older)
    assert f"Plan {newest - 24} " not in words(older)


def test_however_much_there_is_it_takes_as_many_queries(site, long):
    client = site.client("sam")
    client.get(DATA)
    with CaptureQueriesContext(connection) as queries:
        client.get(DATA)
    assert len(queries) <= 22
    assert DatasetVersion.objects.count() > 60
