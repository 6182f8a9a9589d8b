"""What a use case takes of an environment: every change is a new revision."""

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
from projects.models import EnvironmentRevision, PlatformPlan
from projects.services import load_phases, shapes
from projects.services.framework_requests import package, wanted

MOST_FRAMEWORKS = 100


def revise(
    *,
    actor: Actor,
    use_case_id: int,
    revision_id: int,
    cpu_cores: int,
    memory_gib: int,
    accelerators: int = 0,
    requests_per_second: int = 0,
    frameworks: Mapping[str, str],
    phases: Sequence[Mapping[str, Any]] = (),
    based_on: int,
    now: datetime,
) -> PlatformPlan:
    """The next revision of the platform plan: an environment revision, the load declared on it,
    and the frameworks that training needs (name → specifier, such as >=2.4).

    `phases` say in which months how much of the load is taken (services/load_phases.py); without
    any it is taken from the first plan on.
    Whether they fit is said by the checks of the Platform gate, not here. Raises NotVisible,
    Denied, Invalid, StaleState.
    """
    numbers = {
        "cpu_cores": (cpu_cores, 1),
        "memory_gib": (memory_gib, 1),
        "accelerators": (accelerators, 0),
        "requests_per_second": (requests_per_second, 0),
    }
    with transaction.atomic():
        use_case = access.use_case(actor, use_case_id, now=now, lock=True)
        access.authorised(actor, "platform.revise", use_case, now=now)
        before = queries.latest_platform(use_case)
        row = PlatformPlan(
            scope=use_case.scope,
            use_case=use_case,
            author_id=access.person(actor),
            created_at=now,
            number=shapes.next_number(use_case.platform_plans.all(), based_on, _("platform plan")),
        )
        errors: Errors = {}
        for name, (value, lowest) in numbers.items():
            setattr(row, name, inputs.integer(errors, name, value, lowest=lowest))
        row.frameworks = canonical.dumps(_frameworks(errors, frameworks))
        row.phases = canonical.dumps(load_phases.read(errors, phases, row))
        revisions = EnvironmentRevision.objects.select_related("environment")
        found = shapes.ids(errors, "revision_id", [revision_id], revisions)
        inputs.raise_if(errors)
        row.revision = found[0]
        content = contents.platform(row)
        shapes.refuse_same("platform", content, contents.platform(before) if before else None)
        row.content_hash = contents.meaning(content)
        row.save(force_insert=True)
        _record(actor, row, now)
        return row


def _frameworks(errors: Errors, value: Any) -> dict[str, str]:
    given = shapes.mapping(errors, "frameworks", value, most=MOST_FRAMEWORKS)
    return {
        package(errors, f"frameworks.{name[:60]}", name): wanted(
            errors, f"frameworks.{name[:60]}", specifier
        )
        for name, specifier in given.items()
    }


def _record(actor: Actor, row: PlatformPlan, now: datetime) -> None:
    ledger.record(
        actor=actor,
        kind="platform.revised",
        scope=row.scope,
        subject=f"platform:{row.pk}",
        now=now,
        use_case=row.use_case_id,
        number=row.number,
        environment=row.revision.environment.key,
        revision=row.revision.number,
        content_hash=row.content_hash,
    )
