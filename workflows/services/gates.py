"""Acts at a gate: submit, vote, advise, withdraw. Governance decides; this knows what it is about."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from django.db import transaction
from django.utils.translation import gettext as _

from governance import access as governance_access
from governance import kept
from governance.actors import Actor
from governance.errors import Invalid, StaleState
from governance.models import Gate, Review, Vote
from governance.policy.texts import listed
from governance.services import reviews
from projects.access import lifecycle
from workflows import access, standing
from workflows.contents import Content
from workflows.material import Material
from workflows.models import Cycle, StageAttempt
from workflows.services import attempts, settling
from workflows.services.attempts import SUBJECT
from workflows.services.training import trainers
from workflows.stages import GATED, STAGES
from workflows.standing import StageStanding


def submit(*, actor: Actor, cycle_id: int, stage: str, note: str = "", now: datetime) -> Review:
    """Ask for a review of `stage`: facts and content are frozen as they stand.

    Raises Denied, NotVisible, Invalid where there is nothing to review yet, and StaleState while
    the stage may not be worked on or a round is open.
    """
    if stage not in GATED:
        raise Invalid(
            {
                "stage": _("%(stage)s has no gate; choose one of %(gated)s.")
                % {"stage": repr(stage), "gated": ", ".join(GATED)}
            }
        )
    with transaction.atomic():
        cycle = access.building(access.cycle(actor, cycle_id, now=now, lock=True))
        governance_access.authorise(
            actor, f"review.submit.{stage}", cycle.scope, now=now, state=cycle.use_case.lifecycle
        )
        governance_access.human(actor, who_can=_("a member"))
        with kept.as_written():
            seen = standing.of(cycle, now=now)
        here = seen.stages[stage]
        content = _refuse_too_early(here)
        attempt, gate = _open_attempt(cycle, here, now)
        review = reviews.open_round(
            actor=actor,
            gate_id=gate.pk,
            stage=stage,
            policy_version_id=cycle.policy_version_id,
            content=content,
            facts=here.facts,
            excluded=_excluded(stage, seen.material),
            due_at=_due(here, now),
            note=note,
            now=now,
            state=cycle.use_case.lifecycle,
        )
        attempts.wait(attempt, now)
        return review


def vote(
    *,
    actor: Actor,
    review_id: int,
    choice: str,
    role: str | None = None,
    comment: str = "",
    conditions: Sequence[Mapping] = (),
    on_behalf_of_id: int | None = None,
    seen_hash: str | None = None,
    now: datetime,
) -> reviews.VoteResult:
    """Cast a binding vote on the content that the voter saw; the last one needed opens the gate.

    Raises Denied with who can, NotVisible, Invalid, and StaleState when the content has changed or
    the round is over.
    """
    cycle = _cycle_of(actor, review_id, now)
    here = _Here(review_id, now)
    result = reviews.vote(
        actor=actor,
        review_id=review_id,
        role=role,
        choice=choice,
        comment=comment,
        conditions=[dict(one) for one in conditions],
        on_behalf_of_id=on_behalf_of_id,
        seen_hash=seen_hash,
        current_hash=lambda: here.stage.content_hash,
        live_checks=lambda: here.stage.turnable,
        now=now,
        state=lifecycle(cycle.scope),
    )
    if result.review.state != "open":
        after_decision(review_id=review_id, now=now)
    return result


def advise(
    *,
    actor: Actor,
    review_id: int,
    choice: str,
    role: str | None = None,
    comment: str = "",
    now: datetime,
) -> Vote:
    """Give advice: it is shown beside the votes and counts for nothing."""
    cycle = _cycle_of(actor, review_id, now)
    return reviews.advise(
        actor=actor,
        review_id=review_id,
        role=role,
        choice=choice,
        comment=comment,
        now=now,
        state=lifecycle(cycle.scope),
    )


def withdraw(*, actor: Actor, review_id: int, now: datetime) -> Review:
    """Take a round back, so that something can be changed; the next submission opens another."""
    cycle = _cycle_of(actor, review_id, now)
    review = reviews.withdraw(
        actor=actor, review_id=review_id, now=now, state=lifecycle(cycle.scope)
    )
    after_decision(review_id=review_id, now=now)
    return review


def revoke(*, actor: Actor, review_id: int, reason: str, now: datetime) -> Review:
    """An officer takes an approval back; the gate shuts, what serves goes on until it is stopped."""
    review = reviews.revoke(actor=actor, review_id=review_id, reason=reason, now=now)
    after_decision(review_id=review_id, now=now)
    return review


def after_decision(*, review_id: int, now: datetime) -> None:
    """Bring the cycle into agreement with a round that has ended; a reader does the same later."""
    attempt = attempt_of(review_id)
    with transaction.atomic():
        access.hold(attempt.scope)
        attempt.refresh_from_db()
        waiting = Review.objects.filter(gate=attempt.gate, state="open")
        if attempt.ended_at is None and not waiting.exists():
            attempts.wait(attempt, None)
        settling.settle(cycle_id=attempt.cycle_id, now=now)


def attempt_of(review_id: int) -> StageAttempt:
    """The attempt at whose gate a round is or was."""
    review = Review.objects.select_related("gate").get(pk=review_id)
    if review.gate.subject_type != SUBJECT:
        raise StaleState(_("This round is not at a stage's gate."))
    rows = StageAttempt.objects.select_related("scope", "gate", "cycle__use_case")
    return rows.get(pk=review.gate.subject_id)


class _Here:
    """The stage that a round is about, looked at once: when the lock is held and it is asked for."""

    def __init__(self, review_id: int, now: datetime) -> None:
        self._review_id, self._now = review_id, now

    @cached_property
    def stage(self) -> StageStanding:
        attempt = attempt_of(self._review_id)
        cycle = Cycle.objects.select_related("scope", "use_case", "policy_version", "target").get(
            pk=attempt.cycle_id
        )
        with kept.as_written():
            return standing.of(cycle, now=self._now).stages[attempt.stage]


def _cycle_of(actor: Actor, review_id: int, now: datetime) -> Cycle:
    governance_access.visible(Review.objects, actor, now, pk=review_id)
    return access.cycle(actor, attempt_of(review_id).cycle_id, now=now)


def _refuse_too_early(here: StageStanding) -> Content:
    """What there is to review; refuses what can't be asked for yet, or needn't be any more."""
    if here.blocked_by:
        waits = listed((STAGES[key].label for key in here.blocked_by), "and")
        verb = _("is") if len(here.blocked_by) == 1 else _("are")
        raise StaleState(
            _("%(spec)s can't be submitted before %(waits)s %(verb)s open.")
            % {"spec": here.spec.label, "waits": waits, "verb": verb},
            remedy=_("Open %(waits)s first; the page says what is missing.") % {"waits": waits},
        )
    if here.content is None:
        raise Invalid(
            {
                "stage": _("There is nothing to review yet: make %(produces)s first.")
                % {"produces": here.spec.produces}
            }
        )
    if here.is_open:
        raise StaleState(
            _("The %(spec)s gate is open for this very content.") % {"spec": here.spec.label},
            remedy=_("There is nothing to ask for until it changes."),
        )
    return here.content


def _open_attempt(cycle: Cycle, here: StageStanding, now: datetime) -> tuple[StageAttempt, Gate]:
    """The attempt that is open, or the next one, and its gate."""
    attempt = here.attempt
    if attempt is None or attempt.ended_at is not None:
        attempt = attempts.open_(actor=settling.LOOP, cycle=cycle, stage=here.spec.key, now=now)
    return attempt, Gate.objects.get(subject_type=SUBJECT, subject_id=attempt.pk)


def _excluded(stage: str, material: Material) -> list[tuple[int, str]]:
    """Those who must not vote whatever their role: who trained the model answers for it."""
    candidate = material.candidate
    if stage != "training" or candidate is None:
        return []
    people = dict.fromkeys(trainers(candidate), "trained this version")
    people.setdefault(candidate.nominated_by_id, "nominated this version")
    return list(people.items())


def _due(here: StageStanding, now: datetime) -> datetime | None:
    days = here.rules.due_days
    return now + timedelta(days=days) if days else None


def frozen_facts(review: Review) -> dict:
    """What the checks of a round were given, as it was frozen."""
    return json.loads(review.facts)
