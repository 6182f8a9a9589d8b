"""Waivers: an officer lets one named check of one use case pass until a moment, with a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, checks, inputs, locks
from governance.access import State, authorise, person
from governance.actors import Actor
from governance.errors import Invalid, NotVisible, StaleState
from governance.models import Gate, Review, Scope, Waiver
from governance.policy import words
from governance.services import ledger
from governance.services.policies import version_rules


def grant(
    *,
    actor: Actor,
    scope_id: int,
    stage: str,
    check_key: str,
    reason: str,
    until: datetime,
    now: datetime,
    state: State = "active",
) -> Waiver:
    """Let one check at one stage pass from now until a moment.

    Raises NotVisible, Denied to all but officers, Invalid for a stage, check or date that can't
    be and for a check that policy lets nobody waive, StaleState where one holds already.
    """
    with transaction.atomic():
        scope = locks.scope(actor, scope_id, now=now)
        by_id = person(actor, who_can=_("a governance officer"))
        authorise(actor, "waiver.grant", scope, now=now, state=state)
        terms = _terms(scope, stage, check_key, reason, until, now)
        same = {"stage": terms["stage"], "check_key": terms["check_key"]}
        if Waiver.objects.active(now).filter(scope=scope, **same).exists():
            raise StaleState(_("A waiver for this check holds already; revoke it first."))
        waiver = Waiver.objects.create(scope=scope, by_id=by_id, since=now, **terms)
        _look_again(waiver, now)
        ledger.record(
            actor=actor,
            kind="waiver.granted",
            scope=scope,
            subject=f"waiver:{waiver.pk}",
            now=now,
            **same,
            until=waiver.until,
            reason_sha=canonical.sha256(waiver.reason),
        )
        return waiver


def revoke(*, actor: Actor, waiver_id: int, now: datetime) -> Waiver:
    """End a waiver now. Raises NotVisible, Denied, StaleState if it has ended."""
    with transaction.atomic():
        found = Waiver.objects.visible_to(actor, now).filter(pk=waiver_id).first()
        if found is None:
            raise NotVisible(_("There is no such waiver."))
        scope = locks.scope(actor, found.scope_id, now=now)
        person(actor, who_can=_("a governance officer"))
        authorise(actor, "waiver.grant", scope, now=now)
        waiver = Waiver.objects.get(pk=waiver_id)
        if waiver.revoked_at is not None or waiver.until <= now:
            raise StaleState(_("This waiver has ended already."))
        waiver.revoked_at = now
        waiver.save(update_fields=["revoked_at"])
        _look_again(waiver, now)
        ledger.record(
            actor=actor,
            kind="waiver.revoked",
            scope=scope,
            subject=f"waiver:{waiver.pk}",
            now=now,
            stage=waiver.stage,
            check_key=waiver.check_key,
        )
        return waiver


def _terms(scope: Scope, stage, check_key, reason, until, now: datetime) -> dict[str, Any]:
    """The clean terms of a waiver; raises Invalid for each that can't be taken."""
    errors: inputs.Errors = {}
    terms: dict[str, Any] = {
        "stage": inputs.choice(errors, "stage", stage, words.GATED),
        "check_key": inputs.choice(errors, "check_key", check_key, sorted(checks.CHECKS)),
        "reason": inputs.text(errors, "reason", reason, longest=2000, multiline=True),
        "until": inputs.moment(errors, "until", until, after=now),
    }
    inputs.raise_if(errors)
    if not _waivable(scope, terms["stage"], terms["check_key"]):
        raise Invalid({"check_key": _("Policy lets nobody waive this check; mend what it found.")})
    return terms


def _waivable(scope: Scope, stage: str, check_key: str) -> bool:
    """Whether the policy of the newest round at that stage lets the check be waived."""
    newest = (
        Review.objects.filter(scope=scope, gate__stage=stage)
        .select_related("policy_version")
        .order_by("-pk")
        .first()
    )
    if newest is None:
        return True
    rule = version_rules(newest.policy_version).stage(stage).check(check_key)
    return rule is None or rule.waivable


def _look_again(waiver: Waiver, now: datetime) -> None:
    """The gates of that stage are due: `reviews.refresh` then brings them up to date."""
    Gate.objects.filter(scope_id=waiver.scope_id, stage=waiver.stage).update(recheck_at=now)
