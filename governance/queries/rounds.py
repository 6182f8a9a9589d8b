"""A round of review as evaluation is given it, put together from its rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from governance import canonical, checks, gates
from governance.models import Gate, Review, Vote, Waiver
from governance.policy import Policy, StageRules, words
from governance.roll import Roll

CONTEXT = ("tier", "residency", "classification")


def newest_rounds(found: Iterable[Gate]) -> "QuerySet[Review]":
    """The newest round of each gate, whatever became of it, with all that evaluation needs."""
    later = Review.objects.filter(gate=OuterRef("gate"), round__gt=OuterRef("round"))
    return (
        Review.objects.filter(~Exists(later), gate__in=found)
        .select_related("submitter", "policy_version", "gate")
        .prefetch_related(
            "votes__voter", "votes__on_behalf_of", "exclusions__user", "check_results"
        )
    )


def review_facts(review: Review, policy: Policy) -> gates.ReviewFacts:
    """A round as evaluation is given it; persons are the texts of their UUIDs."""
    facts = canonical.loads(review.facts)
    authors = frozenset(facts.get("authors", ()))
    excluded = {str(one.user.uuid): one.why for one in review.exclusions.all()}
    if policy.separation.author_votes == words.NEVER:
        excluded = dict.fromkeys(authors, "wrote what is voted on") | excluded
    excluded[str(review.submitter.uuid)] = "submitted this round"
    brief = facts.get("brief") or {}
    return gates.ReviewFacts(
        state=review.state,
        content_hash=review.content_hash,
        submitted_at=review.submitted_at,
        submitter=str(review.submitter.uuid),
        number=review.round,
        decided_at=review.decided_at,
        expires_at=review.expires_at,
        excluded=excluded,
        authors=authors,
        context={key: brief.get(key) for key in CONTEXT},
    )


def vote_facts(
    review: Review, policy: Policy, roll: Roll, now: datetime
) -> tuple[gates.VoteFact, ...]:
    """The votes of a round, each with whether it counts and why not."""
    at = now if review.decided_at is None else review.decided_at
    return tuple(_vote_fact(one, policy, roll, at) for one in review.votes.all())


def _vote_fact(vote: Vote, policy: Policy, roll: Roll, at: datetime) -> gates.VoteFact:
    why_not = "" if policy.votes_of_leavers_count else why_void(vote, roll, at)
    return gates.VoteFact(
        voter=str(vote.voter.uuid),
        name=_names(vote),
        role=vote.role,
        choice=vote.choice,
        cast_at=vote.cast_at,
        kind=vote.kind,
        counts=not why_not,
        why_not=why_not,
        on_behalf_of=str(vote.on_behalf_of.uuid) if vote.on_behalf_of else "",
    )


def _names(vote: Vote) -> str:
    """Both names, where one voted for another."""
    return (
        _("%(voter)s for %(on_behalf_of)s")
        % {"voter": vote.voter, "on_behalf_of": vote.on_behalf_of}
        if vote.on_behalf_of
        else str(vote.voter)
    )


def why_void(vote: Vote, roll: Roll, at: datetime) -> str:
    """Why a vote doesn't count at a moment: its role was given up, or its caster left."""
    holder = vote.on_behalf_of or vote.voter
    if not roll.held(holder.pk, vote.role, vote.cast_at, at):
        return _("%(holder)s no longer holds this role") % {"holder": holder}
    if vote.on_behalf_of and not roll.belongs(vote.voter_id, at):
        return _("%(voter)s has left") % {"voter": vote.voter}
    return ""


def frozen_checks(
    review: Review, rules: StageRules, waivers: Sequence[checks.WaiverFact], now: datetime
) -> tuple[checks.CheckLine, ...]:
    """What the checks said when the round was asked for, with the waivers that hold at `now`."""
    outcomes = {
        one.key: checks.CheckOutcome(
            one.outcome, one.reason, one.source, canonical.loads(one.value or "null")
        )
        for one in review.check_results.all()
    }
    return checks.frozen(rules, outcomes, waivers, now)


def waiver_facts(scope_id: int, now: datetime) -> tuple[checks.WaiverFact, ...]:
    """The waivers of a scope that hold now."""
    held = Waiver.objects.active(now).filter(scope_id=scope_id).select_related("by")
    return tuple(
        checks.WaiverFact(one.stage, one.check_key, one.since, one.until, str(one.by), one.reason)
        for one in held
    )


def electorate(
    rules: StageRules, roll: Roll, now: datetime
) -> dict[str, tuple[gates.PersonFact, ...]]:
    """Who holds each role that the stage asks for."""
    return {
        rule.role: tuple(
            gates.PersonFact(str(user.uuid), str(user)) for user in roll.holders(rule.role, now)
        )
        for rule in rules.approvals
    }
