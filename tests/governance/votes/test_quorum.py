"""A gate with a quorum: two votes of IT and one of an analyst."""

from datetime import timedelta

import pytest

from governance.errors import Denied, Invalid, StaleState
from governance.models import LedgerEntry, SiteGrant, Vote
from governance.policy import ApprovalRule, Condition
from governance.services import memberships, people
from tests.governance.reviewing import FACTS, Table, publish


@pytest.fixture
def review(table):
    return table.submit()


def kinds(*wanted: str) -> list[str]:
    found = LedgerEntry.objects.filter(kind__in=wanted) if wanted else LedgerEntry.objects.all()
    return list(found.order_by("pk").values_list("kind", flat=True))


def test_it_waits_and_says_for_whom(table, review):
    table.vote(review, "ivo")
    result = table.vote(review, "ana")
    assert (result.view.state, result.opened) == ("asked", False)
    said = " ".join(reason.text for reason in result.view.reasons)
    assert "one more IT vote" in said
    assert "Ivo has voted" in said
    assert "Ira can" in said


def test_the_last_vote_opens_it_and_nothing_else_happens(table, review):
    table.vote(review, "ivo")
    table.vote(review, "ana")
    result = table.vote(review, "ira")
    assert (result.opened, result.view.state, result.review.state) == (True, "open", "approved")
    table.gate.refresh_from_db()
    assert table.gate.state == "open"
    assert kinds()[-3:] == ["vote.cast", "review.approved", "gate.opened"]


def test_the_same_person_isnt_counted_twice(table, review):
    table.vote(review, "ivo")
    with pytest.raises(StaleState, match="You have voted"):
        table.vote(review, "ivo")
    assert Vote.objects.count() == 1


def test_nor_in_a_second_role(cast, table, review):
    memberships.add(
        actor=cast.ana,
        scope_id=table.scope.pk,
        user_id=cast.id("ivo"),
        role="analyst",
        now=table.now,
    )
    table.vote(review, "ivo", role="it")
    with pytest.raises(StaleState, match="once, in one role"):
        table.vote(review, "ivo", role="analyst")


def test_one_person_in_two_roles_fills_one(cast, table, review):
    memberships.add(
        actor=cast.ana,
        scope_id=table.scope.pk,
        user_id=cast.id("ivo"),
        role="analyst",
        now=table.now,
    )
    table.vote(review, "ivo", role="analyst")
    result = table.vote(review, "ira")
    assert result.view.state == "asked"
    assert {line.role: line.got for line in result.view.quorum} == {"it": 1, "analyst": 1}


def test_a_vote_too_many_comes_too_late(table, review):
    for name in ("ivo", "ana", "ira"):
        table.vote(review, name)
    with pytest.raises(StaleState, match="Round 1 is over: approved"):
        table.vote(review, "ava")
    assert kinds("review.approved", "gate.opened") == ["review.approved", "gate.opened"]


def test_a_reject_ends_the_round(table, review):
    table.vote(review, "ivo")
    result = table.vote(review, "ana", "reject", comment="Too dear.")
    assert (result.review.state, result.view.state) == ("rejected", "shut")
    with pytest.raises(StaleState, match="rejected"):
        table.vote(review, "ira")


def test_asking_for_changes_ends_it_too(table, review):
    result = table.vote(review, "ira", "ask_for_changes", comment="Name the load.")
    assert result.review.state == "changes_asked"
    assert kinds()[-1] == "review.changes_asked"


@pytest.mark.parametrize("choice", ["reject", "ask_for_changes"])
def test_saying_no_takes_a_word(table, review, choice):
    with pytest.raises(Invalid) as told:
        table.vote(review, "ivo", choice)
    assert "comment" in told.value.fields
    assert not Vote.objects.exists()


@pytest.mark.parametrize("choice", ["yes", "", None, "APPROVE"])
def test_an_unknown_choice_is_named(table, review, choice):
    with pytest.raises(Invalid) as told:
        table.vote(review, "ivo", choice)
    assert "choice" in told.value.fields


