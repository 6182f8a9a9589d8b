"""Asking for a gate to be opened."""

from datetime import timedelta

import pytest

from governance import canonical, queries
from governance.actors import Actor
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry, Review
from governance.policy import ApprovalRule
from governance.services import memberships, people
from tests.governance.reviewing import FACTS, FAILING, Table, needs_open, publish


def test_it_freezes_content_facts_and_checks(cast, now):
    table = Table(cast, cast.team(), publish(now, stage=needs_open()), now)
    review = table.submit(facts=FAILING, note="Please.")
    table.content["revision"] = 2
    kept = table.reread(review)
    assert canonical.loads(kept.content) == {"revision": 1}
    assert kept.content_hash == canonical.digest({"revision": 1})
    assert canonical.loads(kept.facts)["needs"] == FAILING["needs"]
    assert kept.facts_sha == canonical.sha256(kept.facts)
    frozen = kept.check_results.get()
    assert (frozen.key, frozen.outcome) == ("needs-open", "failed")
    assert "nothing was submitted" in frozen.reason


def test_it_leaves_an_entry_without_the_note(table):
    review = table.submit(note="Please look at the load.")
    entry = LedgerEntry.objects.get(kind="review.submitted")
    assert f'"subject":"review:{review.pk}"' in entry.body
    assert '"of":"attempt:1"' in entry.body
    assert "Please look" not in entry.body


def test_the_gate_waits_for_votes(table):
    table.submit()
    table.gate.refresh_from_db()
    assert table.gate.state == "asked"


def test_it_is_due_as_policy_says(cast, now):
    version = publish(now, stage={"due_days": 3})
    review = Table(cast, cast.team(), version, now).submit()
    assert review.due_at == now + timedelta(days=3)


def test_one_round_at_a_time(table):
    table.submit()
    with pytest.raises(StaleState, match="Round 1 waits"):
        table.submit("sia")
    assert Review.objects.count() == 1


def test_the_next_round_has_the_next_number(table):
    table.vote(table.submit(), "ivo", "reject", comment="No capacity.")
    assert table.submit().round == 2


def test_an_open_gate_needs_no_round(table):
    review = table.submit()
    for name in ("ivo", "ira", "ana"):
        table.vote(review, name)
    with pytest.raises(StaleState, match="open for exactly this content"):
        table.submit()


def test_changed_content_does(table):
    review = table.submit()
    for name in ("ivo", "ira", "ana"):
        table.vote(review, name)
    table.content["revision"] = 2
    assert table.submit().round == 2


def test_a_vacant_role_can_be_asked_for_and_is_named(cast, now):
    scope = cast.team("ana", "ava", "sam")
    table = Table(cast, scope, publish(now), now)
    review = table.submit()
    table.vote(review, "ana")
    view = queries.review_view(table.reread(review), current_hash=table.current_hash, now=now)
    vacant = next(line for line in view.quorum if line.role == "it")
    assert (view.state, vacant.vacant, vacant.got) == ("asked", True, 0)
    assert any("IT" in reason.text and reason.link_hint == "team" for reason in view.reasons)


@pytest.mark.parametrize("name", ["ana", "dov", "ann"])
def test_only_those_who_work_on_the_stage(table, name):
    with pytest.raises(Denied) as told:
        table.submit(name)
    assert told.value.who_can == "data scientist or IT"


@pytest.mark.parametrize("name", ["stan", "ada"])
def test_strangers_find_no_gate(table, name):
    with pytest.raises(NotVisible):
        table.submit(name)


def test_pitwall_asks_for_nothing(table):
    with pytest.raises(Denied):
        table.submit(actor=Actor.system("loop"))


def test_a_suspended_use_case_waits(table):
    with pytest.raises(Denied, match="suspended"):
        table.submit(state="suspended")


def test_the_stage_is_the_gates_own(table):
    with pytest.raises(Invalid):
        table.submit("sam", stage="data")
    assert not Review.objects.exists()


def test_facts_without_a_canonical_form_change_nothing(table):
    before = LedgerEntry.objects.count()
    with pytest.raises(ValueError, match="float"):
        table.submit(facts={"load": {"cpu_cores": 0.5}})
    assert (Review.objects.count(), LedgerEntry.objects.count()) == (0, before)


def test_a_round_keeps_the_policy_it_was_opened_under(cast, now):
    table = Table(
        cast, cast.team(), publish(now, stage={"approvals": (ApprovalRule("it", 1),)}), now
    )
    review = table.submit()
    publish(now, number=2, stage={"approvals": (ApprovalRule("it", 2),)})
    assert table.vote(review, "ivo").opened


def test_queries_dont_grow_with_the_team(cast, table, django_assert_max_num_queries, now):
    review = table.submit(facts=FACTS)
    for n in range(30):
        user = people.add(actor=cast.ada, username=f"it{n}", full_name=f"Person {n}", now=now)
        memberships.add(
            actor=cast.ana, scope_id=table.scope.pk, user_id=user.pk, role="it", now=now
        )
    table.vote(review, "ivo")
    with django_assert_max_num_queries(10):
        queries.gate_view(
            table.gate,
            policy_version=table.version,
            current_hash=table.current_hash,
            now=now,
        )


def test_nobody_submits_through_a_service_account(cast, table):
    """Whoever holds its key could vote on what they submitted."""
    robot = people.add(
        actor=cast.ada, username="robot", full_name="Robot", is_service=True, now=table.now
    )
    memberships.add(
        actor=cast.ana, scope_id=table.scope.pk, user_id=robot.pk, role="it", now=table.now
    )
    cast.users["robot"] = robot
    with pytest.raises(Denied, match="service account"):
        table.submit("robot")
