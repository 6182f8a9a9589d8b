"""What a use case's Monitoring page shows: the verdict in a sentence, then the figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext as _

from governance import canonical
from governance.access import may
from governance.actors import Actor
from governance.models import Finding
from governance.policy import MonitoringRules
from governance.rules import Answer
from governance.services.policies import version_rules
from portal.charts.figure import Figure as Chart
from portal.components.formats import measure, percent, thousands
from portal.pages import lookup, metric_words
from portal.pages.monitoring import drawn, verdicts
from projects.models import Objective, UseCase
from workflows.models import Cycle, Feedback, Release, Window
from workflows.reading import Reading
from workflows.services import feedback
from workflows.words import CycleState, EvaluationState

LIVE = ("both", "live")
STANDARD = MonitoringRules()
SHOWN_UNMATCHED = 10
SHOWN_WINDOWS = 12


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
    older: int
    charts: tuple[tuple[str, Chart], ...]
    weekly: bool
    drift: Chart | None
    moved: tuple[verdicts.Moved, ...]
    drift_said: str
    volume: Chart | None
    findings: tuple[Returned, ...]
    rules: MonitoringRules | None
    unmatched: tuple[Feedback, ...]
    unmatched_count: int
    late: int
    after: int
    may: Answer
    may_send: Answer

    @property
    def answering(self) -> Returned | None:
        """The newest finding that a cycle answers and nobody has settled."""
        open_ = (one for one in self.findings if one.cycle and one.finding.state != "resolved")
        return next(open_, None)


def build(actor: Actor, case: UseCase, now: datetime, *, whole: bool = False) -> Sheet:
    """Monitoring of a use case that the actor may see; `whole` shows more than the last year."""
    windows = tuple(windows_of(case))
    shown = windows if whole else windows[-SHOWN_WINDOWS:]
    judged = [one for one in shown if one.judged_at is not None]
    found = lookup.read(case, now)
    live, last = found.serving, judged[-1] if judged else None
    objectives = _held_to(lookup.objectives(case, now))
    returned = tuple(_findings(case))
    rules = version_rules(live.candidate.cycle.policy_version).monitoring if live else None
    held = rules or STANDARD
    unmatched = feedback.unmatched(case, older_than=now - timedelta(days=held.lateness_days))
    moved = verdicts.moved(canonical.loads(last.drift), held) if last else ()
    flags = {one.finding.pk: _flag(one) for one in returned}
    return Sheet(
        case=case,
        verdict=verdicts.verdict(live, last),
        why=verdicts.why(live, last),
        tone=verdicts.tone(live, last),
        figures=tuple(_figures(last, objectives, rules)),
        live=live,
        last=last,
        windows=tuple(reversed(shown)),
        older=len(windows) - len(shown),
        charts=tuple(drawn.performance(judged, objectives, flags, _challenger(found))),
        weekly=any(one.weeks != "[]" for one in judged),
        drift=drawn.drift(judged, held),
        moved=moved,
        drift_said=verdicts.drift_sentence(moved, last.label) if last else "",
        volume=drawn.volume(judged),
        findings=returned,
        rules=rules,
        unmatched=tuple(unmatched[:SHOWN_UNMATCHED]),
        late=held.lateness_days,
        unmatched_count=unmatched.aggregate(count=Count("pk"))["count"],
        after=_came_after(last),
        may=may(actor, "window.judge", case.scope, now=now, state=case.lifecycle),
        may_send=may(actor, "feedback.write", case.scope, now=now, state=case.lifecycle),
    )


def windows_of(case: UseCase):
    """The windows of a use case, by their start."""
    rows = Window.objects.filter(scope=case.scope_id)
    return rows.select_related("release__candidate", "finding").order_by("starts_at", "pk")


def _held_to(found: Sequence[Objective]) -> list[Objective]:
    """What operation is held to: objectives on live data, of all rows."""
    return [one for one in found if one.measured_on in LIVE and not one.segment]


def _challenger(found: Reading) -> drawn.Challenger | None:
    """The version that is being built, as it was measured last; it isn't live, so has no window."""
    if found.cycle is None or found.seen is None or found.cycle.state != CycleState.BUILDING:
        return None
    candidate, measured = found.seen.material.candidate, found.seen.material.evaluation
    serving = found.serving.candidate_id if found.serving else None
    if candidate is None or candidate.pk == serving:
        return None
    if measured is None or measured.state != EvaluationState.DONE:
        return None
    return candidate, canonical.loads(measured.metrics)


def _came_after(last: Window | None) -> int:
    """How much feedback on the last window came after it was judged."""
    if last is None or last.judged_at is None:
        return 0
    return Feedback.objects.filter(
        scope=last.scope_id,
        matched_at__isnull=False,
        event_at__gte=last.starts_at,
        event_at__lt=last.ends_at,
        received_at__gt=last.judged_at,
    ).count()


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
        needs = metric_words.needs({"direction": one.direction, "threshold": str(one.threshold)})
        yield Figure(
            f"{metric_words.label(one.metric)}, {last.label}",
            measure(value, 3),
            _("objective %(needs)s") % {"needs": needs},
            "" if value is None else "good" if met else "bad",
        )
    yield Figure(_("Scores, %(window)s") % {"window": last.label}, thousands(last.scores), "", "")
    share = coverage(last)
    enough = rules is None or (share is not None and share >= rules.min_coverage)
    wanted = percent(rules.min_coverage) if rules else ""
    yield Figure(
        _("With feedback, %(window)s") % {"window": last.label},
        percent(share, 1),
        _("policy asks for %(share)s") % {"share": wanted} if wanted else "",
        "" if enough else "slow",
    )


def coverage(window: Window) -> Decimal | None:
    """The share of a window's scores of which it is known what turned out to be true."""
    return Decimal(window.matched) / Decimal(window.scores) if window.scores else None


def _flag(returned: Returned) -> str:
    words = f"F-{returned.finding.pk}"
    if returned.cycle is None:
        return words
    return _("%(finding)s, cycle %(cycle)s begins") % {
        "finding": words,
        "cycle": returned.cycle.number,
    }


def _findings(case: UseCase) -> Iterator[Returned]:
    """Findings of operation, newest first, with the cycles that they opened."""
    rows = Finding.objects.filter(scope=case.scope_id, stage="operation").select_related("owner")
    cycles: Mapping[int | None, Cycle] = {
        one.cause_id: one for one in Cycle.objects.filter(use_case=case, cause__isnull=False)
    }
    for one in rows.order_by("-pk"):
        yield Returned(one, cycles.get(one.pk))
