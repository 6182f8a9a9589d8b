"""The loop drawn as a circuit: seven stages, a gate after each but the last, two cars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.charts import svg
from portal.charts.figure import Drawing
from portal.circuit_sheets import NARROW, WIDE, Gate, Lane, Sheet, Spot
from portal.components.types import Car, Circuit, CircuitStage
from portal.components.words import STAGES, stage_word

_GATE_WORDS = {
    "open": gettext_lazy("gate open"),
    "shut": gettext_lazy("gate shut"),
    "asked": gettext_lazy("gate asked, waits for votes"),
    "none": gettext_lazy("no gate"),
}
_TONES = {"accent": "sub hot", "bad": "sub warn"}
_NARROW_ASK, _WIDE_ASK = 18, 22


@dataclass(frozen=True)
class CircuitDrawing:
    """A circuit at both widths, and the sentence that stands for it."""

    label: str
    wide: Drawing
    narrow: Drawing


def draw(circuit: Circuit) -> CircuitDrawing:
    """Draw a lap. Raises ValueError unless it has the seven stages in their order."""
    if tuple(stage.key for stage in circuit.stages) != tuple(STAGES):
        raise ValueError(f"A circuit has the stages {', '.join(STAGES)}, in this order.")
    return CircuitDrawing(sentence(circuit), _sheet(WIDE, circuit), _sheet(NARROW, circuit))


def sentence(circuit: Circuit) -> str:
    """The circuit in one breath: every stage with its gate, then the cars."""
    stages = ", ".join(f"{stage_word(s.key)} {_GATE_WORDS[s.gate]}" for s in circuit.stages)
    said = [
        _("The circuit of %(circuit)s, cycle %(cycle)s: %(stages)s.")
        % {"circuit": circuit.name, "cycle": circuit.cycle, "stages": stages}
    ]
    if circuit.challenger is not None:
        verb = _("waits at the gate of") if circuit.challenger.waits else _("is at")
        said.append(
            _("Challenger %(challenger)s %(verb)s %(stage)s.")
            % {
                "challenger": circuit.challenger.label,
                "verb": verb,
                "stage": stage_word(circuit.challenger.stage),
            }
        )
    if circuit.champion is not None:
        said.append(
            _("Champion %(champion)s is in service.") % {"champion": circuit.champion.label}
        )
    if circuit.finding is not None:
        said.append(
            _("A finding leads back to %(to_stage)s.")
            % {"to_stage": stage_word(circuit.finding.to_stage)}
        )
    said.append(_("The same in words follows."))
    return " ".join(said)


def _sheet(sheet: Sheet, circuit: Circuit) -> Drawing:
    shapes = [*_track(sheet, circuit), *_chequer(sheet.chequer), *_return(sheet, circuit)]
    for stage in circuit.stages:
        lane = sheet.lanes[stage.key]
        if lane.gate is not None and stage.gate != "none":
            shapes.append(_gate(lane.gate, stage.gate))
    for number, stage in enumerate(circuit.stages, start=1):
        shapes += _names(sheet, sheet.lanes[stage.key], stage, number)
    shapes += _start(sheet, circuit.start)
    for car, old in ((circuit.challenger, False), (circuit.champion, True)):
        if car is not None:
            shapes += _car(sheet, car, old)
    return Drawing(sheet.width, sheet.height, svg.join(shapes))


def _track(sheet: Sheet, circuit: Circuit) -> Iterator[SafeString]:
    """The kerb under the tarmac, and on it how far the lap has come."""
    lanes = sheet.lanes.values()
    for lane in lanes:
        yield svg.path(lane.way, "kerb", stroke_width=17 if lane.thick else 13)
    for lane in lanes:
        yield svg.path(lane.way, "tarmac", stroke_width=14 if lane.thick else 10)
    for stage in circuit.stages:
        if stage.track != "ahead":
            width = 5 if stage.track == "driving" else 3
            yield svg.path(sheet.lanes[stage.key].way, stage.track, stroke_width=width)


def _chequer(corner: Spot) -> Iterator[SafeString]:
    for row in range(2):
        for column in range(3):
            x = corner.x + 3 * row + 6 * column
            yield svg.rect(x, corner.y + 3 * row, 3, 3, "chequer")


def _return(sheet: Sheet, circuit: Circuit) -> Iterator[SafeString]:
    finding = circuit.finding
    if finding is None or finding.to_stage not in sheet.returns:
        return
    way, tip = sheet.returns[finding.to_stage]
    yield svg.path(way, "return")
    yield svg.path(tip, "return tipped")
    if sheet.finding is not None and finding.text:
        yield svg.text(sheet.finding.x, sheet.finding.y, finding.text, "sub")


def _gate(gate: Gate, state: str) -> SafeString:
    end = gate.lifted if state == "open" else gate.shut
    arm = f"M{svg.num(gate.post.x)} {svg.num(gate.post.y)}L{svg.num(end.x)} {svg.num(end.y)}"
    shapes = [svg.path(arm, "arm"), svg.circle(gate.post.x, gate.post.y, 3.5, "post")]
    if state != "open":
        shapes.append(svg.circle(end.x, end.y, 2.5, "post"))
    return svg.group(shapes, cls=state)


def _names(sheet: Sheet, lane: Lane, stage: CircuitStage, number: int) -> Iterator[SafeString]:
    yield _text(lane.name, f"{number} {stage_word(stage.key)}")
    asks = stage.ask if stage.gate == "asked" else ""
    if asks and lane.ask is not None:
        lines = _balanced(asks, _NARROW_ASK if sheet.narrow else _WIDE_ASK)
        yield from _lines(lane.ask, lines, "sub hot")
        asks = ""
    note = stage.short if sheet.narrow else asks or stage.note
    # The narrow sheet has room for notes only under the track.
    if note and lane.note != Spot(0, 0):
        yield _text(lane.note, note, "sub hot" if asks else _TONES.get(stage.tone, "sub"))


def _balanced(words: str, longest: int) -> list[str]:
    """The words in as few lines as `longest` allows, about equally long; three at most."""
    lines = wrap(words, longest)[:3]
    for width in range(longest - 1, max(map(len, words.split())), -1):
        shorter = wrap(words, width)
        if len(shorter) > len(lines):
            break
        lines = shorter
    return lines


def _start(sheet: Sheet, notes: tuple[str, ...]) -> Iterator[SafeString]:
    yield _text(sheet.start, _("Start"))
    shown = notes[:1] if sheet.narrow else notes[:3]
    if sheet.narrow:
        shown = tuple(line for note in shown for line in wrap(note, 24)[:2])
    yield from _lines(Spot(sheet.start.x, sheet.start.y + 16.5), list(shown), "sub")


def _lines(spot: Spot, lines: list[str], cls: str) -> Iterator[SafeString]:
    for index, line in enumerate(lines):
        yield _text(Spot(spot.x, spot.y + 15.5 * index, spot.side), line, cls)


def _text(spot: Spot, words: str, cls: str = "") -> SafeString:
    return svg.text(spot.x, spot.y, words, f"{cls} {spot.side}".strip())


def _car(sheet: Sheet, car: Car, old: bool) -> Iterator[SafeString]:
    """A car as wide as its name needs, whole on the sheet; one that waits has a ring about it."""
    lane = sheet.lanes[car.stage]
    spot = lane.waiting if car.waits else lane.resting
    width = max(34, 18 + 8 * len(car.label))
    middle = min(spot.x, sheet.width + 2 - width / 2 - 3)
    left, top = middle - width / 2, spot.y - 10
    if car.waits:
        yield svg.rect(left - 3, top - 3, width + 6, 26, "car-ring", rx=8)
    body = [
        svg.rect(left, top, width, 20, "", rx=5),
        svg.text(middle, spot.y + 4.2, car.label, "mid"),
    ]
    yield svg.group(body, cls="car old" if old else "car")
