"""What a use case's Monitoring page shows: the verdict in a sentence, then the figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from governance import canonical
from governance.access import may
from governance.actors import Actor
from governance.models import Finding
from governance.policy import MonitoringRules
from governance.rules import Answer
from governance.services.policies import version_rules
from portal import charts
from portal.components.formats import measure, percent, thousands
from portal.pages import metric_words
from projects.models import Objective, UseCase
from projects.queries import latest_brief
from workflows.models import Cycle, Feedback, Release, Window
from workflows.services import feedback
from workflows.words import ReleaseState, WindowState

LIVE = ("both", "live")
LATE = MonitoringRules().lateness_days
SHOWN_UNMATCHED = 10


@dataclass(frozen=True)
class Figure:
    """A figure large on top of the page."""

    label: str
    value: str
    note: str
    tone: str


@dataclass(frozen=True)
class Returned:
    """A finding and the cycle that answers it."""

    finding: Finding
    cycle: Cycle | None


@dataclass(frozen=True)
class Sheet:
    """All that the page shows; charts are None where there is nothing to draw."""

    case: UseCase
    verdict: str
    why: str
    tone: str
    figures: tuple[Figure, ...]
    live: Release | None
    last: Window | None
    windows: tuple[Window, ...]
    charts: tuple[tuple[str, Any], ...]
    drift: Any
    drift_rule: str
    volume: Any
    findings: tuple[Returned, ...]
    rules: MonitoringRules | None
    unmatched: tuple[Feedback, ...]
    unmatched_count: int
    late: int
    may: Answer
    may_send: Answer


def build(actor: Actor, case: UseCase, now: datetime) -> Sheet:
    """Monitoring of a use case that the actor may see."""
    windows = tuple(
        Window.objects.filter(scope=case.scope_id)
        .select_related("release__candidate", "finding")
        .order_by("starts_at", "pk")
    )
    judged = [one for one in windows if one.judged_at is not None]
    live = _live(case)
    last = judged[-1] if judged else None
    objectives = _objectives(case)
    returned = tuple(_findings(case))
    rules = version_rules(live.candidate.cycle.policy_version).monitoring if live else None
    late = rules.lateness_days if rules else LATE
    unmatched = feedback.unmatched(case, older_than=now - timedelta(days=late))
    return Sheet(
        case=case,
        verdict=verdict(live, last, objectives),
        why=_why(last, objectives),
        tone=_tone(last),
        figures=tuple(_figures(last, objectives, rules)),
        live=live,
        last=last,
        windows=tuple(reversed(windows)),
        charts=tuple(_charts(judged, objectives, returned)),
        drift=_drift(judged),
        drift_rule=_drift_rule(rules),
        volume=_volume(judged),
        findings=returned,
        rules=rules,
        unmatched=tuple(unmatched[:SHOWN_UNMATCHED]),
        late=late,
        unmatched_count=unmatched.aggregate(count=Count("pk"))["count"],
        may=may(actor, "window.judge", case.scope, now=now, state=case.lifecycle),
        may_send=may(actor, "feedback.write", case.scope, now=now, state=case.lifecycle),
    )


def verdict(live: Release | None, last: Window | None, objectives: Sequence[Objective]) -> str:
    """What the last judged window says, as a sentence."""
    if last is None:
        return _("Nothing is in service") if live is None else _("No window is judged yet")
    said = canonical.loads(last.verdicts)
    broken = [one["metric"] for one in said if one["outcome"] == WindowState.BREACHED]
    if last.state == WindowState.BREACHED:
        labels = " and ".join(metric_words.label(name) for name in broken)
        return _("%(metric)s fell outside its objective in %(window)s") % {
            "metric": labels,
            "window": last.label,
        }
    if last.state == WindowState.MET:
        return _("All objectives held in %(window)s") % {"window": last.label}
    return _("%(window)s can’t be judged") % {"window": last.label}


def _why(last: Window | None, objectives: Sequence[Objective]) -> str:
    """The figures behind the sentence."""
    if last is None:
        return ""
    parts = [
        _("%(metric)s %(value)s, needs %(needs)s")
        % {
            "metric": metric_words.label(one["metric"]),
            "value": measure(metric_words.decimal(one["value"]), 3),
            "needs": metric_words.needs(one),
        }
        for one in canonical.loads(last.verdicts)
    ]
    if last.state == WindowState.UNKNOWN:
        return last.reason
    return "; ".join(parts) + "." if parts else last.reason


def _tone(last: Window | None) -> str:
    tones = {WindowState.BREACHED: "bad", WindowState.MET: "good", WindowState.UNKNOWN: "slow"}
    return tones.get(WindowState(last.state), "") if last else ""


def _live(case: UseCase) -> Release | None:
    rows = Release.objects.filter(scope=case.scope_id, state=ReleaseState.LIVE)
    return (
        rows.select_related(
            "candidate__cycle__policy_version", "target__place", "executed_by", "review"
        )
        .order_by("-live_at", "-pk")
        .first()
    )


def _objectives(case: UseCase) -> list[Objective]:
    """What operation is held to: objectives on live data, of all rows."""
    brief = latest_brief(case)
    rows = brief.objectives.all() if brief else ()
    return [one for one in rows if one.measured_on in LIVE and not one.segment]


def _figures(
    last: Window | None, objectives: Sequence[Objective], rules: MonitoringRules | None
) -> Iterator[Figure]:
    if last is None:
        return
    metrics = canonical.loads(last.metrics)
    for one in objectives:
        value = metric_words.decimal(metrics.get(one.metric, {}).get("value"))
        met = value is not None and (
            value >= one.threshold if one.direction == "at_least" else value <= one.threshold
        )
        yield Figure(
            f"{metric_words.label(one.metric)}, {last.label}",
            measure(value, 3),
            _("objective %(needs)s")
            % {
                "needs": metric_words.needs(
                    {"direction": one.direction, "threshold": str(one.threshold)}
                )
            },
            "" if value is None else "good" if met else "bad",
        )
    yield Figure(_("Scores, %(window)s") % {"window": last.label}, thousands(last.scores), "", "")
    share = Decimal(last.matched) / Decimal(last.scores) if last.scores else None
    enough = rules is None or (share is not None and share >= rules.min_coverage)
    wanted = percent(rules.min_coverage) if rules else ""
    yield Figure(
        _("With feedback, %(window)s") % {"window": last.label},
        percent(share, 1),
        _("policy asks for %(share)s") % {"share": wanted} if wanted else "",
        "" if enough else "slow",
    )


def _charts(
    judged: Sequence[Window], objectives: Sequence[Objective], returned: Sequence[Returned]
) -> Iterator[tuple[str, Any]]:
    """A chart an objective: windows as bars, its line, releases and findings as flags."""
    if not judged:
        return
    events = [*_releases(judged), *_found(judged, returned)]
    for one in objectives:
        label = metric_words.label(one.metric)
        yield (
            label,
            charts.windows_chart(
                metric=label,
                windows=[_window(row, one) for row in judged],
                objective=metric_words.decimal(metric_words.plain(one.threshold)) or one.threshold,
                higher_is_better=metric_words.higher_is_better(one.metric),
                events=events,
            ),
        )


def _window(row: Window, objective: Objective) -> charts.Window:
    found = canonical.loads(row.metrics).get(objective.metric, {})
    value, low, high = (_float(found.get(name)) for name in ("value", "low", "high"))
    met = None
    if value is not None:
        limit = float(objective.threshold)
        met = value >= limit if objective.direction == "at_least" else value <= limit
    starts, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    return charts.Window(
        label=row.label,
        short=row.label.split(" ")[0][:3],
        start=starts.date(),
        end=(ends - timedelta(seconds=1)).date(),
        value=value,
        low=low,
        high=high,
        n=row.matched,
        met=met,
    )


def _float(text: object) -> float | None:
    value = metric_words.decimal(text)
    return None if value is None else float(value)


def _releases(judged: Sequence[Window]) -> Iterator[charts.Event]:
    """Each release where its first window begins."""
    seen: set[int] = set()
    for row in judged:
        if row.release_id not in seen:
            seen.add(row.release_id)
            version = f"v{row.release.candidate.version}"
            on = timezone.localtime(row.starts_at).date()
            yield charts.Event(on, _("%(version)s in service") % {"version": version}, version)


def _found(judged: Sequence[Window], returned: Sequence[Returned]) -> Iterator[charts.Event]:
    """Each finding at the end of the window that broke."""
    cycles = {one.finding.pk: one.cycle for one in returned}
    for row in judged:
        if row.finding_id is None:
            continue
        cycle = cycles.get(row.finding_id)
        words = f"F-{row.finding_id}"
        if cycle is not None:
            words = _("F-%(finding)s, cycle %(cycle)s begins") % {
                "finding": row.finding_id,
                "cycle": cycle.number,
            }
        ends = timezone.localtime(row.ends_at - timedelta(seconds=1)).date()
        yield charts.Event(ends, words, f"F-{row.finding_id}", bad=True)


def _drift(judged: Sequence[Window]) -> Any:
    """Each input's distance from the training data, window by window; the farthest last."""
    if not judged:
        return None
    said: dict[str, list[float | None]] = {}
    for n, row in enumerate(judged):
        for one in canonical.loads(row.drift):
            said.setdefault(one["feature"], [None] * len(judged))[n] = _float(one.get("psi"))
    if not said:
        return None
    rows = sorted(said.items(), key=lambda pair: pair[1][-1] or 0)
    return charts.heat_chart(
        measure_name=_("population stability index"),
        columns=[row.label for row in judged],
        rows=[charts.HeatRow(name, tuple(values)) for name, values in rows],
        marks=[(n, row.label.split(" ")[0][:3]) for n, row in enumerate(judged)],
    )


def _drift_rule(rules: MonitoringRules | None) -> str:
    if rules is None:
        return ""
    return _("policy calls %(psi)s and more drift") % {"psi": rules.drift.psi}


def _volume(judged: Sequence[Window]) -> Any:
    if not judged:
        return None
    return charts.bars_chart(
        label=_("Scores, with and without feedback"),
        bars=[
            charts.Bar(
                row.label, row.matched, row.scores - row.matched, row.label.split(" ")[0][:3]
            )
            for row in judged
        ],
        done=_("with feedback"),
        rest=_("still without"),
    )


def _findings(case: UseCase) -> Iterator[Returned]:
    """Findings of operation, newest first, with the cycles that they opened."""
    rows = Finding.objects.filter(scope=case.scope_id, stage="operation").select_related("owner")
    cycles: Mapping[int | None, Cycle] = {
        one.cause_id: one for one in Cycle.objects.filter(use_case=case, cause__isnull=False)
    }
    for one in rows.order_by("-pk"):
        yield Returned(one, cycles.get(one.pk))
