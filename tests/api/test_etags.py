"""ETags: a reader is spared what they have, an editor isn't overtaken unseen."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from governance.models import Membership
from governance.services import tokens
from projects.models import BriefRevision, DataSource, WorkItem
from projects.services import places
from tests.api.everything import some_row
from tests.api.routes import routes
from tests.api.test_bad_input import BRIEF
from tests.cast import Cast


def seen(etag: str) -> dict:
    return {"HTTP_IF_MATCH": etag}


def stale(answer) -> bool:
    return answer.status_code == 412 and answer.json()["type"].endswith("/not-as-seen/")


def test_every_row_has_a_strong_one_and_is_sent_once(whole, api):
    dee, asked = api("dee"), 0
    for route in routes():
        if not hasattr(getattr(route.view, "get", None), "current"):
            continue
        row = some_row(route.model, whole.use_case) if route.model else None
        member = Membership.objects.filter(scope=whole.use_case.scope).first()
        source = DataSource.objects.first()
        address = route.address(pk=row.pk if row else source.pk, membership=member.pk)
        first = dee.get(address)
        if first.status_code in {403, 404}:  # drafts, channels and the seal aren't Dee's
            continue
        assert first["ETag"].startswith('"'), address
        again = dee.get(address, HTTP_IF_NONE_MATCH=f'"x", W/{first["ETag"]}')
        assert (again.status_code, again.content) == (304, b""), address
        assert again["ETag"] == first["ETag"]
        assert dee.get(address, HTTP_IF_NONE_MATCH='"x"').status_code == 200
        asked += 1
    assert asked > 15


def test_a_revision_is_written_upon_the_newest_alone(told, api, unchanged):
    address = f"use-cases/{told.use_case.pk}/briefs/"
    ana = api("ana")
    first = ana.post(address, BRIEF)
    assert first["ETag"] == ana.get(f"briefs/{first.json()['id']}/")["ETag"]
    second = ana.post(address, BRIEF | {"title": "B", "based_on": 1}, **seen(first["ETag"]))
    assert second.status_code == 201, second.content
    with unchanged():
        late = ana.post(address, BRIEF | {"title": "C", "based_on": 2}, **seen(first["ETag"]))
    assert stale(late)
    both = f"{first['ETag']}, {second['ETag']}"
    third = ana.post(address, BRIEF | {"title": "C", "based_on": 2}, **seen(both))
    assert third.status_code == 201


def test_a_row_is_edited_as_it_was_seen_alone(whole, api, unchanged):
    source = DataSource.objects.first()
    owner = api(source.owner.username)
    first = owner.get(f"sources/{source.pk}/")
    changed = owner.patch(f"sources/{source.pk}/", {"title": "New"}, **seen(first["ETag"]))
    assert changed.status_code == 200, changed.content
    assert changed["ETag"] == owner.get(f"sources/{source.pk}/")["ETag"] != first["ETag"]
    with unchanged():
        assert stale(owner.patch(f"sources/{source.pk}/", {"title": "X"}, **seen(first["ETag"])))
    assert owner.patch(f"sources/{source.pk}/", {"title": "Y"}, **seen("*")).status_code == 200


def test_acts_below_a_row_compare_with_the_row(whole, api, unchanged):
    item, ana = WorkItem.objects.first(), api("ana")
    etag = ana.get(f"work-items/{item.pk}/")["ETag"]
    assert ana.post(f"work-items/{item.pk}/done/", **seen(etag)).status_code == 200
    with unchanged():
        assert stale(ana.delete(f"work-items/{item.pk}/done/", **seen(etag)))
    team = f"use-cases/{whole.use_case.pk}/team/"
    member = Membership.objects.filter(scope=whole.use_case.scope, user__username="dov").first()
    here = ana.get(f"{team}{member.pk}/")["ETag"]
    with unchanged():
        assert stale(ana.delete(f"{team}{member.pk}/", **seen('"x"')))
    assert ana.delete(f"{team}{member.pk}/", **seen(here)).status_code == 200


def test_where_there_is_nothing_to_compare_it_is_refused_rather_than_ignored(told, api, unchanged):
    ada, _ = api("ada"), api("dov")
    with unchanged():
        answer = ada.post("places/", {"code": "a", "title": "A", "kind": "cloud"}, **seen('"x"'))
        feedback = api("dov").post(
            f"use-cases/{told.use_case.pk}/feedback/", {"rows": []}, **seen('"x"')
        )
    assert stale(answer)
    assert stale(feedback)
    assert "Leave If-Match out" in answer.json()["remedy"]


def test_a_weak_tag_matches_nothing(told, api):
    ana = api("ana")
    first = ana.post(f"use-cases/{told.use_case.pk}/briefs/", BRIEF)
    given = BRIEF | {"title": "B", "based_on": 1}
    weak = seen("W/" + first["ETag"])
    assert stale(ana.post(f"use-cases/{told.use_case.pk}/briefs/", given, **weak))
    assert BriefRevision.objects.count() == 1


@pytest.mark.django_db
def test_of_ten_editors_who_saw_the_same_one_comes_through(fresh_database, now):
    cast = Cast(now)
    place = places.add(actor=cast.ada, code="a", title="A", kind="cloud", now=now)
    source = DataSource.objects.create(
        key="s",
        title="S",
        system="x",
        place=place,
        owner=cast.user("dee"),
        classification="internal",
        registered_by=cast.user("dee"),
        registered_at=now,
    )
    secret = tokens.make(actor=cast.dee, name="tests", now=timezone.now()).secret
    start, address = threading.Barrier(10), f"/api/v1/sources/{source.pk}/"

    def program() -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    etag = program().get(address)["ETag"]

    def edit(number: int) -> int:
        start.wait()
        try:
            return program().patch(address, {"title": f"T{number}"}, **seen(etag)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(edit, range(10))) == [200, *[412] * 9]
