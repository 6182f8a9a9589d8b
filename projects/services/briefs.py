"""Briefs: every change is a new revision, with a risk tier computed from the answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs
from governance.actors import Actor
from governance.errors import Invalid
from governance.services import ledger
from projects import access, contents, queries, risk
from projects.models import BriefRevision, Objective
from projects.services import shapes
from projects.services.objectives import parse as parse_objectives
from projects.words import Classification, Residency, Task

PROSE = 10_000


def revise(
    *,
    actor: Actor,
    use_case_id: int,
    title: str,
    description: str = "",
    need: str = "",
    prediction_target: str = "",
    task: str = Task.CLASSIFICATION,
    constraints: str = "",
    classification: str,
    residency: str,
    questionnaire: Mapping[str, str],
    objectives: list[Mapping[str, Any]],
    based_on: int,
    now: datetime,
) -> BriefRevision:
    """The next revision of the brief; `based_on` is the number of the one its author saw.

    `objectives` are mappings with metric, direction (at_least, at_most), threshold (text or
    Decimal) and, if wanted, measured_on (both, held_out, live) and segment (column=value).
    `questionnaire` maps keys of risk.QUESTIONS to answers. What a brief needs to be complete may
    be left out for now (queries.brief_gaps); what is given has to be right. Raises NotVisible,
    Denied, Invalid, StaleState.
    """
    prose = {
        "description": description,
        "need": need,
        "prediction_target": prediction_target,
        "constraints": constraints,
    }
    choices = {"task": task, "classification": classification, "residency": residency}
    with transaction.atomic():
        use_case = access.use_case(actor, use_case_id, now=now, lock=True)
        access.authorised(actor, "brief.revise", use_case, now=now)
        before = queries.latest_brief(use_case)
        row = BriefRevision(
            scope=use_case.scope,
            use_case=use_case,
            author_id=access.person(actor),
            created_at=now,
            number=shapes.next_number(use_case.briefs.all(), based_on, "brief"),
        )
        wanted = _fill(row, title, prose, choices, questionnaire, objectives)
        _write(row, wanted, before)
        _record(actor, row, now)
        return row


def faults(
    *,
    title: str,
    task: str,
    classification: str,
    residency: str,
    questionnaire: Mapping[str, str],
    objectives: list[Mapping[str, Any]],
    **prose: str,
) -> dict[str, str]:
    """What `revise` would refuse of these values, field by field; nothing is written."""
    choices = {"task": task, "classification": classification, "residency": residency}
    try:
        _fill(BriefRevision(), title, prose, choices, questionnaire, objectives)
    except Invalid as error:
        return error.fields
    return {}


def _fill(row: BriefRevision, title, prose, choices, questionnaire, objectives) -> list[Objective]:
    """Put what was given into the row, or raise Invalid with every fault; its objectives."""
    errors: inputs.Errors = {}
    row.title = inputs.text(errors, "title", title, longest=200)
    for name, value in prose.items():
        cleaned = inputs.text(errors, name, value, longest=PROSE, required=False, multiline=True)
        setattr(row, name, cleaned)
    for name, allowed in _CHOICES.items():
        setattr(row, name, inputs.choice(errors, name, choices[name], allowed))
    answers = _answers(errors, questionnaire)
    wanted = parse_objectives(errors, objectives, row.task)
    inputs.raise_if(errors)
    row.questionnaire = canonical.dumps(answers)
    row.tier = risk.assess(answers).tier
    return wanted


_CHOICES = {"task": Task, "classification": Classification, "residency": Residency}


def _answers(errors: inputs.Errors, value: Any) -> dict[str, str]:
    given = shapes.mapping(errors, "questionnaire", value, most=len(risk.QUESTIONS))
    for key, answer in given.items():
        question = risk.QUESTIONS.get(key)
        if question is None:
            errors["questionnaire"] = _("“%(key)s” is no question; they are: %(questions)s.") % {
                "key": key[:60],
                "questions": ", ".join(risk.QUESTIONS),
            }
        else:
            allowed = [one.key for one in question.answers]
            inputs.choice(errors, f"questionnaire.{key}", answer, allowed)
    return given


def _write(row: BriefRevision, wanted: list[Objective], before: BriefRevision | None) -> None:
    row.save(force_insert=True)
    for objective in wanted:
        objective.brief = row
    Objective.objects.bulk_create(wanted)
    content = contents.brief(row)
    shapes.refuse_same("brief", content, contents.brief(before) if before else None)
    row.content_hash = contents.meaning(content, queries.meaningless_fields(row.use_case))
    row.save(update_fields=["content_hash"])


def _record(actor: Actor, row: BriefRevision, now: datetime) -> None:
    ledger.record(
        actor=actor,
        kind="brief.revised",
        scope=row.scope,
        subject=f"brief:{row.pk}",
        now=now,
        use_case=row.use_case_id,
        number=row.number,
        content_hash=row.content_hash,
        tier=row.tier,
        classification=row.classification,
        residency=row.residency,
    )
