"""The rounds that wait for votes, for lists: evaluated in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from governance import checks, gates, queries
from governance.actors import Actor
from governance.models import Delegation, Review, User, Waiver
from governance.policy import StageRules
from governance.roll import Roll
from governance.services.policies import version_rules


@dataclass(frozen=True)
class Waiting:
    """An open round, how its gate stands on it, and the roles in which the reader may vote."""

    review: Review
    rules: StageRules
    view: gates.GateView
    votable: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many votes are still wanted."""
        return sum(line.missing for line in self.view.quorum)

    @property
    def scope_id(self) -> int:
        return self.review.scope_id


def waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """The rounds open in use cases that the actor may see, oldest first.

    What an open round binds to is taken as unchanged: a change ends it at once.
    """
    rows = queries.open_rounds(actor, now).prefetch_related(
        "votes__voter", "votes__on_behalf_of", "exclusions__user", "check_results"
    )
    found = list(rows)
    if not found:
        return []
    rolls = Roll.several({one.scope_id for one in found})
    waivers = _waivers(found, now)
    person = User.objects.filter(pk=actor.user_id or 0, is_service=False).first()
    lent = _lent(actor, now) if person else []
    return [
        _waiting(one, rolls[one.scope_id], waivers.get(one.scope_id, ()), person, lent, now)
        for one in found
    ]


def _waiting(
    review: Review,
    roll: Roll,
    waivers: Sequence[checks.WaiverFact],
    person: User | None,
    lent: Sequence[Delegation],
    now: datetime,
) -> Waiting:
    policy = version_rules(review.policy_version)
    rules = policy.stage(review.gate.stage)
    facts = queries.review_facts(review, policy)
    votes = queries.vote_facts(review, policy, roll, now)
    view = gates.evaluate(
        rules=rules,
        binding=facts,
        current_hash=review.content_hash,
        checks=queries.frozen_checks(review, rules, waivers, now),
        votes=votes,
        electorate=queries.electorate(rules, roll, now),
        now=now,
    )
    if person is None:
        return Waiting(review, rules, view)

    def may(role: str, giver: User | None = None) -> bool:
        refusal = gates.may_vote(
            rules=rules,
            binding=facts,
            votes=votes,
            person=str(person.uuid),
            role=role,
            on_behalf_of=str(giver.uuid) if giver else "",
        )
        return refusal is None

    own = [role for role in roll.roles_of(person.pk, now) if may(role)]
    others = [
        one.role
        for one in lent
        if one.scope_id in (None, review.scope_id)
        and roll.belongs(person.pk, now)
        and roll.holds(one.giver_id, one.role, now)
        and may(one.role, one.giver)
    ]
    return Waiting(review, rules, view, tuple(dict.fromkeys([*own, *others])))


def _waivers(found: Sequence[Review], now: datetime) -> dict[int, list[checks.WaiverFact]]:
    rows = Waiver.objects.active(now).filter(scope_id__in={one.scope_id for one in found})
    by_scope: dict[int, list[checks.WaiverFact]] = {}
    for one in rows.select_related("by"):
        fact = checks.WaiverFact(
            one.stage, one.check_key, one.since, one.until, str(one.by), one.reason
        )
        by_scope.setdefault(one.scope_id, []).append(fact)
    return by_scope


def _lent(actor: Actor, now: datetime) -> list[Delegation]:
    """The roles that others have lent the reader."""
    rows = Delegation.objects.filter(
        taker_id=actor.user_id, revoked_at=None, since__lte=now, until__gt=now
    )
    return list(rows.select_related("giver"))
