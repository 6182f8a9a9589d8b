"""Asking for a gate to be opened: facts and content are frozen, the checks run."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance import canonical, checks, inputs, kept, locks, queries
from governance.access import State, authorise, human
from governance.actors import Actor
from governance.checks import CheckLine
from governance.errors import Invalid, NotVisible, StaleState
from governance.models import CheckResult, Gate, PolicyVersion, Review, ReviewExclusion, Scope
from governance.policy import StageRules
from governance.services.policies import version_rules
from governance.services.reviews import projecting
from governance.services.reviews.rounds import Round
from governance.words import ReviewState


def ensure_gate(*, scope_id: int, subject_type: str, subject_id: int, stage: str) -> Gate:
    """The gate of a subject, made when it isn't there yet; it begins shut."""
    gate, _ = Gate.objects.get_or_create(
        subject_type=subject_type,
        subject_id=subject_id,
        defaults={"scope_id": scope_id, "stage": stage, "reason": "Nothing has been submitted."},
    )
    return gate


def open_round(
    *,
    actor: Actor,
    gate_id: int,
    stage: str,
    policy_version_id: int,
    content: Mapping[str, Any],
    facts: Mapping[str, Any],
    excluded: Iterable[tuple[int, str]] = (),
    due_at: datetime | None = None,
    note: str = "",
    now: datetime,
    state: State = "active",
) -> Review:
    """Ask for votes on `content`, judged by `facts`; both are frozen as they are given.

    `excluded` are ids of users who must not vote, each with why, as a phrase that follows their
    name ("trained this run"). Raises NotVisible, Denied, Invalid, and StaleState while a round
    is open or the gate is.
    """
    with transaction.atomic():
        scope, gate = _hold(actor, gate_id, now)
        submitter_id = human(actor, who_can=_("a member"))
        authorise(actor, f"review.submit.{stage}", scope, now=now, state=state)
        version = PolicyVersion.objects.get(pk=policy_version_id)
        content_text, facts_text = canonical.dumps(content), canonical.dumps(facts)
        content_hash = canonical.sha256(content_text)
        _must_be_free(gate, version, content_hash, now)
        rules = _rules(gate, stage, version)
        errors: inputs.Errors = {}
        note = inputs.text(errors, "note", note, longest=4000, required=False, multiline=True)
        due_at = inputs.moment(errors, "due_at", due_at, after=now, required=False)
        inputs.raise_if(errors)
        review = Review.objects.create(
            scope=scope,
            gate=gate,
            round=(gate.reviews.aggregate(Max("round"))["round__max"] or 0) + 1,
            policy_version=version,
            submitter_id=submitter_id,
            submitted_at=now,
            due_at=due_at or _due(rules, now),
            note=note,
            content=content_text,
            content_hash=content_hash,
            facts=facts_text,
            facts_sha=canonical.sha256(facts_text),
        )
        _exclude(review, excluded)
        _freeze_checks(review, rules, facts, now)
        _announce(Round(scope, gate, review), actor, now)
        return review


def _hold(actor: Actor, gate_id: int, now: datetime) -> tuple[Scope, Gate]:
    found = Gate.objects.visible_to(actor, now).filter(pk=gate_id).first()
    if found is None:
        raise NotVisible(_("There is no such gate."))
    scope = locks.scope(actor, found.scope_id, now=now)
    return scope, locks.held(Gate.objects.filter(pk=gate_id)).get()


def _must_be_free(gate: Gate, version: PolicyVersion, content_hash: str, now: datetime) -> None:
    """No round waits for votes, and this content isn't approved already."""
    waiting = gate.reviews.filter(state=ReviewState.OPEN).first()
    if waiting is not None:
        raise StaleState(
            _("Round %(round)s waits for votes already; withdraw it to ask again.")
            % {"round": waiting.round}
        )
    view = queries.gate_view(gate, policy_version=version, current_hash=content_hash, now=now)
    if view.is_open:
        raise StaleState(
            _("The gate is open for exactly this content; there is nothing to ask for.")
        )


def _rules(gate: Gate, stage: str, version: PolicyVersion) -> StageRules:
    rules = version_rules(version).stages.get(stage)
    if rules is None or gate.stage != stage or not rules.has_gate:
        raise Invalid(
            {
                "stage": _("This isn't a gate of the stage %(stage)s; name its own stage.")
                % {"stage": stage}
            }
        )
    return rules


def _due(rules: StageRules, now: datetime) -> datetime | None:
    return None if rules.due_days is None else now + timedelta(days=rules.due_days)


def _exclude(review: Review, excluded: Iterable[tuple[int, str]]) -> None:
    ReviewExclusion.objects.bulk_create(
        ReviewExclusion(review=review, user_id=user_id, why=why[:200])
        for user_id, why in dict(excluded).items()
    )


def _freeze_checks(
    review: Review, rules: StageRules, facts: Mapping[str, Any], now: datetime
) -> None:
    """Keep what each check says of the facts, waived or not: a waiver can end before the round."""
    waivers = queries.waiver_facts(review.scope_id, now)
    with kept.as_written():
        lines = checks.run_all(rules, facts, waivers, now)
        CheckResult.objects.bulk_create(_frozen(review, line) for line in lines)


def _frozen(review: Review, line: CheckLine) -> CheckResult:
    return CheckResult(
        review=review,
        key=line.rule.key,
        title=checks.title(line.rule.key),
        outcome=line.outcome.outcome,
        binding=line.rule.binding,
        reason=line.outcome.reason,
        source=line.outcome.source,
        value=canonical.dumps(line.outcome.value),
    )


def _announce(asked: Round, actor: Actor, now: datetime) -> None:
    asked.record(
        actor,
        "review.submitted",
        now,
        facts_sha=asked.review.facts_sha,
        policy_version=asked.review.policy_version_id,
        submitter=asked.review.submitter.uuid,
        checks={one.key: one.outcome for one in asked.review.check_results.all()},
    )
    view = asked.view(asked.review.content_hash, now)
    projecting.project(asked, view, asked.review.content_hash, actor, now)
