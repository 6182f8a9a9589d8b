"""A use case's circuit: its stages with their gates, the cars, and the way back after a breach."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance import canonical
from governance.words import role_label
from portal.components.formats import day, since
from portal.components.types import Car, Circuit, CircuitStage, GateState, Return
from portal.components.words import STAGE_OWNERS, stage_word
from portal.pages import links, names
from projects.models import UseCase
from workflows.models import Cycle, Release, Window
from workflows.stages import OPERATION, STAGES
from workflows.standing import LoopStanding, StageStanding
from workflows.words import CycleState, WindowState


@dataclass(frozen=True)
class Shut:
    """A gate that isn't open: the first reason, who can lift it, and where to go for the others."""

    key: str
    gate: str
    reason: str
    who_can: str
    more: int
    href: str


GATES: Mapping[str, GateState] = {"open": "open", "shut": "shut", "asked": "asked"}


def shut(case: UseCase, cycle: Cycle | None, seen: LoopStanding | None) -> Iterator[Shut]:
    """The gates that aren't open, in the order of the lap; none before the first cycle."""
    if cycle is None or seen is None or cycle.state != CycleState.BUILDING:
        return
    for key, here in seen.stages.items():
        if here.is_open:
            continue
        reasons = here.view.reasons
        first = reasons[0] if reasons else None
        yield Shut(
            key=key,
            gate=GATES[here.view.state],
            reason=first.text if first else _("Nothing has been submitted."),
            who_can=first.who_can if first else "",
            more=max(0, len(reasons) - 1),
            href=links.to("gate", case.slug, cycle.number, key),
        )


def under_way(seen: LoopStanding | None) -> list[str]:
    """The stages that are worked on now, where there are several side by side."""
    if seen is None:
        return []
    keys = [
        key
        for key, here in seen.stages.items()
        if here.attempt is not None and here.attempt.ended_at is None and not here.is_open
    ]
    return [stage_word(key) for key in keys] if len(keys) > 1 else []


def circuit(
    case: UseCase,
    cycle: Cycle | None,
    seen: LoopStanding | None,
    live: Release | None,
    window: Window | None,
    now: datetime,
) -> Circuit:
    """The lap as it stands; before the first cycle all gates are shut."""
    stages = tuple(_stages(case, cycle, seen, live, window, now))
    candidate = seen.material.candidate if seen else None
    serving = live.candidate_id if live else None
    at = next((s.key for s in stages if s.gate not in ("open", "none")), OPERATION)
    challenger = None
    if candidate is not None and candidate.pk != serving:
        asked = any(s.key == at and s.gate == "asked" for s in stages)
        challenger = Car(f"v{candidate.version}", at, waits=asked)
    return Circuit(
        name=case.title,
        cycle=cycle.number if cycle else 1,
        stages=stages,
        champion=Car(f"v{live.candidate.version}", OPERATION) if live else None,
        challenger=challenger,
        finding=_return(cycle),
        start=tuple(_start(cycle)),
    )


def _stages(case, cycle, seen, live, window, now) -> Iterator[CircuitStage]:
    carried = canonical.loads(cycle.carry_notes) if cycle else {}
    for key, spec in STAGES.items():
        here = seen.stages.get(key) if seen else None
        href = links.to("gate", case.slug, cycle.number, key) if cycle and spec.gated else ""
        if key == OPERATION:
            yield _operation(live, window, now)
        elif here is None:
            yield CircuitStage(key, gate="shut", owner=STAGE_OWNERS[key], href=href)
        else:
            yield _stage(here, carried.get(key, ""), cycle, href, now)


def _stage(here: StageStanding, note: str, cycle: Cycle, href: str, now: datetime) -> CircuitStage:
    key, state = here.spec.key, here.view.state
    attempt = here.attempt
    driving = attempt is not None and attempt.ended_at is None
    return CircuitStage(
        key=key,
        gate=GATES[state],
        track="driven" if here.is_open else "driving" if driving else "ahead",
        note=_note(here, now),
        short=_("kept") if here.carried and here.is_open else "",
        tone="accent" if state == "asked" else "",
        ask=_ask(here),
        owner=STAGE_OWNERS[key],
        why=why(here, note, cycle),
        href=href,
    )


def why(here: StageStanding, carried: str, cycle: Cycle) -> str:
    """Why the gate is open or shut: the sentence of the carry-over, the approval, the reasons."""
    if here.is_open and here.carried and here.attempt is not None:
        return _sentence(here.attempt.why)
    if here.is_open and here.review is not None:
        return _("%(what)s, approved on %(day)s, round %(round)s") % {
            "what": here.spec.produces.capitalize(),
            "day": day(here.review.decided_at),
            "round": here.review.round,
        }
    told = " ".join(reason.text for reason in here.view.reasons[:2])
    if here.blocked_by:
        told = (
            _("Needs %(stages)s. ")
            % {"stages": names.listed([stage_word(key) for key in here.blocked_by])}
            + told
        )
    if carried and cycle.number > 1 and here.review is None:
        return f"{_sentence(_(carried))}. {told}".strip()
    return told


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _note(here: StageStanding, now: datetime) -> str:
    """The words under a stage's name on the drawing: short."""
    if here.is_open:
        return _("kept") if here.carried else ""
    attempt = here.attempt
    if attempt is not None and attempt.ended_at is None:
        return _("for %(span)s") % {"span": since(now, attempt.started_at)}
    return ""


def _ask(here: StageStanding) -> str:
    """Whom an asking gate waits for."""
    missing = [line for line in here.view.quorum if line.missing]
    if not missing:
        return _("Waits for a check")
    if sum(line.missing for line in missing) == 1:
        return _("Waits for one %(role)s vote") % {"role": role_label(missing[0].role)}
    roles = names.listed([role_label(line.role) for line in missing])
    return _("Waits for votes: %(roles)s") % {"roles": roles}


def _operation(live: Release | None, window: Window | None, now: datetime) -> CircuitStage:
    owner = str(STAGE_OWNERS[OPERATION])
    if live is None:
        return CircuitStage(
            OPERATION, gate="none", owner=owner, why=_("Nothing is in service yet.")
        )
    version = f"v{live.candidate.version}"
    served = since(now, live.live_at or live.executed_at)
    breached = window is not None and window.state == WindowState.BREACHED
    note = _("%(version)s in service for %(since)s") % {"version": version, "since": served}
    told = note
    if window is not None:
        told += _("; %(window)s: %(state)s") % {
            "window": window.label,
            "state": window.get_state_display(),
        }
    return CircuitStage(
        OPERATION,
        gate="none",
        track="driven",
        note=told,
        short=_("breached") if breached else _("in service"),
        tone="bad" if breached else "",
        owner=owner,
        why=told,
    )


def _return(cycle: Cycle | None) -> Return | None:
    """The way back into the lap, where a finding caused this cycle."""
    if cycle is None or cycle.cause is None or cycle.state != CycleState.BUILDING:
        return None
    entry = cycle.entry_stage if cycle.entry_stage in ("training", "data") else "training"
    return Return(entry, f"F-{cycle.cause.pk}")


def _start(cycle: Cycle | None) -> Iterator[str]:
    if cycle is None:
        yield _("no cycle yet")
        return
    yield _("cycle %(number)s, since %(day)s") % {
        "number": cycle.number,
        "day": day(cycle.started_at),
    }
