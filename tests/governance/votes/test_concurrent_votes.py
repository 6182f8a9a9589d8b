"""Fifty voters in two processes at one gate: one decision, whose effect fires once.

One in ten rejects and the others approve, where two approvals open the gate. SQLite has one writer
at a time, so only PostgreSQL can show what the row lock is for; taking it away must show.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from governance.models import LedgerEntry, Review, User, Vote
from governance.policy import ApprovalRule
from governance.services import ledger, memberships, people, reviews
from governance.words import Choice
from tests.cast import SETUP, Cast
from tests.fixtures.database import Database
from tests.governance.reviewing import Table, publish

pytestmark = pytest.mark.postgresql

VOTERS = [f"voter{n}" for n in range(50)]
GATES = 3
QUORUM = 2
DECIDERS = Path(__file__).with_name("deciders.py")
DECISIONS = ("review.approved", "review.rejected")


def tables(now) -> list[tuple[Table, Review]]:
    """Gates of one use case, each with an open round; every voter is IT."""
    cast = Cast(now)
    scope = cast.team()
    for name in VOTERS:
        user = people.add(actor=SETUP, username=name, full_name=name, now=now)
        memberships.add(actor=SETUP, scope_id=scope.pk, user_id=user.pk, role="it", now=now)
    version = publish(now, stage={"approvals": (ApprovalRule("it", QUORUM),)})
    found = []
    for n in range(GATES):
        table = Table(cast, scope, version, now)
        table.gate = reviews.ensure_gate(
            scope_id=scope.pk, subject_type="attempt", subject_id=n + 1, stage="platform"
        )
        found.append((table, table.submit()))
    return found


@contextmanager
def deciders(database: Database, *options: str) -> Iterator[list[subprocess.Popen]]:
    """Two processes with half of the voters each, ready to vote."""
    environment = os.environ | {
        "DATABASE_URL": database.url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(Path.cwd()),
    }
    halves = (VOTERS[::2], VOTERS[1::2])
    started = [
        subprocess.Popen(
            [sys.executable, DECIDERS, *half, *options],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for half in halves
    ]
    try:
        assert [one.stdout.readline().strip() for one in started] == ["ready", "ready"]
        yield started
    finally:
        for one in started:
            one.stdin.close()
            one.wait(30)
            one.stdout.close()


def ask_all(processes: list[subprocess.Popen], review: Review) -> list[str]:
    """Have everybody vote on a round at once; what became of each."""
    asked = json.dumps({"review": review.pk, "content_hash": review.content_hash})
    for one in processes:
        one.stdin.write(asked + "\n")
        one.stdin.flush()
    return [said for one in processes for said in json.loads(one.stdout.readline())]


def entries(review: Review, *kinds: str) -> int:
    return LedgerEntry.objects.filter(
        kind__in=kinds, body__contains=f'"subject":"review:{review.pk}"'
    ).count()


def add_up(state: str, approvals: int, rejections: int) -> bool:
    """Whether a round ended with the vote that decided it: none came after."""
    if state == "approved":
        return (approvals, rejections) == (QUORUM, 0)
    return state == "rejected" and approvals < QUORUM and rejections == 1


def anomalies(review: Review, said: list[str]) -> list[str]:
    """What is wrong with a round after everybody has voted at once."""
    votes = list(Vote.objects.filter(review=review).values_list("choice", flat=True))
    approvals, rejections = votes.count(Choice.APPROVE), votes.count(Choice.REJECT)
    state = Review.objects.get(pk=review.pk).state
    decisions, opened = entries(review, *DECISIONS), entries(review, "gate.opened")
    wrong = {
        f"{decisions} decisions": decisions != 1,
        f"{state}, opened {opened} times": opened != (state == "approved"),
        f"{state} by {approvals} approvals and {rejections} rejections": not add_up(
            state, approvals, rejections
        ),
        "several were told that they decided": said.count("opened") + said.count("ended") != 1,
        "a vote was lost": len(votes) != len(said) - said.count("StaleState"),
    }
    return [what for what, so in wrong.items() if so]


@pytest.mark.parametrize("options", [(), ("--unlocked",)], ids=["locked", "unlocked"])
def test_fifty_voters_make_one_decision_and_only_the_lock_sees_to_it(
    fresh_database: Database, now, options
):
    found = tables(now)
    with deciders(fresh_database, *options) as processes:
        wrong = [
            what for _, review in found for what in anomalies(review, ask_all(processes, review))
        ]
    assert User.objects.filter(username__in=VOTERS).count() == len(VOTERS)
    if options:
        assert wrong, "without the lock nothing went wrong, so this proves nothing about it"
    else:
        assert wrong == []


@pytest.mark.django_db
def test_the_judge_of_that_test_sees_a_second_decision(cast, now):
    table = Table(
        cast, cast.team(), publish(now, stage={"approvals": (ApprovalRule("it", 1),)}), now
    )
    review = table.submit()
    table.vote(review, "ivo")
    ledger.record(
        actor=SETUP,
        kind="review.rejected",
        scope=table.scope,
        subject=f"review:{review.pk}",
        now=now,
    )
    assert "2 decisions" in anomalies(review, ["opened"])
