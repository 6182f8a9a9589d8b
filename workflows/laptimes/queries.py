"""Reads for lap times: what an actor may see, in a fixed number of queries, whatever there is.

All moments are those at which things occurred, not at which they were recorded. Figures are read
from at most MOST_LAPS laps: where more compare, every so manyth of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from governance.actors import Actor
from governance.words import ReviewState
from projects.models import BriefRevision
from projects.words import Lifecycle
from workflows.laptimes import reading
from workflows.laptimes.figures import Bucket
from workflows.laptimes.sectors import Lap, Round
from workflows.models import Cycle, StageAttempt
from workflows.stages import OPERATION, STAGES
from workflows.words import AttemptEnd, CycleState

MOST_LAPS = 200
RUNNING = (CycleState.BUILDING, CycleState.IN_SERVICE)
FURTHEST = "furthest"
LONGEST_WAIT = "wait"
NUMBERS = Case(
    *(When(stage=key, then=Value(spec.number)) for key, spec in STAGES.items()),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Wanted:
    """Whose laps: all that the actor may see, of a tier, standing at a stage; since when."""

    actor: Actor
    now: datetime
    since: datetime
    tier: str = ""
    stage: str = ""


def tower(wanted: Wanted, order: str = FURTHEST) -> QuerySet[Cycle]:
    """The cycle that runs of each use case, the furthest first or the longest wait first.

    A cycle stands at its earliest stage that is open (`at`, by number), at Operation once all its
    gates are. At the same stage the one that began first comes first.
    """
    later = Cycle.objects.filter(
        use_case=OuterRef("use_case"), number__gt=OuterRef("number"), state__in=RUNNING
    )
    rows = (
        Cycle.objects.visible_to(wanted.actor, wanted.now)
        .filter(~Exists(later), state__in=RUNNING)
        .exclude(use_case__lifecycle=Lifecycle.RETIRED)
        .annotate(at=Coalesce(_stands_at(), Value(STAGES[OPERATION].number)))
        .select_related("use_case")
        .only(
            "scope_id",
            "number",
            "state",
            "started_at",
            "use_case__title",
            "use_case__slug",
            "use_case__lifecycle",
        )
    )
    rows = _of_tier(rows, wanted.tier, "use_case")
    if wanted.stage:
        rows = rows.filter(at=STAGES[wanted.stage].number)
    if order == LONGEST_WAIT:
        first = F("asked").asc(nulls_last=True)
        return rows.alias(asked=_asked_since()).order_by(first, "-at", "started_at", "pk")
    return rows.order_by("-at", "started_at", "pk")


def _stands_at() -> Subquery:
    open_ = StageAttempt.objects.filter(cycle=OuterRef("pk"), ended_at=None)
    return Subquery(open_.annotate(at=NUMBERS).order_by("at").values("at")[:1])


def _asked_since() -> Subquery:
    """Since when the round of a cycle that has waited longest has been open."""
    waiting = StageAttempt.objects.filter(
        cycle=OuterRef("pk"), ended_at=None, gate__reviews__state=ReviewState.OPEN
    )
    moment = "gate__reviews__submitted_at"
    return Subquery(waiting.order_by(moment).values(moment)[:1])


def _of_tier(rows: QuerySet, tier: str, use_case: str) -> QuerySet:
    """Those whose use case is of a tier, as its newest brief says."""
    if not tier:
        return rows
    briefs = BriefRevision.objects.filter(use_case=OuterRef(use_case)).order_by("-number")
    return rows.alias(tier=Subquery(briefs.values("tier")[:1])).filter(tier=tier)


@dataclass(frozen=True)
class Sample:
    """Laps that compare: `of` there were, every `step`th was read."""

    laps: tuple[Lap, ...]
    of: int
    step: int


@dataclass(frozen=True)
class Times:
    """The laps of the cycles on a page, the other laps of the same use cases, and the sample.

    `rounds` are those at the gates of all these laps, by gate.
    """

    shown: dict[int, Lap]
    others: dict[int, list[Lap]]
    sample: Sample
    rounds: Mapping[int, list[Round]]


def times(wanted: Wanted, page: Sequence[Cycle], stuck: Sequence[StageAttempt] = ()) -> Times:
    """Everything that a page of the tower, and the figures under it, are worked out from.

    The rounds at the gates of `stuck` are read with it.
    """
    number, step, ids = _sampled(wanted)
    cases = {one.use_case_id for one in page}
    found = StageAttempt.objects.filter(Q(cycle__use_case__in=cases) | Q(cycle__in=ids))
    rows = reading.attempts(found.exclude(cycle__state=CycleState.ABANDONED))
    late = {one.gate_id for one in stuck if one.gate_id is not None}
    rounds = reading.rounds(reading.gates(rows) | late)
    laps = reading.laps(rows, rounds, wanted.now)
    return Times(
        shown={one.pk: laps[one.pk] for one in page if one.pk in laps},
        others=_others(page, laps.values()),
        sample=Sample(tuple(laps[pk] for pk in ids if pk in laps), number, step),
        rounds=rounds,
    )


def laps_of(wanted: Wanted, page: Sequence[Cycle]) -> dict[int, Lap]:
    """The laps of these cycles alone, which the actor may see."""
    rows = reading.attempts(StageAttempt.objects.filter(cycle__in=[one.pk for one in page]))
    return reading.laps(rows, reading.rounds(reading.gates(rows)), wanted.now)


def sampled(wanted: Wanted) -> Sample:
    """The laps in which a gate opened, or whose version went into service, since then."""
    return times(wanted, ()).sample


def _others(page: Iterable[Cycle], laps: Iterable[Lap]) -> dict[int, list[Lap]]:
    """For each cycle of the page, the other laps of its use case."""
    by_case: dict[int, list[Lap]] = {}
    for lap in laps:
        by_case.setdefault(lap.use_case, []).append(lap)
    return {
        one.pk: [lap for lap in by_case.get(one.use_case_id, ()) if lap.cycle != one.pk]
        for one in page
    }


def _sampled(wanted: Wanted) -> tuple[int, int, list[int]]:
    """How many laps compare, every how manyth is read, and the ids of these."""
    passed = Q(end=AttemptEnd.APPROVED, ended_at__gte=wanted.since)
    served = Q(stage=OPERATION, started_at__gte=wanted.since)
    rows = StageAttempt.objects.visible_to(wanted.actor, wanted.now).filter(passed | served)
    rows = rows.exclude(cycle__state=CycleState.ABANDONED)
    rows = _of_tier(rows, wanted.tier, "cycle__use_case")
    cycles = rows.values_list("cycle_id", flat=True).order_by("cycle_id").distinct()
    every = list(cycles)
    step = max(1, -(-len(every) // MOST_LAPS))
    return len(every), step, [pk for pk in every if pk % step == 0][: 2 * MOST_LAPS]


def throughput(wanted: Wanted, buckets: Sequence[Bucket]) -> list[int]:
    """How many versions went into service in each bucket, first by their cycle; all are counted."""
    rows = StageAttempt.objects.visible_to(wanted.actor, wanted.now).filter(
        stage=OPERATION, started_at__gte=buckets[0].start
    )
    rows = _of_tier(rows, wanted.tier, "cycle__use_case")
    counts = {
        f"b{n}": Count("pk", filter=Q(started_at__gte=one.start, started_at__lt=one.end))
        for n, one in enumerate(buckets)
    }
    found = rows.aggregate(**counts)
    return [found[f"b{n}"] for n in range(len(buckets))]


def stuck(wanted: Wanted) -> QuerySet[StageAttempt]:
    """The attempts of active use cases whose votes are past due, the most overdue first.

    Each carries `round`, `asked`, `due`, and its gate, whose `reason` says who can move it.
    """
    rows = (
        StageAttempt.objects.visible_to(wanted.actor, wanted.now)
        .filter(
            ended_at=None,
            gate__reviews__state=ReviewState.OPEN,
            gate__reviews__due_at__lt=wanted.now,
            cycle__use_case__lifecycle=Lifecycle.ACTIVE,
        )
        .annotate(
            round=F("gate__reviews__round"),
            asked=F("gate__reviews__submitted_at"),
            due=F("gate__reviews__due_at"),
        )
        .select_related("gate", "cycle__use_case")
    )
    rows = _of_tier(rows, wanted.tier, "cycle__use_case")
    if wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    return rows.order_by("due", "pk")
