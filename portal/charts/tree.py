"""A Merkle inclusion proof in small: the leaf, its neighbours on the way, the root."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.charts import svg
from portal.charts.figure import Drawing

LEAVES = 16
_HEIGHTS = (112, 84, 56, 34, 14)


def proof_tree(size: int, index: int, entry: str = "", root: str = "") -> Drawing:
    """A tree of sixteen leaves that shows the way from leaf `index` of `size` to the root.

    Larger trees are shown by their last sixteen places, so the drawing says how a
    proof works, not how many hashes this one has.
    """
    place = index % LEAVES if size > LEAVES else min(max(index, 0), LEAVES - 1)
    shapes = [*_edges(place), *_nodes(place)]
    x = _x(0, place)
    side = "end" if x > 250 else "mid" if x > 60 else ""
    shapes.append(svg.text(x, 130, entry, side))
    if root:
        shapes.append(svg.text(172, 12, _("root %(root)s") % {"root": root}))
    return Drawing(320, 132, svg.join(shapes))


def _x(level: int, n: int) -> float:
    pitch = 20 * 2**level
    return pitch * n + pitch / 2


def _edges(place: int) -> Iterator[SafeString]:
    for level in range(4):
        for n in range(LEAVES >> level):
            way = (
                f"M{svg.num(_x(level, n))} {_HEIGHTS[level]}"
                f"L{svg.num(_x(level + 1, n // 2))} {_HEIGHTS[level + 1]}"
            )
            yield svg.path(way, "proof" if place >> level == n else "")


def _nodes(place: int) -> Iterator[SafeString]:
    for level in range(5):
        for n in range(LEAVES >> level):
            kind = _kind(level, n, place)
            yield svg.circle(_x(level, n), _HEIGHTS[level], 5 if kind else 3.2, kind)


def _kind(level: int, n: int, place: int) -> str:
    on_way = place >> level
    if level == 4:
        return "root"
    if level == 0 and n == on_way:
        return "leaf"
    return "sib" if n == on_way ^ 1 else ""
