"""Reads for the infrastructure wall: the platform plans that stand, as claims on environments.

Who may know of a sum: see docs/adr/0009. A use case that the reader may not see is left out, or,
for those who answer for the machines, is a part of what others take, without name and number.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Min, OuterRef

from governance import canonical
from governance.access import may
from governance.actors import Actor
from governance.models import Scope
from governance.models.scopes import ScopedQuerySet
from projects import months
from projects.models import EnvironmentRevision, PlatformPlan
from projects.wall import RESOURCES, Capacity, Claim, Load, Phase
from projects.words import Lifecycle


@dataclass(frozen=True)
class Taken:
    """A standing plan that the reader is told of; `named` is false for a use case that they may not
    see, `began` the month of the use case's first plan.
    """

    plan: PlatformPlan
    named: bool
    began: date


def standing_plans() -> ScopedQuerySet:
    """The newest platform plan of each use case that isn't retired."""
    newer = PlatformPlan.objects.filter(
        use_case=OuterRef("use_case"), number__gt=OuterRef("number")
    )
    return PlatformPlan.objects.filter(~Exists(newer)).exclude(
        use_case__lifecycle=Lifecycle.RETIRED
    )


def sums_others(actor: Actor, now: datetime) -> bool:
    """Whether the reader is told what others take together: IT, who answer for the machines.

    Officers, validators and auditors see every use case by name, so for them there are no others.
    """
    return may(actor, "environment.revise", None, now=now).ok


def plans(
    actor: Actor, environments: Collection[int], now: datetime, *, others: bool
) -> list[Taken]:
    """The standing plans on these environments that the reader is told of; `others` is what
    `sums_others` says of the reader.
    """
    rows = standing_plans().filter(revision__environment__in=environments)
    if not others:
        rows = rows.visible_to(actor, now)
    mine = Scope.objects.visible_to(actor, now).filter(pk=OuterRef("scope"))
    rows = rows.annotate(named=Exists(mine), began=Min("use_case__platform_plans__created_at"))
    rows = rows.select_related("use_case", "revision").order_by("use_case__title", "pk")
    return [Taken(row, row.named, months.of(row.began)) for row in rows]


def claims(taken: Iterable[Taken], agreed: Collection[int]) -> dict[int, list[Claim]]:
    """Plans (of `plans`) as claims, by environment; `agreed` are the ids of the use cases whose
    environment was agreed to carry them.
    """
    found: dict[int, list[Claim]] = defaultdict(list)
    for one in taken:
        case = one.plan.use_case
        found[one.plan.revision.environment_id].append(
            Claim(
                name=case.title if one.named else "",
                slug=case.slug if one.named else "",
                phases=phases(one.plan, one.began),
                agreed=case.pk in agreed,
            )
        )
    return found


def phases(plan: PlatformPlan, began: date) -> tuple[Phase, ...]:
    """The phases that a plan declares; without any, its load from the month `began` on."""
    said = canonical.loads(plan.phases)
    if not said:
        return (Phase(began, None, {name: getattr(plan, name) for name in RESOURCES}),)
    return tuple(
        Phase(
            months.read(one["from"]) or began,
            months.read(one["until"]),
            {name: one[name] for name in RESOURCES},
        )
        for one in said
    )


def capacities(environments: Collection[int]) -> Mapping[int, list[Capacity]]:
    """What each environment had from which month on, by its revisions."""
    rows = EnvironmentRevision.objects.filter(environment__in=environments)
    return of_revisions(rows.order_by("environment_id", "number"))


def of_revisions(rows: Iterable[EnvironmentRevision]) -> dict[int, list[Capacity]]:
    """The same of revisions that are already read, in order of their numbers."""
    found: dict[int, list[Capacity]] = {}
    for row in rows:
        load: Load = {name: getattr(row, name) for name in RESOURCES}
        found.setdefault(row.environment_id, []).append(Capacity(months.of(row.created_at), load))
    return found
