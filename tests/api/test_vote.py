"""Voting over HTTP: once, on what was seen, and never by the submitter."""

import pytest

from governance.models import LedgerEntry, Vote


@pytest.fixture
def review(told):
    told.start()
    told.make.brief(told.use_case)
    return told.submit("definition", "ana")


def ballot(review, **given) -> dict:
    return {"choice": "approve", "seen_hash": review.content_hash} | given


def test_a_vote_says_how_the_gate_stands_after_it(review, api):
    answer = api("ava").post(f"reviews/{review.pk}/votes/", ballot(review))
    assert answer.status_code == 201
    said = answer.json()
    assert not said["opened"]
    assert said["vote"]["voter"]["username"] == "ava"
    assert said["gate"]["state"] == "asked"


def test_the_same_vote_posted_twice_counts_once(review, api, unchanged):
    address = f"reviews/{review.pk}/votes/"
    assert api("ava").post(address, ballot(review)).status_code == 201
    ava = api("ava")
    with unchanged():
        again = ava.post(address, ballot(review))
    assert again.status_code == 409
    assert Vote.objects.count() == 1


def test_it_refuses_the_submitter_and_says_who_can(review, api, unchanged):
    ana = api("ana")
    with unchanged():
        answer = ana.post(f"reviews/{review.pk}/votes/", ballot(review))
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["who_can"]


def test_a_vote_on_what_has_changed_is_refused_and_the_round_is_stale(review, told, api):
    told.make.brief(told.use_case, need="Something else altogether.", now=told.tick())
    answer = api("ava").post(f"reviews/{review.pk}/votes/", ballot(review))
    assert answer.status_code == 409
    review.refresh_from_db()
    assert review.state == "stale"
    assert LedgerEntry.objects.filter(kind="review.stale").exists()


def test_another_hash_than_the_round_s_is_refused(review, api, unchanged):
    ava = api("ava")
    with unchanged():
        answer = ava.post(f"reviews/{review.pk}/votes/", ballot(review, seen_hash="0" * 64))
    assert answer.status_code == 409


def test_asking_for_changes_needs_a_word(review, api, unchanged):
    ava = api("ava")
    with unchanged():
        answer = ava.post(f"reviews/{review.pk}/votes/", ballot(review, choice="ask_for_changes"))
    assert answer.status_code == 422
    assert "comment" in answer.json()["fields"]


def test_conditions_become_findings(review, told, api):
    condition = {
        "text": "Say what a delay costs",
        "owner_id": told.cast.id("ana"),
        "due": "2026-03-15T12:00:00Z",
    }
    given = ballot(review, choice="approve_with_conditions", conditions=[condition])
    assert api("ava").post(f"reviews/{review.pk}/votes/", given).status_code == 201
    assert api("sam").post(f"reviews/{review.pk}/votes/", ballot(review)).json()["opened"]
    found = api("ana").get("findings/", {"state": "open"}).json()["items"]
    assert [(one["kind"], one["owner"]["username"]) for one in found] == [("condition", "ana")]


def test_advice_counts_for_nothing(review, api):
    answer = api("val").post(f"reviews/{review.pk}/advice/", {"choice": "approve"})
    assert answer.status_code == 201, answer.content
    assert answer.json()["kind"] == "advisory"
    seen = api("ava").get(f"reviews/{review.pk}/").json()
    assert all(line["got"] == 0 for line in seen["gate"]["quorum"])


def test_a_round_is_withdrawn_by_its_submitter_alone_of_the_two(review, api):
    assert api("dov").post(f"reviews/{review.pk}/withdraw/").status_code == 403
    assert api("ana").post(f"reviews/{review.pk}/withdraw/").json()["state"] == "withdrawn"


def test_an_officer_revokes_an_approval(review, told, api):
    told.vote(review, "ava")
    told.vote(review, "sam")
    address = f"reviews/{review.pk}/revoke/"
    assert api("ana").post(address, {"reason": "wrong"}).status_code == 403
    assert api("ola").post(address, {"reason": "wrong"}).json()["state"] == "revoked"


def test_a_round_shows_the_facts_that_it_was_given(review, api):
    told = api("val").get(f"reviews/{review.pk}/").json()
    assert told["review"]["facts"]["brief"]["complete"]
    assert told["review"]["checks"][0]["reason"]
    assert told["current_hash"] == review.content_hash
