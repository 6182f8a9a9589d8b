"""A round under lock, with its policy: what every act on a review begins with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from governance import checks, gates, kept, locks, queries
from governance.actors import Actor
from governance.errors import NotVisible, StaleState
from governance.models import Gate, Review, Scope
from governance.policy import Policy, StageRules
from governance.roll import Roll
from governance.services import ledger
from governance.services.policies import version_rules
from governance.words import ReviewState

KEEPER = Actor.system("gates")
CurrentHash = str | Callable[[], str]
LiveChecks = Sequence[checks.CheckLine] | Callable[[], Sequence[checks.CheckLine]]


@dataclass
class Round:
    """One review with its gate and scope, all three held until the transaction ends.

    `live` are checks that the world can turn after the round was asked for, as they are now;
    they stand in place of the frozen ones.
    """

    scope: Scope
    gate: Gate
    review: Review
    live: Sequence[checks.CheckLine] = ()

    @cached_property
    def policy(self) -> Policy:
        return version_rules(self.review.policy_version)

    @cached_property
    def rules(self) -> StageRules:
        return self.policy.stage(self.gate.stage)

    @cached_property
    def roll(self) -> Roll:
        return Roll(self.scope.pk)

    @cached_property
    def facts(self) -> gates.ReviewFacts:
        return queries.review_facts(self.review, self.policy)

    def votes(self, now: datetime) -> tuple[gates.VoteFact, ...]:
        return queries.vote_facts(self.review, self.policy, self.roll, now)

    def view(self, current_hash: str, now: datetime) -> gates.GateView:
        """How the gate stands, read again from the rows; its reasons go into the gate's row."""
        fresh = queries.newest_rounds([self.gate]).get()
        with kept.as_written():
            return queries.review_view(
                fresh, current_hash=current_hash, live_checks=self.live, now=now
            )

    def save(self, *fields: str) -> None:
        """Save the review under its next version number."""
        self.review.version += 1
        self.review.save(update_fields=[*fields, "version"])

    def record(self, actor: Actor, kind: str, now: datetime, **data: Any) -> None:
        """An entry about this round; ids and hashes only."""
        ledger.record(
            actor=actor,
            kind=kind,
            scope=self.scope,
            subject=f"review:{self.review.pk}",
            now=now,
            of=f"{self.gate.subject_type}:{self.gate.subject_id}",
            gate=self.gate.pk,
            stage=self.gate.stage,
            round=self.review.round,
            content_hash=self.review.content_hash,
            **data,
        )


def hold(actor: Actor, review_id: int, *, now: datetime) -> Round:
    """The round with scope, gate and review held, in this order; raises NotVisible."""
    found = (
        Review.objects.visible_to(actor, now)
        .filter(pk=review_id)
        .values_list("scope_id", "gate_id")
        .first()
    )
    if found is None:
        raise NotVisible(_("There is no such review."))
    scope_id, gate_id = found
    scope = locks.scope(actor, scope_id, now=now)
    gate = locks.held(Gate.objects.filter(pk=gate_id)).get()
    review = locks.held(Review.objects.filter(pk=review_id)).get()
    review.gate = gate
    return Round(scope, gate, review)


def must_be_open(review: Review) -> None:
    """Raises StaleState with what became of a round that is over."""
    if review.state != ReviewState.OPEN:
        raise StaleState(
            _("Round %(round)s is over: %(review)s.")
            % {"round": review.round, "review": outcome(review)}
        )


def outcome(review: Review) -> str:
    """What became of a round, in words."""
    said = review.get_state_display()
    if review.decided_at is not None:
        said += _(" on %(decided_at)s") % {
            "decided_at": date_format(review.decided_at, "d F Y H:i T")
        }
    return f"{said} ({review.ended_why})" if review.ended_why else said


def hash_of(current: CurrentHash) -> str:
    """The hash of the content as it is now; a function is called here, inside the lock."""
    return current() if callable(current) else current


def checks_of(live: LiveChecks) -> Sequence[checks.CheckLine]:
    """The live checks; a function is called here, inside the lock."""
    return live() if callable(live) else live
