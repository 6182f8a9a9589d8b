"""Rows put together as attempts, rounds and laps: three or four queries, whatever their number."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import JSONField, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, NullIf

from governance import canonical
from governance.models import LedgerEntry, PolicyVersion, Review, Vote
from governance.services.policies import version_rules
from governance.words import ReviewState, VoteKind
from workflows.laptimes.sectors import Attempt, Lap, Round, sector
from workflows.laptimes.sectors import Cast as CastVote
from workflows.models import StageAttempt

CONTEXT = ("tier", "residency", "classification")
# These ends of a round aren't decisions: their moment is in the record alone.
UNDECIDED = {ReviewState.WITHDRAWN: "review.withdrawn", ReviewState.STALE: "review.stale"}


class Row(NamedTuple):
    """One attempt as it is stored."""

    pk: int
    cycle: int
    use_case: int
    number: int
    began: datetime
    stage: str
    started: datetime
    ended: datetime | None
    end: str
    gate: int | None


class _Asked(NamedTuple):
    pk: int
    gate: int
    scope: str
    stage: str
    submitted: datetime
    decided: datetime | None
    due: datetime | None
    state: str
    version: int
    tier: str | None
    residency: str | None
    classification: str | None


def attempts(rows: QuerySet[StageAttempt]) -> list[Row]:
    """The attempts in the order in which they were opened."""
    found = rows.order_by("pk").values_list(
        "pk",
        "cycle_id",
        "cycle__use_case_id",
        "cycle__number",
        "cycle__started_at",
        "stage",
        "started_at",
        "ended_at",
        "end",
        "gate_id",
    )
    return [Row(*row) for row in found]


def gates(rows: Iterable[Row]) -> set[int]:
    """The gates of these attempts; one that was carried over has none of its own."""
    return {row.gate for row in rows if row.gate is not None}


def laps(rows: Iterable[Row], rounds: Mapping[int, list[Round]], now: datetime) -> dict[int, Lap]:
    """The laps that these attempts make, by cycle; `rounds` by gate."""
    rows = sorted(rows)
    by_cycle: dict[int, dict[str, list[Row]]] = {}
    for row in rows:
        by_cycle.setdefault(row.cycle, {}).setdefault(row.stage, []).append(row)
    return {cycle: _lap(stages, rounds, now) for cycle, stages in by_cycle.items()}


def _lap(stages: Mapping[str, list[Row]], rounds: Mapping[int, list[Round]], now: datetime) -> Lap:
    first = next(iter(stages.values()))[0]
    return Lap(
        use_case=first.use_case,
        cycle=first.cycle,
        number=first.number,
        started=first.began,
        sectors={
            stage: sector(stage, [_attempt(row, rounds) for row in found], now)
            for stage, found in stages.items()
        },
    )


def _attempt(row: Row, rounds: Mapping[int, list[Round]]) -> Attempt:
    here = rounds.get(row.gate, []) if row.gate is not None else []
    return Attempt(row.started, row.ended, row.end, tuple(here))


def rounds(gates: Collection[int]) -> dict[int, list[Round]]:
    """The rounds at these gates, each with what it asked and what was voted."""
    asked = _asked(gates) if gates else []
    if not asked:
        return {}
    votes = _votes([one.pk for one in asked])
    versions = PolicyVersion.objects.in_bulk({one.version for one in asked})
    ends = _ends(asked)
    found: dict[int, list[Round]] = {}
    for one in asked:
        found.setdefault(one.gate, []).append(
            Round(
                submitted=one.submitted,
                ended=ends.get(one.pk),
                state=one.state,
                due=one.due,
                asked=_roles(one, versions[one.version]),
                votes=tuple(votes.get(one.pk, ())),
            )
        )
    return found


def _asked(gates: Collection[int]) -> list[_Asked]:
    """The rounds in their order, with the part of their facts on which approvals may depend."""
    facts = Cast(NullIf("facts", Value(""), output_field=TextField()), JSONField())
    rows = (
        Review.objects.filter(gate__in=gates)
        .annotate(said=facts)
        .annotate(**{f"{key}_": KT(f"said__brief__{key}") for key in CONTEXT})
        .order_by("gate_id", "round")
        .values_list(
            "pk",
            "gate_id",
            "scope__key",
            "gate__stage",
            "submitted_at",
            "decided_at",
            "due_at",
            "state",
            "policy_version_id",
            *(f"{key}_" for key in CONTEXT),
        )
    )
    return [_Asked(*row) for row in rows]


def _votes(reviews: Collection[int]) -> dict[int, list[CastVote]]:
    rows = Vote.objects.filter(review__in=reviews, kind=VoteKind.BINDING)
    found: dict[int, list[CastVote]] = {}
    for review, role, at, choice in rows.values_list("review_id", "role", "cast_at", "choice"):
        found.setdefault(review, []).append(CastVote(role, at, choice))
    return found


def _roles(one: _Asked, version: PolicyVersion) -> tuple[tuple[str, int], ...]:
    """The roles whose votes a round asks for, and how many."""
    rules = version_rules(version).stages.get(one.stage)
    if rules is None:
        return ()
    context = {key: getattr(one, key) for key in CONTEXT}
    return tuple((rule.role, max(rule.count, 1)) for rule in rules.approvals_for(context))


def _ends(asked: Iterable[_Asked]) -> dict[int, datetime]:
    """When each round that is over ended.

    One that was withdrawn or became stale has no decision; the record says when that was. Where
    it says nothing, the next round at the same gate is its end, else the moment it was asked for.
    """
    asked = list(asked)
    undecided = [one for one in asked if one.decided is None and one.state in UNDECIDED]
    told = _told(undecided) if undecided else {}
    later: dict[int, datetime] = {}
    found: dict[int, datetime] = {}
    for one in reversed(asked):
        if one.decided is not None:
            found[one.pk] = one.decided
        elif one.state != ReviewState.OPEN:
            found[one.pk] = told.get(one.pk) or later.get(one.gate) or one.submitted
        later[one.gate] = one.submitted
    return found


def _told(undecided: Iterable[_Asked]) -> dict[int, datetime]:
    """When these rounds ended, as the record says."""
    rows = LedgerEntry.objects.filter(
        scope__in={one.scope for one in undecided}, kind__in=UNDECIDED.values()
    )
    found: dict[int, datetime] = {}
    for body, occurred in rows.order_by("-pk").values_list("body", "occurred_at"):
        kind, _, pk = canonical.loads(body)["subject"].partition(":")
        if kind == "review" and pk.isdigit():
            found[int(pk)] = occurred
    return found
