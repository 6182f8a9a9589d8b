"""The lap and its clock: stages, steps, gates, sectors, tickets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.components.formats import Number, day_count, short
from portal.components.leaf import leaf
from portal.components.types import Link, Step, Ticket
from portal.components.words import LAP_WORDS, STAGES, outcome_of

register = template.Library()

SECTOR_MARKS = {
    "best": ("s-best", gettext_lazy("best of all")),
    "good": ("s-good", gettext_lazy("own best")),
    "slow": ("s-slow", gettext_lazy("slower than own best")),
    "bad": ("s-bad", gettext_lazy("stuck past due")),
    "live": ("s-live", gettext_lazy("on the clock")),
}
STEP_WORDS = {
    "done": (gettext_lazy("done"), "good", "check"),
    "now": (gettext_lazy("under way"), "accent", "s-live"),
    "stuck": (gettext_lazy("stuck"), "bad", "s-bad"),
    "": (gettext_lazy("ahead"), "quiet", ""),
}
BAR_LENGTH = 104


@register.simple_tag
def lap(states: Sequence[str], size: str = "") -> SafeString:
    """Seven stages in one line. Raises ValueError unless there are seven states."""
    label = _lap_in_words(tuple(states), get_language())
    return leaf("components/lap.html", states=states, label=label, size=size)


@lru_cache(maxsize=1024)
def _lap_in_words(states: tuple[str, ...], language: str | None) -> str:
    told = zip(STAGES.values(), states, strict=True)
    return ", ".join(f"{name} {LAP_WORDS[state]}" for name, state in told)


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Sequence[str], current: int) -> dict[str, Any]:
    """The steps of a form; `current` counts from one, one past the end means done."""
    return {"steps": steps, "current": current}


@register.inclusion_tag("components/steps.html")
def steps(items: Sequence[Step]) -> dict[str, Any]:
    """Wide steps with what came of each."""
    return {"items": [(item, *_step_words(item)) for item in items]}


def _step_words(item: Step) -> tuple[str, str, str]:
    word, tone, mark = STEP_WORDS[item.state]
    return item.word or str(word), tone, mark


@register.simple_tag
def dots(states: Sequence[str], label: str) -> SafeString:
    """Small steps of one row: `d` done, `n` now, empty ahead."""
    return leaf("components/dots.html", states=states, label=label)


@register.inclusion_tag("components/check.html")
def check(
    outcome: str,
    title: str,
    reason: str = "",
    sources: Sequence[Link] = (),
    advisory: bool = False,
    who_can: str = "",
) -> dict[str, Any]:
    """One check of a gate: its answer, the reason, where it was read, and who can lift it."""
    return {
        "mark": outcome_of(outcome),
        "title": title,
        "reason": reason,
        "sources": sources,
        "advisory": advisory,
        "who_can": who_can,
    }


@register.inclusion_tag("components/quorum.html")
def quorum(
    rule: str,
    have: int,
    need: int,
    note: str = "",
    detail: str = "",
    done: bool | None = None,
) -> dict[str, Any]:
    """One rule of approval: how many of how many have voted."""
    met = have >= need if done is None else done
    return {
        "rule": rule,
        "detail": detail,
        "have": have,
        "need": need,
        "note": note,
        "met": met,
    }


@register.inclusion_tag("components/barrier.html")
def barrier(state: str) -> dict[str, Any]:
    """A gate in profile: the boom across, or lifted when it is open."""
    return {"state": state}


@register.simple_tag
def sector(
    state: str,
    days: Number | None = None,
    work: Number = 0,
    wait: Number = 0,
    note: str = "",
) -> SafeString:
    """A stage on the timing tower: its mark, its days, and how they were spent."""
    mark, label = SECTOR_MARKS.get(state, ("", ""))
    return leaf(
        "components/sector.html",
        state=state,
        mark=mark,
        label=label,
        days=None if days is None else day_count(days),
        split=_split(work, wait, scale=5),
        work=day_count(work),
        wait=day_count(wait),
        note=note,
    )


@register.simple_tag
def split_bar(work: Number, wait: Number, state: str = "", scale: int = 5) -> SafeString:
    """Days worked and days waited, `scale` pixels a day so that lengths compare."""
    split = _split(work, wait, scale)
    label = _("%(work)s days working, %(wait)s waiting") % {
        "work": short(work),
        "wait": short(wait),
    }
    return leaf("components/split_bar.html", split=split, state=state, label=label)


def _split(work: Number, wait: Number, scale: int) -> dict[str, str] | None:
    """Where the two parts of a bar begin and how long they are, cut at its end."""
    if not work and not wait:
        return None
    first = min(float(work) * scale, BAR_LENGTH)
    gap = 0.8 if work and wait else 0
    rest = max(0.0, min(float(wait) * scale - gap, BAR_LENGTH - first - gap))
    return {"work": f"{first:g}", "from": f"{first + gap:g}", "wait": f"{rest:g}"}


@register.inclusion_tag("components/ticket.html")
def ticket(ticket: Ticket) -> dict[str, Any]:
    """A use case as a movable thing on the board."""
    tone = "stuck" if ticket.stuck else "mine" if ticket.mine else ""
    return {"ticket": ticket, "tone": tone}
