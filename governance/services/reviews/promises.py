"""Approving with conditions: each condition is a finding with an owner and a date."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from governance import inputs
from governance.actors import Actor
from governance.errors import Invalid
from governance.models import Finding, Membership, Vote
from governance.services import findings
from governance.services.reviews.rounds import KEEPER, Round
from governance.words import Choice, FindingState

MOST = 20
Condition = dict[str, Any]


def clean(
    held: Round, choice: str, conditions: Sequence[Condition], now: datetime
) -> list[Condition]:
    """The conditions with text, owner_id and due each; raises Invalid for what can't be taken."""
    if choice != Choice.CONDITIONS:
        if conditions:
            raise Invalid({"conditions": _("Only “approve with conditions” takes conditions.")})
        return []
    if not conditions:
        raise Invalid({"conditions": _("Name at least one condition, or approve without.")})
    if len(conditions) > MOST:
        raise Invalid(
            {
                "conditions": _("Name %(most)s conditions at most; put some together.")
                % {"most": MOST}
            }
        )
    errors: inputs.Errors = {}
    members = set(
        Membership.objects.active(now)
        .filter(scope=held.scope, user__is_active=True)
        .values_list("user_id", flat=True)
    )
    taken = [_clean(errors, n, one, members, now) for n, one in enumerate(conditions)]
    inputs.raise_if(errors)
    return taken


def _clean(
    errors: inputs.Errors, n: int, condition: Condition, members: set[int], now: datetime
) -> Condition:
    owner_id = inputs.integer(errors, f"conditions[{n}].owner_id", condition.get("owner_id"))
    if owner_id is not None and owner_id not in members:
        errors[f"conditions[{n}].owner_id"] = _(
            "This person doesn't belong to the use case; choose a member."
        )
    return {
        "text": inputs.text(
            errors, f"conditions[{n}].text", condition.get("text"), longest=2000, multiline=True
        ),
        "owner_id": owner_id,
        "due": inputs.moment(errors, f"conditions[{n}].due", condition.get("due"), after=now),
    }


def take(
    held: Round, vote: Vote, conditions: Sequence[Condition], actor: Actor, now: datetime
) -> list[Finding]:
    """Open a finding for each condition of a vote; the actor was authorised to vote."""
    return [
        findings.open_(
            actor=KEEPER,
            scope_id=held.scope.pk,
            kind=findings.CONDITION,
            title=one["text"].splitlines()[0][:200],
            detail=one["text"],
            dedupe_key=f"condition:{vote.pk}:{n}",
            owner_id=one["owner_id"],
            due=one["due"],
            stage=held.gate.stage,
            shuts_clearance=held.policy.conditions_lapse == "shut",
            review_id=held.review.pk,
            now=now,
        )[0]
        for n, one in enumerate(conditions)
    ]


def release(held: Round, now: datetime) -> None:
    """Settle the conditions of a round that ended without approval: nobody owes them."""
    for finding in Finding.objects.filter(
        review=held.review, kind=findings.CONDITION, state=FindingState.OPEN
    ).select_related("scope", "owner"):
        findings.settle(
            finding,
            actor=KEEPER,
            resolution=f"Round {held.review.round} ended without approval.",
            now=now,
        )
