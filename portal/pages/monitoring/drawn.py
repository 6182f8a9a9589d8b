"""The drawings of a Monitoring page: performance by window, drift by feature, volume."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance import canonical
from governance.policy import MonitoringRules
from portal import charts
from portal.charts.figure import Figure
from portal.components.formats import day
from portal.pages import metric_words
from projects.models import Objective
from workflows.models import Candidate, Window

Challenger = tuple[Candidate, Mapping[str, Any]]
Flags = Mapping[int, str]


def performance(
    judged: Sequence[Window],
    objectives: Sequence[Objective],
    flags: Flags,
    challenger: Challenger | None,
) -> Iterator[tuple[str, Figure]]:
    """A chart an objective: windows as bars, single weeks as dots, releases and findings as flags.

    `flags` says by a finding's id what stands beside its mark.
    """
    if not judged:
        return
    events = [*_releases(judged), *_findings(judged, flags)]
    for one in objectives:
        label = metric_words.label(one.metric)
        yield (
            label,
            charts.windows_chart(
                metric=label,
                windows=[_window(row, one) for row in judged],
                objective=metric_words.written(one.threshold) or one.threshold,
                higher_is_better=metric_words.higher_is_better(one.metric),
                events=events,
                challenger=_of(challenger, one.metric),
            ),
        )


def _of(challenger: Challenger | None, metric: str) -> tuple[str, float] | None:
    if challenger is None:
        return None
    candidate, metrics = challenger
    value = figure((metrics.get(metric) or {}).get("value"))
    return None if value is None else (f"v{candidate.version}", value)


def _window(row: Window, objective: Objective) -> charts.Window:
    found = canonical.loads(row.metrics).get(objective.metric, {})
    value, low, high = (figure(found.get(name)) for name in ("value", "low", "high"))
    met = None
    if value is not None:
        limit = float(objective.threshold)
        met = value >= limit if objective.direction == "at_least" else value <= limit
    return charts.Window(
        label=row.label,
        short=short(row.label),
        start=_day(row.starts_at),
        end=_last_day(row.ends_at),
        value=value,
        low=low,
        high=high,
        n=row.matched,
        met=met,
        dots=tuple(_dots(row, objective.metric)),
    )


def _dots(row: Window, metric: str) -> Iterator[tuple[date, float]]:
    """Single weeks at their middle."""
    for week in canonical.loads(row.weeks):
        value = figure(week["metrics"].get(metric))
        start, end = (datetime.fromisoformat(week[key]) for key in ("starts_at", "ends_at"))
        if value is not None:
            yield _day(start + (end - start) / 2), value


def _releases(judged: Sequence[Window]) -> Iterator[charts.Event]:
    """Each release where its first window begins."""
    seen: set[int] = set()
    for row in judged:
        if row.release_id not in seen:
            seen.add(row.release_id)
            version = f"v{row.release.candidate.version}"
            words = _("%(version)s in service") % {"version": version}
            yield charts.Event(_day(row.starts_at), words, version)


def _findings(judged: Sequence[Window], flags: Flags) -> Iterator[charts.Event]:
    """Each finding at the end of the window that broke first."""
    seen: set[int] = set()
    for row in judged:
        if row.finding_id is not None and row.finding_id not in seen:
            seen.add(row.finding_id)
            name = f"F-{row.finding_id}"
            yield charts.Event(
                _last_day(row.ends_at), flags.get(row.finding_id, name), name, bad=True
            )


def drift(judged: Sequence[Window], rules: MonitoringRules) -> Figure | None:
    """Each input's distance from the training data, week by week where weeks are known.

    The farthest stands last; heat turns at the policy's threshold.
    """
    columns = [column for row in judged for column in _columns(row)]
    features = list(dict.fromkeys(name for _label, _mark, psi in columns for name in psi))
    if not features:
        return None
    rows = [
        charts.HeatRow(name, tuple(figure(psi.get(name)) for _label, _mark, psi in columns))
        for name in features
    ]
    limit = float(rules.drift.psi)
    return charts.heat_chart(
        measure_name=_("population stability index"),
        columns=[label for label, _mark, _psi in columns],
        rows=sorted(rows, key=lambda row: next((v for v in row.values[::-1] if v is not None), 0)),
        steps=(limit / 4, limit / 2, limit, limit * 1.5),
        marks=[(n, mark) for n, (_label, mark, _psi) in enumerate(columns) if mark],
    )


def _columns(row: Window) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """A window's columns: label, what the axis calls it, and the figure of each feature."""
    weeks = [one for one in canonical.loads(row.weeks) if one["drift"]]
    if not weeks:
        found = {one["feature"]: one.get("psi") for one in canonical.loads(row.drift)}
        yield row.label, short(row.label), found
        return
    for n, week in enumerate(weeks):
        yield _week(week), "" if n else short(row.label), week["drift"]


def volume(judged: Sequence[Window]) -> Figure | None:
    """How much was scored, and of how much it is known what turned out to be true."""
    if not judged:
        return None
    return charts.bars_chart(
        label=_("Scores, with and without feedback"),
        bars=[bar for row in judged for bar in _bars(row)],
        first=_("When"),
        done=_("with feedback"),
        rest=_("still without"),
    )


def _bars(row: Window) -> Iterator[charts.Bar]:
    weeks = canonical.loads(row.weeks)
    if not weeks:
        yield charts.Bar(row.label, row.matched, row.scores - row.matched, short(row.label))
    for n, week in enumerate(weeks):
        rest = week["scores"] - week["matched"]
        yield charts.Bar(_week(week), week["matched"], rest, "" if n else short(row.label))


def _week(week: Mapping[str, Any]) -> str:
    start, end = (datetime.fromisoformat(week[key]) for key in ("starts_at", "ends_at"))
    return f"{day(start)} – {day(end - timedelta(seconds=1))}"


def short(label: str) -> str:
    """“Apr” of “April 2013”."""
    return label.split(" ", maxsplit=1)[0][:3]


def figure(text: object) -> float | None:
    value = metric_words.decimal(text)
    return None if value is None else float(value)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _last_day(moment: datetime) -> date:
    """The last day of a span whose end is left out."""
    return _day(moment - timedelta(seconds=1))
