"""Windows of operation: opened, judged against the objectives, and what a breach sets going."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from governance import access as governance_access
from governance import canonical, inputs
from governance.access import visible
from governance.actors import Actor
from governance.models import Finding
from governance.policy import MonitoringRules, Policy
from governance.services import findings, ledger
from governance.services.policies import version_rules
from projects import store
from projects.metrics import METRICS
from projects.models import Objective
from workflows import access, agreed, judging, loop, standing, weeks
from workflows.models import Cycle, CycleData, Feedback, Release, Score, Window
from workflows.services import cycles
from workflows.words import CycleState, WindowState

JUDGE = Actor.system("monitoring")
LIVE = ("both", "live")
TO_MEND = timedelta(days=14)
SHORTEST, LONGEST = timedelta(days=1), timedelta(days=732)


@dataclass(frozen=True)
class Judged:
    """What a window says: figures, a verdict an objective, and the state they add up to."""

    scores: int
    matched: int
    metrics: Mapping[str, Mapping[str, str]]
    drift: Sequence[Mapping[str, str]]
    verdicts: Sequence[Mapping[str, str]]
    state: str
    reason: str
    weeks: Sequence[Mapping[str, Any]] = ()


def open_(
    *,
    actor: Actor,
    release_id: int,
    label: str,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> Window:
    """Open a window of a release, `ends_at` left out; the same start gives the same window."""
    errors: inputs.Errors = {}
    label = inputs.text(errors, "label", label, longest=60)
    _span(errors, starts_at, ends_at)
    inputs.raise_if(errors)
    with transaction.atomic():
        rows = Release.objects.select_related("scope", "candidate__cycle__use_case")
        access.hold(visible(rows, actor, now, pk=release_id).scope)
        release = rows.get(pk=release_id)
        _authorise(actor, release, now)
        window, created = Window.objects.get_or_create(
            release=release,
            starts_at=starts_at,
            defaults={"scope": release.scope, "ends_at": ends_at, "label": label},
        )
        if created:
            ledger.record(
                actor=actor,
                kind="window.opened",
                scope=release.scope,
                subject=f"window:{window.pk}",
                now=now,
                label=label,
                starts_at=starts_at,
                ends_at=ends_at,
            )
        return window


def _span(errors: inputs.Errors, starts_at: datetime, ends_at: datetime) -> None:
    """Name what is wrong with the two ends; a window is looked at week by week, so it ends."""
    start = inputs.moment(errors, "starts_at", starts_at)
    end = inputs.moment(errors, "ends_at", ends_at)
    if start is None or end is None:
        return
    if end - start < SHORTEST:
        errors["ends_at"] = "A window is a day at least; give a later end."
    if end - start > LONGEST:
        errors["ends_at"] = f"A window is {LONGEST.days} days at most; give an earlier end."


def judge(*, actor: Actor, window_id: int, again: bool = True, now: datetime) -> Window:
    """Measure a window and compare it with the brief's objectives; a breach opens the next lap.

    What is slow is done before the lock. Without `again` one that is judged stays as it is, also
    where that came in between: the clock may ask twice. Raises Denied and NotVisible.
    """
    rows = Window.objects.select_related(
        "scope", "release__candidate__cycle__policy_version", "release__candidate__cycle__use_case"
    )
    window = visible(rows, actor, now, pk=window_id)
    _authorise(actor, window.release, now)
    judged = _measure(window) if again or window.state == WindowState.OPEN else None
    with transaction.atomic():
        access.hold(window.scope)
        _authorise(actor, window.release, now)
        window = rows.get(pk=window_id)
        if judged is not None and (again or window.state == WindowState.OPEN):
            _write(actor, window, judged, now)
        return window


def _write(actor: Actor, window: Window, judged: Judged, now: datetime) -> None:
    for name in ("scores", "matched", "state", "reason"):
        setattr(window, name, getattr(judged, name))
    window.metrics = canonical.dumps(judged.metrics)
    window.drift = canonical.dumps(judged.drift)
    window.verdicts = canonical.dumps(judged.verdicts)
    window.weeks = canonical.dumps(judged.weeks)
    window.judged_at = now
    window.save()
    _record(actor, window, judged, now)
    if judged.state == WindowState.BREACHED:
        window.finding = _return(window, judged, now)
        window.save(update_fields=["finding"])


def due(now: datetime):
    """Windows that are over, whose feedback has had its time, and that nobody has judged."""
    waiting = Window.objects.filter(state=WindowState.OPEN, ends_at__lte=now)
    rows = waiting.select_related("release__candidate__cycle__policy_version")
    return [row for row in rows if row.ends_at + timedelta(days=_rules(row).lateness_days) <= now]


def _authorise(actor: Actor, release: Release, now: datetime) -> None:
    governance_access.authorise(
        actor,
        "window.judge",
        release.scope,
        now=now,
        state=release.candidate.cycle.use_case.lifecycle,
    )


def _policy(window: Window) -> Policy:
    return version_rules(window.release.candidate.cycle.policy_version)


def _rules(window: Window) -> MonitoringRules:
    return _policy(window).monitoring


def _measure(window: Window) -> Judged:
    """Join answers and truths by prediction id, and measure what the objectives ask for."""
    cycle = window.release.candidate.cycle
    brief, plan = agreed.brief(cycle), agreed.plan(cycle)
    wanted = [one for one in brief.objectives.all() if one.measured_on in LIVE] if brief else []
    rows = _rows(window)
    reference, types = _reference(window) if rows else ({}, {})
    joined = [row for row in rows if row[3] is not None]
    served = judging.Served(
        outputs=[row[2] for row in joined],
        actuals=[str(row[3]) for row in joined],
        features=[row[1] for row in rows],
    )
    moved = judging.drift(reference, served.features, types)
    matched = len(joined)
    told = (len(rows), matched)
    short = _too_little(_rules(window), *told)
    if plan is None or brief is None:
        reason = short or "There is no brief or no data plan to judge by."
        return Judged(*told, {}, moved, (), WindowState.UNKNOWN, reason, _weeks(window, rows))
    task = judging.Task(
        brief.task,
        plan.target_column,
        plan.positive_label,
        float(window.release.candidate.threshold),
    )
    names = [one.metric for one in wanted]
    least = _rules(window).min_rows
    weekly = _weeks(window, rows, weeks.Against(task, names, reference, types, least))
    if short:
        return Judged(*told, {}, moved, (), WindowState.UNKNOWN, short, weekly)
    try:
        figures = judging.performance(served, task, names, seed=f"window {window.pk}")
    except judging.Unjudgeable as why:
        return Judged(*told, {}, moved, (), WindowState.UNKNOWN, str(why), weekly)
    verdicts = [_verdict(one, figures.get(one.metric)) for one in wanted if not one.segment]
    return Judged(*told, figures, moved, verdicts, *_sum(verdicts), weekly)


def _rows(window: Window) -> list[weeks.Row]:
    """Each answer of the window with what turned out to be true, where that is known."""
    scores = Score.objects.filter(
        release=window.release, event_at__gte=window.starts_at, event_at__lt=window.ends_at
    )
    # Joined by the id alone: what came at the same moment as its score wasn't noted as matched.
    told = Feedback.objects.filter(
        scope=window.scope, prediction_id__in=scores.values("prediction_id")
    )
    truths = dict(told.values_list("prediction_id", "actual"))
    found = scores.values_list("prediction_id", "event_at", "features", "output")
    return [
        (event_at, json.loads(features), json.loads(output), truths.get(key))
        for key, event_at, features, output in found
    ]


def _weeks(
    window: Window, rows: Sequence[weeks.Row], against: weeks.Against | None = None
) -> list[dict[str, Any]]:
    return weeks.of(window.starts_at, window.ends_at, rows, against) if rows else []


def _reference(window: Window) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The training data that was pinned when the served version was made, and its inputs' types."""
    candidate = window.release.candidate
    types = {one["name"]: one["type"] for one in json.loads(candidate.signature).get("inputs", [])}
    pin = CycleData.objects.filter(cycle_id=candidate.cycle_id, part="train").order_by("pk").last()
    if pin is None:
        return {}, {}
    return judging.columns(store.path(window.scope.key, pin.sha256), list(types)), types


