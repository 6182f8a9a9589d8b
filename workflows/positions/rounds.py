"""The rounds of one scope that wait for votes, with who may still cast them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from governance import canonical, gates, queries
from governance.models import Review, Scope, User
from governance.policy import StageRules
from governance.roll import Roll
from governance.services.policies import version_rules
from governance.words import ReviewState, VoteKind
from workflows.positions.duties import Waits, distinct
from workflows.words import DutyKind


@dataclass(frozen=True)
class Open:
    """An open round and how its gate stands on it."""

    review: Review
    rules: StageRules
    facts: gates.ReviewFacts
    view: gates.GateView

    @property
    def missing(self) -> list[gates.QuorumLine]:
        return [line for line in self.view.quorum if line.missing]

    @property
    def version(self) -> str:
        """The model version that the round is about: “v3”, or nothing."""
        named = canonical.loads(self.review.content).get("model_version")
        return f"v{named['version']}" if named else ""


def of(scope: Scope, now: datetime) -> list[Open]:
    """The open rounds of a scope. What one binds to is taken as unchanged: a change ends it."""
    rows = Review.objects.filter(scope=scope, state=ReviewState.OPEN)
    rows = rows.select_related("gate", "submitter", "policy_version").prefetch_related(
        "votes__voter", "votes__on_behalf_of", "exclusions__user", "check_results"
    )
    found = list(rows.order_by("submitted_at", "pk"))
    if not found:
        return []
    roll, waivers = Roll(scope.pk), queries.waiver_facts(scope.pk, now)
    return [_open(one, roll, waivers, now) for one in found]


def _open(review: Review, roll: Roll, waivers, now: datetime) -> Open:
    policy = version_rules(review.policy_version)
    rules = policy.stage(review.gate.stage)
    facts = queries.review_facts(review, policy)
    view = gates.evaluate(
        rules=rules,
        binding=facts,
        current_hash=review.content_hash,
        checks=queries.frozen_checks(review, rules, waivers, now),
        votes=queries.vote_facts(review, policy, roll, now),
        electorate=queries.electorate(rules, roll, now),
        now=now,
    )
    return Open(review, rules, facts, view)


def duties(found: list[Open], cycles: dict[int, int]) -> Iterator[Waits]:
    """The votes that are still wanted; `cycles` are the cycles' numbers by the gate's subject."""
    ids = _ids(found)
    for one in found:
        yield Waits(
            kind=DutyKind.VOTE,
            rank=0,
            subject=one.review.pk,
            since=one.review.submitted_at,
            due=one.review.due_at,
            asked_by=one.review.submitter_id,
            roles=distinct(line.role for line in one.missing),
            barred=frozenset(_barred(one, ids)),
            told={
                "stage": one.review.gate.stage,
                "cycle": cycles.get(one.review.gate.subject_id),
                "round": one.review.round,
                "version": one.version,
                "voters": [name for line in one.view.quorum for name in line.voters],
                "lines": [
                    {"role": line.role, "missing": line.missing, "can_still": list(line.can_still)}
                    for line in one.missing
                ],
            },
        )


def _ids(found: list[Open]) -> dict[str, int]:
    """The accounts behind the keys of authors."""
    keys = {key for one in found for key in (*one.facts.authors, *one.facts.excluded)}
    rows = User.objects.filter(uuid__in=[key for key in keys if key])
    return {str(uuid): pk for uuid, pk in rows.values_list("uuid", "pk")}


def _barred(one: Open, ids: dict[str, int]) -> Iterator[tuple[int, str]]:
    """Who can't vote: submitter, excluded, whoever has voted; authors where a rule says so."""
    for key in one.facts.excluded:
        if key in ids:
            yield ids[key], ""
    yield one.review.submitter_id, ""
    for vote in one.review.votes.all():
        if vote.kind == VoteKind.BINDING:
            yield vote.voter_id, ""
            if vote.on_behalf_of_id is not None:
                yield vote.on_behalf_of_id, ""
    asked = one.rules.approvals_for(one.facts.context)
    for role in {rule.role for rule in asked}:
        if all(rule.not_author for rule in asked if rule.role == role):
            yield from ((ids[key], role) for key in one.facts.authors if key in ids)
