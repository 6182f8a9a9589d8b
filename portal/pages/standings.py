"""Use cases as rows: where each stands, whose turn it is, what it does in service."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from governance import canonical
from governance.models import Review
from governance.words import role_label
from portal.components.formats import measure
from portal.components.types import LapState, Tone
from portal.components.words import STAGES as STAGE_WORDS
from portal.components.words import stage_word
from portal.pages import links, metric_words
from portal.pages.waits import Reader, Wait
from projects.models import UseCase
from projects.words import Lifecycle
from workflows.models import Position
from workflows.stages import OPERATION, STAGES
from workflows.words import TurnKind, WindowState


@dataclass(frozen=True)
class Turn:
    """Whose turn it is: a role, the one person where there is just one, and what they do."""

    role: str
    name: str
    text: str


@dataclass(frozen=True)
class Row:
    """One use case in a list."""

    name: str
    href: str
    cycle: str
    number: int | None
    states: tuple[LapState, ...]
    stage: str
    turn: Turn
    now: str
    now_tone: Tone
    live: str
    live_bad: bool
    serving: bool
    asked: bool
    days: int | None
    tier: str
    mine: bool
    stuck: bool
    due: datetime | None


def visible(reader: Reader) -> "QuerySet[Position]":
    """Where the use cases stand that the reader may see, retired ones left out."""
    return Position.objects.visible_to(reader.actor, reader.now).current()


def mine(reader: Reader, most: int) -> list[Row]:
    """Use cases in which the reader holds a role: what waits for their vote, then by urgency."""
    if not reader.roles:
        return []
    votes = Q(review_id__in=reader.votes.values("subject"))
    found = visible(reader).filter(scope__in=reader.scopes()).annotate(vote=votes)
    in_motion = found.annotate(serves=Q(stage=OPERATION))
    order = (F("vote").desc(), "serves", "title", "pk")
    return [row(one, reader.now, mine=one.vote) for one in in_motion.order_by(*order)[:most]]


def rows(found: Iterable[Position], reader: Reader) -> list[Row]:
    """Rows for these positions, which the reader may see, in their order."""
    found = list(found)
    votes = reader.wanted({one.review_id for one in found if one.review_id})
    return [row(one, reader.now, mine=one.review_id in votes) for one in found]


def of(case: UseCase, reader: Reader) -> Row:
    """One use case as a row."""
    return rows(Position.objects.filter(scope=case.scope_id), reader)[0]


def row(one: Position, now: datetime, *, mine: bool) -> Row:
    """A position in words; `mine` says that the reader's vote is wanted."""
    stuck = one.urgent_at < now
    text, tone = _now(one, mine)
    live, bad = live_words(one)
    return Row(
        name=one.title,
        href=links.to("use_case", one.slug),
        cycle=_("cycle %(number)s") % {"number": one.cycle} if one.cycle else "",
        number=one.cycle,
        states=_states(one, stuck),
        stage=one.stage,
        turn=turn(one),
        now=text,
        now_tone=tone,
        live=live,
        live_bad=bad,
        serving=one.serving,
        asked=one.review_id is not None,
        days=(now - one.cycle_began).days if one.cycle_began else None,
        tier=str(one.get_tier_display()) if one.tier else "",
        mine=mine,
        stuck=stuck,
        due=one.due_at,
    )


def _states(one: Position, stuck: bool) -> tuple[LapState, ...]:
    states = one.lap.split(",")
    if stuck:
        states[list(STAGE_WORDS).index(one.stage)] = "stuck"
    return tuple(states)  # type: ignore[arg-type]


def turn(one: Position) -> Turn:
    """Who moves a use case on, and how."""
    role, people = one.turn_role, canonical.loads(one.turn_names)
    if one.turn == TurnKind.CHECKS:
        return Turn("", "", _("The votes are in; a check is missing"))
    if one.turn == TurnKind.VACANT:
        return Turn(role, "", _("Nobody can vote as %(role)s") % {"role": role_label(role)})
    if one.turn == TurnKind.VOTE:
        return _votes(role, people, one.version)
    if not people:
        return Turn(role, "", _("Nobody is %(role)s") % {"role": role_label(role)})
    return Turn(role, people[0], f"{people[0]} {_does(one)}")


def _does(one: Position) -> str:
    if one.turn == TurnKind.START:
        return _("starts the first cycle")
    if one.stage == OPERATION:
        return _("watches")
    return _("brings %(what)s to its gate") % {"what": STAGES[one.stage].produces}


def _votes(role: str, people: list[str], version: str) -> Turn:
    if len(people) == 1:
        told = _("%(name)s votes on %(what)s") if version else _("%(name)s votes")
        return Turn(role, people[0], told % {"name": people[0], "what": version})
    if len(people) == 2:
        who = _("%(one)s or %(other)s votes") % {"one": people[0], "other": people[1]}
        return Turn(role, "", who)
    return Turn(role, "", _("A vote as %(role)s is missing") % {"role": role_label(role)})


def _now(one: Position, my_vote: bool) -> tuple[str, Tone]:
    if one.lifecycle != Lifecycle.ACTIVE:
        return str(one.get_lifecycle_display()).capitalize(), "slow"
    if one.cycle is None:
        return _("No cycle yet"), "quiet"
    if one.stage == OPERATION:
        return _("In service"), "good"
    stage = stage_word(one.stage)
    if my_vote:
        return _("%(stage)s, your vote") % {"stage": stage}, "accent"
    if one.review_id is not None:
        return _("%(stage)s, waits for votes") % {"stage": stage}, "accent"
    return _("%(stage)s, under way") % {"stage": stage}, "quiet"


def live_words(one: Position) -> tuple[str, bool]:
    """What the window judged last says of the first objective that speaks, and whether it is bad."""
    if not one.window:
        words = _("in service, not judged yet") if one.serving else _("not yet")
        return words, False
    said = canonical.loads(one.verdict)
    if said is None:
        return str(one.get_window_display()), False
    value = measure(metric_words.decimal(said["value"]))
    outcome = WindowState(said["outcome"])
    told = _("breached") if outcome == WindowState.BREACHED else _("met")
    if outcome not in (WindowState.BREACHED, WindowState.MET):
        told = str(outcome.label)
    words = f"{metric_words.label(said['metric'])} {value}, {told}"
    return words, outcome == WindowState.BREACHED


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
