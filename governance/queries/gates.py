"""How gates stand: the one answer that pages, the API and services read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from governance import checks, gates
from governance.actors import Actor
from governance.models import Gate, PolicyVersion, Review
from governance.policy import StageRules
from governance.queries import rounds
from governance.roll import Roll
from governance.services.policies import version_rules
from governance.words import ReviewState, VoteKind


def gate_view(
    gate: Gate, *, policy_version: PolicyVersion, current_hash: str, now: datetime
) -> gates.GateView:
    """How the gate stands for the content that hashes to `current_hash`, with every reason.

    `policy_version` is the one that the cycle has pinned.
    """
    return gate_views([gate], policy_version, {gate.pk: current_hash}, now)[gate.pk]


def gate_views(
    found: Sequence[Gate],
    policy_version: PolicyVersion,
    current_hashes: Mapping[int, str],
    now: datetime,
) -> dict[int, gates.GateView]:
    """The same for several gates of one scope, in a fixed number of queries, by gate id."""
    if not found:
        return {}
    scene = _Scene.of(found[0].scope_id, now)
    newest = {one.gate_id: one for one in rounds.newest_rounds(found)}
    return {
        gate.pk: scene.with_round(newest[gate.pk], current_hashes[gate.pk])
        if gate.pk in newest
        else scene.without_round(version_rules(policy_version).stage(gate.stage))
        for gate in found
    }


def review_view(
    review: Review,
    *,
    current_hash: str,
    live_checks: Sequence[checks.CheckLine] = (),
    now: datetime,
) -> gates.GateView:
    """How the gate stands on this round, as if it were the newest.

    `live_checks` stand in place of the frozen checks of the same key.
    """
    return _Scene.of(review.scope_id, now).with_round(review, current_hash, live_checks)


@dataclass(frozen=True)
class _Scene:
    """What every gate of a scope is evaluated with, read once."""

    roll: Roll
    waivers: Sequence[checks.WaiverFact]
    now: datetime

    @classmethod
    def of(cls, scope_id: int, now: datetime) -> "_Scene":
        return cls(Roll(scope_id), rounds.waiver_facts(scope_id, now), now)

    def without_round(self, rules: StageRules) -> gates.GateView:
        """A gate at which nothing was ever submitted."""
        return gates.evaluate(
            rules=rules,
            binding=None,
            current_hash="",
            checks=(),
            votes=(),
            electorate=rounds.electorate(rules, self.roll, self.now),
            now=self.now,
        )

    def with_round(
        self, review: Review, current_hash: str, live: Sequence[checks.CheckLine] = ()
    ) -> gates.GateView:
        """A gate on one of its rounds."""
        policy = version_rules(review.policy_version)
        rules = policy.stage(review.gate.stage)
        turned = {line.rule.key: line for line in live}
        frozen = rounds.frozen_checks(review, rules, self.waivers, self.now)
        return gates.evaluate(
            rules=rules,
            binding=rounds.review_facts(review, policy),
            current_hash=current_hash,
            checks=tuple(turned.get(line.rule.key, line) for line in frozen),
            votes=rounds.vote_facts(review, policy, self.roll, self.now),
            electorate=rounds.electorate(rules, self.roll, self.now),
            now=self.now,
        )


def due_gates(now: datetime) -> "QuerySet[Gate]":
    """The gates whose answer may have changed by itself."""
    return Gate.objects.filter(recheck_at__lte=now).order_by("recheck_at", "pk")


def history(gate: Gate) -> "QuerySet[Review]":
    """All rounds of a gate, newest first, with votes and checks."""
    return (
        gate.reviews.select_related("submitter", "policy_version")
        .prefetch_related("votes__voter", "votes__on_behalf_of", "check_results")
        .order_by("-round")
    )


def open_rounds(actor: Actor, now: datetime) -> "QuerySet[Review]":
    """The rounds that wait for votes, of those that the actor can see, oldest first."""
    return (
        Review.objects.visible_to(actor, now)
        .filter(state=ReviewState.OPEN)
        .select_related("scope", "gate", "submitter", "policy_version")
        .order_by("submitted_at", "pk")
    )


def has_voted(review: Review, user_id: int | None) -> bool:
    """Whether somebody has cast a binding vote, or somebody else did on his behalf."""
    return any(
        one.kind == VoteKind.BINDING and user_id in (one.voter_id, one.on_behalf_of_id)
        for one in review.votes.all()
    )
