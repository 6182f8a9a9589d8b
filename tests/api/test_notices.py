"""Notices over HTTP: listed in sentences, marked as read, and what one is told chosen."""

import pytest

from governance.models import LedgerEntry, Notice


@pytest.fixture
def told_of(told, cast, api):
    """Ana has been told twice: of a mention in the use case, and of a role."""
    case = told.use_case
    says = {"subject": f"use_case:{case.pk}", "text": "Look at this, @ana."}
    entry = api("sam").post("comments/", says)
    assert entry.status_code == 201
    for kind, said in (("mention", "comment.added"), ("role", "member.added")):
        of = LedgerEntry.objects.filter(kind=said).latest("pk")
        Notice.objects.create(
            recipient=cast.user("ana"),
            entry_id=of.pk,
            kind=kind,
            scope=case.scope,
            occurred_at=of.occurred_at,
            created_at=told.now,
        )
    return case


def test_each_says_what_happened_and_where(told_of, api):
    role, mention = api("ana").get("notices/").json()["items"]
    assert mention["text"].startswith("Sam wrote in the discussion of")
    assert f"/use-cases/{told_of.slug}/discussion/" in mention["href"]
    assert (role["kind"], role["use_case"]) == ("role", told_of.slug)
    assert api("ana").get("notices/", {"kind": "role"}).json()["items"] == [role]
    assert api("ava").get("notices/").json()["items"] == []


def test_one_is_marked_or_all_that_the_filters_leave(told_of, api):
    ana, ava = api("ana"), api("ava")
    first = ana.get("notices/").json()["items"][0]["id"]
    assert ava.post(f"notices/{first}/read/").status_code == 404
    assert ava.post("notices/read/", {"ids": [first]}).json() == {"read": 0}
    assert ana.post("notices/read/", {"kind": "vote"}).json() == {"read": 0}
    assert ana.post(f"notices/{first}/read/").json() == {"read": 1}
    (left,) = ana.get("notices/", {"kind": "mention"}).json()["items"]
    assert left["read_at"] is None
    assert ana.post("notices/read/", {}).json() == {"read": 1}


def test_who_left_the_team_hears_of_it_no_more(told_of, api, cast, told):
    told_of.scope.memberships.filter(user=cast.id("ana")).update(until=told.now)
    assert api("ana").get("notices/").json()["items"] == []


def test_what_one_is_told_is_chosen_and_the_rest_stays(api):
    before = api("ana").get("me/notice-choices/").json()
    body = {
        "choices": [{"kind": "vote", "way": "mail", "often": "never"}],
        "digest_hour": 7,
        "quiet_from": 22,
        "quiet_until": 6,
    }
    after = api("ana").put("me/notice-choices/", body).json()
    assert [one for one in after["choices"] if one not in before["choices"]] == body["choices"]
    assert (after["digest_hour"], after["quiet_from"], after["quiet_until"]) == (7, 22, 6)
    assert api("ana").get("me/notice-choices/").json() == after


def test_a_way_that_there_is_not_is_refused(api, unchanged):
    ana = api("ana")
    body = {"choices": [{"kind": "vote", "way": "channel:7", "often": "never"}]}
    with unchanged():
        answer = ana.put("me/notice-choices/", body)
    assert answer.status_code == 422
    assert "isn't there for you" in answer.json()["fields"]["vote-channel:7"]


def test_the_time_zone_is_one_s_own_to_choose(api):
    assert api("ana").patch("me/", {"time_zone": "Europe/Vienna"}).status_code == 200
    assert api("ana").get("me/").json()["time_zone"] == "Europe/Vienna"
    assert "time_zone" in api("ana").patch("me/", {"time_zone": "Mars"}).json()["fields"]


def test_the_unread_ones_are_asked_for_by_a_word(told_of, api):
    ana = api("ana")
    first, second = (one["id"] for one in ana.get("notices/").json()["items"])
    assert ana.post(f"notices/{first}/read/").status_code == 200

    def listed(**query: str) -> list[int]:
        return [one["id"] for one in ana.get("notices/", query).json()["items"]]

    assert listed(unread="true") == [second]
    assert listed(unread="false") == listed() == [first, second]
    refused = ana.get("notices/", {"unread": "yes"})
    assert refused.status_code == 422
    assert "unread" in refused.json()["fields"]
