"""Where the circuit's lanes, gates, cars and names lie on the wide and the narrow sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Spot(NamedTuple):
    """A place on the sheet; `side` is the class that sets words end or centred there."""

    x: float
    y: float
    side: str = ""


class Gate(NamedTuple):
    """The post of a gate, and where its arm ends when it is shut and when it is lifted."""

    post: Spot
    shut: Spot
    lifted: Spot


@dataclass(frozen=True)
class Lane:
    """One stage's piece of the track."""

    way: str
    thick: bool
    name: Spot
    note: Spot
    resting: Spot
    waiting: Spot
    gate: Gate | None = None
    ask: Spot | None = None


@dataclass(frozen=True)
class Sheet:
    """A whole drawing: seven lanes in order, the start, and the ways back into the lap."""

    width: int
    height: int
    lanes: dict[str, Lane]
    start: Spot
    chequer: Spot
    returns: dict[str, tuple[str, str]]
    finding: Spot | None
    narrow: bool


def _side_by_side(y: int, *, bend: int, end: int) -> Lane:
    """One of the three lanes that are worked side by side, on the wide sheet."""
    closing = "H468" if y == end else f"H372C420 {y} 420 {end} 468 {end}"
    return Lane(
        way=f"M12 208V{y + bend}Q12 {y} 56 {y}{closing}",
        thick=False,
        name=Spot(60, y - 13),
        note=Spot(152, y - 13),
        resting=Spot(220, y),
        waiting=Spot(346, y),
        gate=Gate(Spot(376, y - 13), Spot(376, y + 13), Spot(394, y - 18)),
    )


def _narrow_side_by_side(y: int) -> Lane:
    closing = "H278" if y == 84 else f"H206C242 {y} 242 84 278 84"
    return Lane(
        way=f"M20 200V{y + 26}Q20 {y} 46 {y}{closing}",
        thick=False,
        name=Spot(50, y - 12),
        note=Spot(0, 0),
        resting=Spot(120, y),
        waiting=Spot(180, y),
        gate=Gate(Spot(208, y - 13), Spot(208, y + 13), Spot(226, y - 18)),
    )


WIDE = Sheet(
    width=872,
    height=380,
    lanes={
        "definition": _side_by_side(54, bend=44, end=98),
        "data": _side_by_side(98, bend=44, end=98),
        "platform": _side_by_side(142, bend=44, end=98),
        "training": Lane(
            way="M468 98H742C816 98 848 124 848 182",
            thick=True,
            name=Spot(560, 62),
            note=Spot(560, 78),
            resting=Spot(640, 98),
            waiting=Spot(838, 138),
            gate=Gate(Spot(835, 188), Spot(861, 188), Spot(830, 206)),
            ask=Spot(818, 184, "end"),
        ),
        "integration": Lane(
            way="M848 182C848 262 822 296 748 296H690",
            thick=True,
            name=Spot(820, 320, "mid"),
            note=Spot(820, 336, "mid"),
            resting=Spot(829, 263),
            waiting=Spot(722, 296),
            gate=Gate(Spot(690, 283), Spot(690, 309), Spot(672, 278)),
            ask=Spot(690, 253, "mid"),
        ),
        "release": Lane(
            way="M690 296C636 296 640 326 588 326H432",
            thick=True,
            name=Spot(560, 356, "mid"),
            note=Spot(560, 372, "mid"),
            resting=Spot(530, 326),
            waiting=Spot(464, 326),
            gate=Gate(Spot(432, 313), Spot(432, 339), Spot(414, 308)),
            ask=Spot(432, 282, "mid"),
        ),
        "operation": Lane(
            way="M432 326H72C32 326 12 306 12 268V208",
            thick=True,
            name=Spot(72, 356),
            note=Spot(72, 372),
            resting=Spot(190, 326),
            waiting=Spot(190, 326),
        ),
    },
    start=Spot(40, 214),
    chequer=Spot(3, 205),
    returns={
        "definition": ("M262 310C330 270 330 160 322 72", "M315 82 322 70 329 82"),
        "data": ("M262 310C330 280 330 190 322 116", "M315 126 322 114 329 126"),
        "platform": ("M262 310C330 290 330 220 322 160", "M315 170 322 158 329 170"),
        "training": ("M262 310C350 296 458 236 492 118", "M485 124 493 112 499 125"),
    },
    finding=Spot(420, 268),
    narrow=False,
)

NARROW = Sheet(
    width=358,
    height=412,
    lanes={
        "definition": _narrow_side_by_side(40),
        "data": _narrow_side_by_side(84),
        "platform": _narrow_side_by_side(128),
        "training": Lane(
            way="M278 84H290C326 84 338 104 338 140V206",
            thick=True,
            name=Spot(312, 64, "mid"),
            note=Spot(0, 0),
            resting=Spot(334, 126),
            waiting=Spot(338, 164),
            gate=Gate(Spot(325, 206), Spot(351, 206), Spot(320, 224)),
            ask=Spot(314, 203, "end"),
        ),
        "integration": Lane(
            way="M338 206V300C338 336 322 352 286 352H250",
            thick=True,
            name=Spot(352, 390, "end"),
            note=Spot(352, 406, "end"),
            resting=Spot(338, 264),
            waiting=Spot(282, 352),
            gate=Gate(Spot(248, 339), Spot(248, 365), Spot(230, 334)),
            ask=Spot(248, 309, "mid"),
        ),
        "release": Lane(
            way="M250 352C226 352 228 366 204 366H146",
            thick=True,
            name=Spot(206, 390, "mid"),
            note=Spot(206, 406, "mid"),
            resting=Spot(200, 366),
            waiting=Spot(178, 366),
            gate=Gate(Spot(146, 353), Spot(146, 379), Spot(128, 348)),
            ask=Spot(160, 322, "mid"),
        ),
        "operation": Lane(
            way="M146 366H50C30 366 20 354 20 334V200",
            thick=True,
            name=Spot(20, 390),
            note=Spot(20, 406),
            resting=Spot(88, 366),
            waiting=Spot(88, 366),
        ),
    },
    start=Spot(46, 198),
    chequer=Spot(11, 197),
    returns={
        "definition": ("M120 350C150 260 170 140 168 58", "M161 68 168 56 175 68"),
        "data": ("M120 350C150 280 170 180 168 102", "M161 112 168 100 175 112"),
        "platform": ("M120 350C150 290 170 220 168 146", "M161 156 168 144 175 156"),
        "training": ("M120 350C130 260 170 160 258 101", "M247 102 260 100 254 111"),
    },
    finding=None,
    narrow=True,
)