def test_a_comment_enters_the_record_by_its_hash(table, review):
    vote = table.vote(review, "ivo", comment="Fits rack 4.").vote
    entry = LedgerEntry.objects.get(kind="vote.cast")
    assert "rack 4" not in entry.body
    assert vote.comment_sha in entry.body


def test_a_role_that_isnt_asked_for_advises(table, review):
    with pytest.raises(Denied, match="asks for votes of: IT, analyst") as told:
        table.vote(review, "dov")
    assert "Ivo, Ira (IT)" in told.value.who_can
    assert "Ana, Ava (analyst)" in told.value.who_can


def test_a_role_that_one_doesnt_hold_isnt_taken(table, review):
    with pytest.raises(Denied, match="You don't act here as analyst"):
        table.vote(review, "ivo", role="analyst")


def test_conditions_on_rules_follow_the_brief(cast, now):
    rules = (
        ApprovalRule("it", 1),
        ApprovalRule("officer", 1, when=Condition((("tier", ("high",)),))),
    )
    table = Table(cast, cast.team(), publish(now, stage={"approvals": rules}), now)
    low = table.submit()
    assert table.vote(low, "ivo").opened
    table.content["revision"] = 2
    high = table.submit(facts={"brief": FACTS["brief"] | {"tier": "high"}})
    assert not table.vote(high, "ivo").opened
    assert table.vote(high, "ola").opened


def test_a_validator_votes_where_policy_asks_for_one(cast, now):
    rules = (ApprovalRule("validator", 1),)
    table = Table(cast, cast.team(), publish(now, stage={"approvals": rules}), now)
    assert table.vote(table.submit(), "val").opened


@pytest.mark.parametrize(("name", "role"), [("val", "validator"), ("ola", "officer")])
def test_a_member_acts_as_member_only(cast, now, name, role):
    version = publish(now, stage={"approvals": (ApprovalRule(role, 1),)})
    table = Table(cast, cast.team(), version, now)
    memberships.add(
        actor=cast.ana,
        scope_id=table.scope.pk,
        user_id=cast.id(name),
        role="app_developer",
        now=now,
    )
    review = table.submit()
    for wanted in (role, None):
        with pytest.raises(Denied):
            table.vote(review, name, role=wanted)


def test_a_site_role_that_has_ended_votes_no_more(cast, now):
    rules = (ApprovalRule("officer", 1),)
    table = Table(cast, cast.team(), publish(now, stage={"approvals": rules}), now)
    review = table.submit()
    stale_page = cast.oto
    SiteGrant.objects.filter(user=cast.user("oto")).update(until=now)
    with pytest.raises(Denied):
        table.vote(review, "oto", actor=stale_page)


def test_a_service_account_never_votes(cast, table, review):
    robot = people.add(
        actor=cast.ada, username="robot", full_name="Robot", is_service=True, now=table.now
    )
    memberships.add(
        actor=cast.ana, scope_id=table.scope.pk, user_id=robot.pk, role="it", now=table.now
    )
    cast.users["robot"] = robot
    with pytest.raises(Denied, match="Only people vote"):
        table.vote(review, "robot")


def test_a_suspended_use_case_takes_no_votes(table, review):
    with pytest.raises(Denied, match="suspended"):
        table.vote(review, "ivo", state="suspended")


def test_an_old_page_is_told_so(table, review):
    with pytest.raises(StaleState, match="earlier round"):
        table.vote(review, "ivo", seen_hash="0" * 64)
    assert table.reread(review).state == "open"


def test_changed_content_ends_the_round_instead(table, review):
    table.vote(review, "ivo")
    table.content["revision"] = 2
    with pytest.raises(StaleState, match="has changed"):
        table.vote(review, "ira")
    assert table.reread(review).state == "stale"
    assert Vote.objects.count() == 1
    assert kinds()[-1] == "review.stale"


def test_the_content_is_hashed_inside_the_lock(table, review):
    asked = []

    def current() -> str:
        from django.db import connection

        asked.append(connection.in_atomic_block)
        return table.current_hash

    table.vote(review, "ivo", current_hash=current)
    assert asked == [True]


def test_a_vote_keeps_its_moment(table, review):
    at = table.now + timedelta(hours=3)
    assert table.vote(review, "ivo", now=at).vote.cast_at == at
