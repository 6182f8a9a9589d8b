"""Is there enough? The data scientist asks for rows, the data engineer delivers, in rounds."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs
from governance.actors import Actor
from governance.errors import StaleState
from governance.services import ledger
from projects import access
from projects.models import DataPlan, DatasetVersion, Verdict
from projects.services import shapes
from projects.words import Part, VerdictOutcome

LONGEST = 2000
MOST_ROWS = 2**53 - 1


def ask(
    *, actor: Actor, plan_id: int, rows: int, part: str = Part.TRAIN, note: str = "", now: datetime
) -> Verdict:
    """Ask for so many rows of a part; begins the next round of the plan's dialogue.

    Raises NotVisible, Denied, Invalid, and StaleState while a round on that part waits.
    """
    with transaction.atomic():
        plan = access.one(
            DataPlan.objects.select_related("use_case__scope"), actor, plan_id, now=now, lock=True
        )
        access.authorised(actor, "verdict.ask", plan.use_case, now=now)
        errors: inputs.Errors = {}
        values: dict[str, Any] = {
            "asked_rows": inputs.integer(errors, "rows", rows, lowest=1, highest=MOST_ROWS),
            "part": inputs.choice(errors, "part", part, Part),
            "note": inputs.text(
                errors, "note", note, longest=LONGEST, required=False, multiline=True
            ),
        }
        inputs.raise_if(errors)
        _refuse_waiting(plan, values["part"])
        row = Verdict.objects.create(
            scope=plan.scope,
            plan=plan,
            round=_next_round(plan),
            asked_by_id=access.person(actor),
            asked_at=now,
            **values,
        )
        _record(actor, "verdict.asked", row, now, row.note)
        return row


def answer(
    *, actor: Actor, verdict_id: int, dataset_id: int, answer: str = "", now: datetime
) -> Verdict:
    """Deliver a dataset version that passed its checks; enough rows make the round sufficient.

    A delivery to a round that found too little is the next round, with the same wish: both are
    kept. Raises NotVisible, Denied, Invalid, and StaleState for a round that is settled or was
    followed by another.
    """
    with transaction.atomic():
        rows = Verdict.objects.select_related("plan__use_case__scope", "delivered")
        row = access.one(rows, actor, verdict_id, now=now, lock=True)
        access.authorised(actor, "verdict.answer", row.plan.use_case, now=now)
        _refuse_settled(row)
        errors: inputs.Errors = {}
        versions = _delivered(errors, row, dataset_id)
        said = inputs.text(
            errors, "answer", answer, longest=LONGEST, required=False, multiline=True
        )
        inputs.raise_if(errors)
        if row.outcome == VerdictOutcome.INSUFFICIENT:
            row = _again(row)
        (delivered,) = versions
        _settle(row, delivered, access.person(actor), said, now)
        _record(
            actor,
            "verdict.answered",
            row,
            now,
            said,
            delivered=delivered.sha256,
            delivered_rows=row.delivered_rows,
            outcome=row.outcome,
        )
        return row


def _next_round(plan: DataPlan) -> int:
    newest = plan.verdicts.order_by("-round").first()
    return newest.round + 1 if newest else 1


def _refuse_waiting(plan: DataPlan, part: str) -> None:
    waiting = plan.verdicts.filter(part=part, outcome=VerdictOutcome.ASKED).first()
    if waiting:
        raise StaleState(
            _("Round %(round)s asks for %(asked_rows)s rows and waits for delivery.")
            % {"round": waiting.round, "asked_rows": f"{waiting.asked_rows:,}"},
            remedy=_("A data engineer answers it first."),
        )


def _refuse_settled(row: Verdict) -> None:
    if row.outcome == VerdictOutcome.SUFFICIENT:
        raise StaleState(
            _("Round %(round)s found %(delivered_rows)s rows sufficient.")
            % {"round": row.round, "delivered_rows": f"{row.delivered_rows:,}"}
        )
    if row.plan.verdicts.filter(part=row.part, round__gt=row.round).exists():
        raise StaleState(
            _("Round %(round)s was followed by another; answer the newest.") % {"round": row.round}
        )


def _delivered(errors: inputs.Errors, row: Verdict, dataset_id: int) -> list[DatasetVersion]:
    """The one version, if this plan made it for this part, it passed, and it is a new delivery."""
    versions = row.plan.versions.filter(part=row.part)
    found = shapes.ids(errors, "dataset_id", [dataset_id], versions)
    for version in found:
        if not version.passed:
            errors["dataset_id"] = _(
                "%(version)s failed a check of the plan; deliver one that passed."
            ) % {"version": version}
        elif version == row.delivered:
            errors["dataset_id"] = _(
                "%(version)s was delivered in this round; register a new version."
            ) % {"version": version}
    return found


def _again(row: Verdict) -> Verdict:
    """The next round, which asks for what the one before asked for."""
    return Verdict(
        scope=row.scope,
        plan=row.plan,
        round=_next_round(row.plan),
        part=row.part,
        asked_rows=row.asked_rows,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        note=row.note,
    )


def _settle(
    row: Verdict, delivered: DatasetVersion, answered_by: int, said: str, now: datetime
) -> None:
    enough = delivered.rows >= row.asked_rows
    row.delivered, row.delivered_rows = delivered, delivered.rows
    row.answered_by_id, row.answered_at, row.answer = answered_by, now, said
    row.outcome = VerdictOutcome.SUFFICIENT if enough else VerdictOutcome.INSUFFICIENT
    row.save()


def _record(actor: Actor, kind: str, row: Verdict, now: datetime, said: str, **data) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=row.scope,
        subject=f"verdict:{row.pk}",
        now=now,
        plan=row.plan_id,
        part=row.part,
        round=row.round,
        asked=row.asked_rows,
        said_sha=canonical.sha256(said),
        **data,
    )
