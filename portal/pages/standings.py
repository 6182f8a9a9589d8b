"""Use cases as rows: where each stands, whose turn it is, what it does in service."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance import canonical
from governance.actors import Actor
from governance.models import Membership, Review
from governance.words import Role, role_label
from portal.components.formats import measure
from portal.components.types import LapState, Tone
from portal.components.words import STAGE_OWNERS, stage_word
from portal.pages import links, metric_words, names, rounds
from portal.pages.laps import Lap, laps
from portal.pages.waits import Wait
from portal.pages.waits.decisions import wanted
from projects.models import UseCase
from projects.words import Lifecycle
from workflows.models import Window
from workflows.stages import OPERATION, STAGES
from workflows.words import WindowState

Holders = Mapping[tuple[int, str], list[str]]


@dataclass(frozen=True)
class Turn:
    """Whose turn it is: a role, the one person where there is just one, and what they do."""

    role: str
    name: str
    text: str


@dataclass(frozen=True)
class Row:
    """One use case in a list."""

    case: UseCase
    lap: Lap
    name: str
    href: str
    cycle: str
    states: tuple[LapState, ...]
    stage: str
    turn: Turn
    now: str
    now_tone: Tone
    live: str
    live_bad: bool
    days: int | None
    mine: bool
    stuck: bool
    due: datetime | None


def mine(actor: Actor, now: datetime) -> list[Row]:
    """The use cases in which the actor holds a role, those in motion first."""
    scopes = Membership.objects.active(now).filter(user_id=actor.user_id)
    cases = UseCase.objects.visible_to(actor, now).filter(scope__in=scopes.values("scope_id"))
    found = rows(list(cases.exclude(lifecycle=Lifecycle.RETIRED)), actor, now)
    return sorted(found, key=lambda one: (not one.mine, one.stage == OPERATION, one.name.lower()))


def rows(cases: list[UseCase], actor: Actor, now: datetime) -> list[Row]:
    """Rows for these use cases, which the actor may see, in their order."""
    found = laps(cases, now)
    holders = _holders(cases, now)
    waiting = {one.review.gate_id: one for one in rounds.waiting(actor, now)}
    return [_row(found[case.pk], holders, waiting, now) for case in cases]


def _row(lap: Lap, holders: Holders, waiting: Mapping[int, rounds.Waiting], now: datetime) -> Row:
    round_ = waiting.get(lap.gate.pk) if lap.gate else None
    my_vote = round_ is not None and wanted(round_)
    text, tone = _now(lap, my_vote)
    live, bad = live_words(lap.window, lap.release is not None)
    return Row(
        case=lap.case,
        lap=lap,
        name=lap.case.title,
        href=links.to("use_case", lap.case.slug),
        cycle=_("cycle %(number)s") % {"number": lap.cycle.number} if lap.cycle else "",
        states=lap.states,
        stage=lap.stage,
        turn=turn(lap, holders, round_),
        now=text,
        now_tone=tone,
        live=live,
        live_bad=bad,
        days=(now - lap.cycle.started_at).days if lap.cycle else None,
        mine=my_vote,
        stuck=lap.stuck,
        due=lap.review.due_at if lap.review else None,
    )


def turn(lap: Lap, holders: Holders, round_: rounds.Waiting | None) -> Turn:
    """Who moves a use case on, and how."""
    if lap.cycle is None:
        return _work(lap, holders, Role.ANALYST, _("starts the first cycle"))
    if round_ is not None:
        return _votes(round_)
    role = str(STAGE_OWNERS[lap.stage])
    if lap.stage == OPERATION:
        return _work(lap, holders, role, _("watches"))
    what = STAGES[lap.stage].produces
    return _work(lap, holders, role, _("brings %(what)s to its gate") % {"what": what})


def _votes(round_: rounds.Waiting) -> Turn:
    open_lines = [line for line in round_.view.quorum if line.missing]
    if not open_lines:
        return Turn("", "", _("The votes are in; a check is missing"))
    first = open_lines[0]
    version = names.version_in(round_.review.content)
    if first.vacant:
        return Turn(first.role, "", _("Nobody can vote as %(role)s") % _role(first.role))
    if len(first.can_still) == 1:
        who = first.can_still[0]
        told = _("%(name)s votes on %(what)s") if version else _("%(name)s votes")
        return Turn(first.role, who, told % {"name": who, "what": version})
    if len(first.can_still) == 2:
        who = _("%(one)s or %(other)s votes") % dict(
            zip(("one", "other"), first.can_still, strict=True)
        )
        return Turn(first.role, "", who)
    return Turn(first.role, "", _("A vote as %(role)s is missing") % _role(first.role))


def _work(lap: Lap, holders: Holders, role: str, does: str) -> Turn:
    people = holders.get((lap.case.scope_id, role), [])
    if not people:
        return Turn(role, "", _("Nobody is %(role)s") % _role(role))
    return Turn(role, people[0], f"{people[0]} {does}")


def _role(role: str) -> dict[str, str]:
    return {"role": role_label(role)}


def _now(lap: Lap, my_vote: bool) -> tuple[str, Tone]:
    if lap.case.lifecycle != Lifecycle.ACTIVE:
        return lap.case.get_lifecycle_display().capitalize(), "slow"
    if lap.cycle is None:
        return _("No cycle yet"), "quiet"
    if lap.stage == OPERATION:
        return _("In service"), "good"
    stage = stage_word(lap.stage)
    if my_vote:
        return _("%(stage)s, your vote") % {"stage": stage}, "accent"
    if lap.asked:
        return _("%(stage)s, waits for votes") % {"stage": stage}, "accent"
    return _("%(stage)s, under way") % {"stage": stage}, "quiet"


def live_words(window: Window | None, serving: bool) -> tuple[str, bool]:
    """What the window judged last says of the first objective that speaks, and whether it is bad."""
    if window is None:
        return (_("in service, not judged yet"), False) if serving else (_("not yet"), False)
    verdicts = canonical.loads(window.verdicts)
    worst = [one for one in verdicts if one["outcome"] == WindowState.BREACHED]
    shown = (worst or verdicts or [None])[0]
    if shown is None:
        return str(window.get_state_display()), False
    value = measure(metric_words.decimal(shown["value"]))
    outcome = WindowState(shown["outcome"])
    told = _("breached") if outcome == WindowState.BREACHED else _("met")
    if outcome not in (WindowState.BREACHED, WindowState.MET):
        told = str(outcome.label)
    return f"{metric_words.label(shown['metric'])} {value}, {told}", bool(worst)


def _holders(cases: Iterable[UseCase], now: datetime) -> Holders:
    """Who holds each role, by scope and role."""
    rows = Membership.objects.active(now).filter(
        scope_id__in=[case.scope_id for case in cases], user__is_active=True
    )
    found: dict[tuple[int, str], list[str]] = {}
    for one in rows.select_related("user").order_by("since", "pk"):
        found.setdefault((one.scope_id, one.role), []).append(one.user.label)
    return found


def figures_of(wait: Wait | None) -> tuple[tuple[str, str, str], ...]:
    """The figures that the first act is about: what was measured, against what was asked."""
    if wait is None or wait.review_id is None:
        return ()
    review = Review.objects.select_related("gate").get(pk=wait.review_id)
    facts = canonical.loads(review.facts)
    measured = (facts.get("measured") or {}).get("metrics") or {}
    if review.gate.stage != "training":
        return ()
    told = []
    for objective in (facts.get("brief") or {}).get("objectives", [])[:2]:
        found = measured.get(objective["metric"])
        if found is None or objective["segment"]:
            continue
        label = _("%(metric)s, needs %(needs)s") % {
            "metric": metric_words.label(objective["metric"]),
            "needs": metric_words.needs(objective),
        }
        told.append((label, measure(metric_words.decimal(found["value"])), ""))
    return tuple(told)
