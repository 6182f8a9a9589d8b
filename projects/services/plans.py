"""Data plans: how data is made ready; every change is a new revision."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs
from governance.actors import Actor
from governance.inputs import Errors
from governance.services import ledger
from projects import access, contents, queries
from projects.models import DataPlan, DataSource, PlanStep
from projects.services import plan_checks, shapes
from projects.words import Part, StepKind

STEP_FIELDS = ("kind", "title", "code_revision")
MOST_STEPS = 100
MOST_ROWS = 2**53 - 1


def revise(
    *,
    actor: Actor,
    use_case_id: int,
    source_ids: Sequence[int],
    target_column: str,
    split_rule: str,
    key_column: str = "",
    label_definition: str = "",
    positive_label: str = "",
    steps: Sequence[Mapping[str, Any]] = (),
    thresholds: Mapping[str, int] | None = None,
    checks: Sequence[Mapping[str, Any]] = (),
    based_on: int,
    now: datetime,
) -> DataPlan:
    """The next revision of the data plan; `based_on` is the number of the one its author saw.

    `steps` are mappings with kind (clean, transform, label), title and code_revision, in order;
    `thresholds` map a part (train, held_out, feedback) to the rows wanted at least; `checks` are
    what each new version must pass (services/plan_checks.py). Access to a source need not be
    granted yet. Raises NotVisible, Denied, Invalid, StaleState.
    """
    texts = {
        "target_column": (target_column, 80, True),
        "key_column": (key_column, 80, False),
        "positive_label": (positive_label, 80, False),
        "split_rule": (split_rule, 4000, True),
        "label_definition": (label_definition, 4000, False),
    }
    with transaction.atomic():
        use_case = access.use_case(actor, use_case_id, now=now, lock=True)
        access.authorised(actor, "plan.revise", use_case, now=now)
        before = queries.latest_plan(use_case)
        row = DataPlan(
            scope=use_case.scope,
            use_case=use_case,
            author_id=access.person(actor),
            created_at=now,
            number=shapes.next_number(use_case.data_plans.all(), based_on, _("data plan")),
        )
        errors: Errors = {}
        for name, (value, longest, required) in texts.items():
            multiline = longest > 80
            cleaned = inputs.text(
                errors, name, value, longest=longest, required=required, multiline=multiline
            )
            setattr(row, name, cleaned)
        row.thresholds = canonical.dumps(_thresholds(errors, thresholds or {}))
        row.checks = canonical.dumps(plan_checks.parse(errors, checks))
        wanted_steps = _steps(errors, steps)
        sources = shapes.ids(errors, "source_ids", source_ids, DataSource.objects.all())
        inputs.raise_if(errors)
        _write(row, sources, wanted_steps, before)
        _record(actor, row, now)
        return row


def _thresholds(errors: Errors, value: Any) -> dict[str, int | None]:
    given = shapes.mapping(errors, "thresholds", value, most=len(Part))
    return {
        inputs.choice(errors, "thresholds", part, Part): inputs.integer(
            errors, f"thresholds.{part[:20]}", rows, highest=MOST_ROWS
        )
        for part, rows in given.items()
    }


def _steps(errors: Errors, value: Any) -> list[PlanStep]:
    records = shapes.records(errors, "steps", value, keys=STEP_FIELDS, most=MOST_STEPS)
    return [_step(errors, number, item) for number, item in enumerate(records, start=1)]


def _step(errors: Errors, number: int, item: Mapping[str, Any]) -> PlanStep:
    at = f"steps[{number - 1}]"
    return PlanStep(
        n=number,
        kind=inputs.choice(errors, f"{at}.kind", item.get("kind"), StepKind),
        title=inputs.text(errors, f"{at}.title", item.get("title"), longest=300),
        code_revision=inputs.text(
            errors,
            f"{at}.code_revision",
            item.get("code_revision", ""),
            longest=120,
            required=False,
        ),
    )


def _write(
    row: DataPlan, sources: list[DataSource], steps: list[PlanStep], before: DataPlan | None
) -> None:
    row.save(force_insert=True)
    row.sources.set(sources)
    for step in steps:
        step.plan = row
    PlanStep.objects.bulk_create(steps)
    content = contents.plan(row)
    shapes.refuse_same("plan", content, contents.plan(before) if before else None)
    row.content_hash = contents.meaning(content)
    row.save(update_fields=["content_hash"])


def _record(actor: Actor, row: DataPlan, now: datetime) -> None:
    ledger.record(
        actor=actor,
        kind="plan.revised",
        scope=row.scope,
        subject=f"plan:{row.pk}",
        now=now,
        use_case=row.use_case_id,
        number=row.number,
        content_hash=row.content_hash,
        sources=sorted(source.key for source in row.sources.all()),
    )
