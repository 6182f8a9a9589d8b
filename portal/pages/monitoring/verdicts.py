"""What a judged window says, in sentences: the verdict, its figures, and what has moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import canonical
from governance.policy import MonitoringRules
from portal.components.formats import measure
from portal.pages import metric_words, names
from workflows.models import Release, Window
from workflows.words import WindowState

MODERATE = Decimal("0.1")


@dataclass(frozen=True)
class Moved:
    """How far one feature has moved from the training data, in figures and in a word."""

    feature: str
    psi: Decimal | None
    ks: Decimal | None
    word: str
    tone: str
    drifted: bool


def of_another(live: Release | None, last: Window | None) -> bool:
    """Whether the window is of a version that what is in service has replaced, of which it says
    nothing.
    """
    return live is not None and last is not None and last.release_id != live.pk


def verdict(live: Release | None, last: Window | None) -> str:
    """What the last judged window says, as a sentence."""
    if last is None:
        return _("Nothing is in service") if live is None else _("No window is judged yet")
    if live is not None and of_another(live, last):
        version = f"v{live.candidate.version}"
        return _("No window of %(version)s is judged yet") % {"version": version}
    broken = [
        metric_words.label(one["metric"])
        for one in canonical.loads(last.verdicts)
        if one["outcome"] == WindowState.BREACHED
    ]
    if last.state == WindowState.BREACHED:
        return ngettext(
            "%(metrics)s fell outside its objective in %(window)s",
            "%(metrics)s fell outside their objectives in %(window)s",
            len(broken),
        ) % {"metrics": names.listed(broken), "window": last.label}
    if last.state == WindowState.MET:
        return _("All objectives held in %(window)s") % {"window": last.label}
    return _("%(window)s can’t be judged") % {"window": last.label}


def why(live: Release | None, last: Window | None) -> str:
    """The figures behind the sentence."""
    if last is None:
        return ""
    if of_another(live, last):
        told = {"window": last.label, "said": why(None, last)}
        return _("%(window)s was of the version before: %(said)s") % told
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


def tone(live: Release | None, last: Window | None) -> str:
    if of_another(live, last):
        return ""
    tones = {WindowState.BREACHED: "bad", WindowState.MET: "good", WindowState.UNKNOWN: "slow"}
    return tones.get(WindowState(last.state), "") if last else ""


def moved(drift: Sequence[Mapping[str, Any]], rules: MonitoringRules) -> tuple[Moved, ...]:
    """Each feature of a window, the farthest first."""
    found = [_moved(one, rules) for one in drift]
    return tuple(sorted(found, key=lambda one: -(one.psi or Decimal(0))))


def _moved(said: Mapping[str, Any], rules: MonitoringRules) -> Moved:
    psi, ks = (metric_words.decimal(said.get(key)) for key in ("psi", "ks"))
    drifted = (psi is not None and psi >= rules.drift.psi) or (
        ks is not None and ks >= rules.drift.ks
    )
    if psi is None and ks is None:
        return Moved(said["feature"], psi, ks, _("not measured"), "quiet", drifted=False)
    if drifted:
        word, mark = _("drifted"), "bad"
    elif (psi or 0) >= MODERATE:
        word, mark = _("moderate"), "slow"
    else:
        word, mark = _("small"), "good"
    return Moved(said["feature"], psi, ks, word, mark, drifted)


def drift_sentence(found: Sequence[Moved], window: str) -> str:
    """Which features have drifted, or how far the farthest is."""
    if not found:
        return ""
    drifted = [one.feature for one in found if one.drifted]
    if drifted:
        return ngettext(
            "%(names)s has moved away from what it was trained on in %(window)s.",
            "%(names)s have moved away from what it was trained on in %(window)s.",
            len(drifted),
        ) % {"names": names.listed(drifted), "window": window}
    return _("No feature has drifted in %(window)s; the farthest is %(name)s at %(psi)s.") % {
        "window": window,
        "name": found[0].feature,
        "psi": measure(found[0].psi, 2),
    }
