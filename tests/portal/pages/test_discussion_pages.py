"""A long discussion comes in pages: the newest first, decisions always in sight."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.canonical import sha256
from projects.models import Attachment, Comment, WorkItem
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
PAGE = "/use-cases/late-arrivals/discussion/"
TOLD = re.compile(r'<li id="remark-(\d+)"( class="decision")?')


@pytest.fixture
def long(site, lap):
    """120 remarks of which the first thirty are decisions, sixty things to do, sixty files."""
    scope, author, now = lap.use_case.scope, site.cast.user("sam"), lap.tick()
    about = {"scope": scope, "subject_type": "use_case", "subject_id": lap.use_case.pk}
    rows = Comment.objects.bulk_create(
        Comment(
            **about,
            author=author,
            text=f"Remark {number}.",
            text_sha=sha256("x"),
            created_at=now,
            pinned_at=now + timedelta(seconds=number) if number < 30 else None,
            pinned_by=author if number < 30 else None,
        )
        for number in range(120)
    )
    WorkItem.objects.bulk_create(
        WorkItem(**about, title=f"Promise {number}.", created_by=author, created_at=now)
        for number in range(60)
    )
    Attachment.objects.bulk_create(
        Attachment(
            scope=scope,
            comment=rows[30] if number == 60 else None,
            name=f"file-{number}.txt",
            media_type="text/plain",
            size=1,
            sha256=sha256(str(number)),
            added_by=author,
            added_at=now,
        )
        for number in range(61)
    )
    return rows


def told(answer, *, decisions: bool = False) -> list[int]:
    found = TOLD.findall(answer.content.decode())
    return [int(pk) for pk, pinned in found if bool(pinned) == decisions]


def link(answer, rel: str, name: str) -> str:
    """The way to the page beside, of one of the lists."""
    found = re.findall(rf'href="([^"]+)" rel="{rel}"', answer.content.decode())
    (one,) = (href for href in found if re.search(rf"[?;]{name}=\d+(#|$)", href))
    return one.replace("&amp;", "&").partition("#")[0]


def test_the_newest_come_first_and_each_page_is_read_downwards(site, long):
    client, last = site.client("ana"), [one.pk for one in long]
    first = client.get(PAGE)
    assert told(first) == last[70:]
    assert told(client.get(link(first, "next", "page"))) == last[30:70]
    assert "Nothing older was said." in words(client.get(PAGE + "?page=9"))


def test_decisions_stay_in_sight_on_every_page_and_have_pages_too(site, long):
    client, pks = site.client("ana"), [one.pk for one in long]
    answer = client.get(PAGE + "?page=2")
    assert told(answer, decisions=True) == pks[5:30]
    older = client.get(link(answer, "next", "decisions"))
    assert told(older, decisions=True) == pks[:5]
    assert told(older) == pks[30:70]


def test_work_and_files_are_turned_without_losing_the_others(site, long):
    client = site.client("ana")
    answer = client.get(link(client.get(PAGE + "?page=2"), "next", "work"))
    assert "Promise 25." in words(answer)
    assert "Promise 24." not in words(answer)
    answer = client.get(link(answer, "next", "files"))
    assert "file-34.txt" in words(answer)
    assert "file-35.txt" not in words(answer)
    assert "Promise 25." in words(answer)
    assert told(answer) == [one.pk for one in long[30:70]]


def test_a_link_to_a_remark_opens_the_page_with_it(site, long):
    client = site.client("ana")
    assert long[31].pk in told(client.get(f"{PAGE}?remark={long[31].pk}"))
    assert long[2].pk in told(client.get(f"{PAGE}?remark={long[2].pk}"), decisions=True)
    for odd in ("x", "-1", "9" * 30, "999999"):
        assert len(told(client.get(PAGE, {"remark": odd}))) == 50


def test_an_act_leads_back_to_where_it_was_done(site, long):
    client, old = site.client("sam"), long[40]
    answer = client.post(f"{PAGE}{old.pk}/turn/?page=2", {"do": "pin"}, follow=True)
    assert old.pk in told(answer, decisions=True)
    item = WorkItem.objects.latest("pk")
    answer = client.post(f"{PAGE}work/{item.pk}/?work=3&page=2")
    assert answer["Location"] == f"{PAGE}?work=3&page=2#work"


def test_a_file_that_cannot_be_erased_yet_stays_in_sight(site, long):
    client = site.client("sam")
    first, at_remark = Attachment.objects.order_by("pk")[0], Attachment.objects.latest("pk")
    for row in (first, at_remark):
        answer = client.post(f"{PAGE}files/{row.pk}/erase/", {"erase-reason": ""})
        assert answer.status_code == 422
        assert f'id="erase-{row.pk}-error"' in answer.content.decode()
    assert link(answer, "next", "files").startswith(PAGE + "?")


def test_a_page_takes_as_many_queries_as_ever(site, long):
    client = site.client("ana")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    assert len(queries) <= 19