def _too_little(rules: MonitoringRules, scores: int, matched: int) -> str:
    if scores == 0:
        return "Nothing was scored in this window."
    if matched < rules.min_rows:
        return f"Feedback came for {matched} predictions; the policy asks for {rules.min_rows}."
    if Decimal(matched) / Decimal(scores) < rules.min_coverage:
        share = round(100 * matched / scores)
        return f"Feedback came for {share} % of the predictions; the policy asks for {rules.min_coverage:.0%}."
    return ""


def _verdict(objective: Objective, figure: Mapping[str, str] | None) -> dict[str, str]:
    """One objective beside its figure: met, breached, or unknown where there is no number."""
    said = {
        "metric": objective.metric,
        "direction": objective.direction,
        "threshold": canonical.decimal_text(objective.threshold),
        "segment": objective.segment,
        "value": figure["value"] if figure else "",
    }
    value = _finite(said["value"])
    if value is None:
        return {**said, "outcome": WindowState.UNKNOWN}
    over = objective.direction == "at_least"
    met = value >= objective.threshold if over else value <= objective.threshold
    return {**said, "outcome": WindowState.MET if met else WindowState.BREACHED}


def _finite(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _sum(verdicts: Sequence[Mapping[str, str]]) -> tuple[str, str]:
    outcomes = {one["outcome"] for one in verdicts}
    if WindowState.BREACHED in outcomes:
        worst = [
            METRICS[one["metric"]].label
            for one in verdicts
            if one["outcome"] == WindowState.BREACHED
        ]
        return WindowState.BREACHED, f"{' and '.join(worst)} outside the objective."
    if not outcomes or WindowState.UNKNOWN in outcomes:
        return WindowState.UNKNOWN, "An objective has no figure that could be compared."
    return WindowState.MET, ""


def _return(window: Window, judged: Judged, now: datetime) -> Finding:
    """One finding an objective while it is open, and one new cycle, unless one is building."""
    opened = [
        _find(window, verdict, now)
        for verdict in judged.verdicts
        if verdict["outcome"] == WindowState.BREACHED
    ]
    first = opened[0][0]
    if any(created for _, created in opened):
        _next_cycle(window, first, now)
    return first


def _find(window: Window, verdict: Mapping[str, str], now: datetime) -> tuple[Finding, bool]:
    side = "at least" if verdict["direction"] == "at_least" else "at most"
    label, value = METRICS[verdict["metric"]].label, f"{Decimal(verdict['value']):.3f}"
    return findings.open_(
        actor=JUDGE,
        scope_id=window.scope_id,
        kind="breach",
        title=f"{label} fell outside its objective in {window.label}",
        detail=f"{value} in {window.label}; the brief asks for {side} {verdict['threshold']}.",
        dedupe_key=f"breach:{window.scope.key}:{verdict['metric']}:{verdict['segment']}",
        owner_role="data_scientist",
        owner_id=window.release.candidate.author_id,
        due=now + TO_MEND,
        stage="operation",
        now=now,
    )


def _next_cycle(window: Window, finding: Finding, now: datetime) -> None:
    serving = window.release.candidate.cycle
    running = Cycle.objects.filter(use_case=serving.use_case, state=CycleState.BUILDING)
    if running.exists():
        return
    data_open = standing.of(serving, now=now).stages["data"].is_open
    cycle = cycles.start(
        actor=JUDGE,
        use_case_id=serving.use_case_id,
        why=f"{finding.title}; retraining with feedback to {window.label}",
        entry_stage=loop.entry_after_breach(data_open=data_open),
        finding_id=finding.pk,
        now=now,
    )
    ledger.record(
        actor=JUDGE,
        kind="loop.returned",
        scope=window.scope,
        subject=f"cycle:{cycle.pk}",
        now=now,
        window=window.pk,
        finding=finding.pk,
        entry_stage=cycle.entry_stage,
    )


def _record(actor: Actor, window: Window, judged: Judged, now: datetime) -> None:
    ledger.record(
        actor=actor,
        kind="window.judged",
        scope=window.scope,
        subject=f"window:{window.pk}",
        now=now,
        label=window.label,
        state=judged.state,
        scores=judged.scores,
        matched=judged.matched,
        metrics=judged.metrics,
    )
