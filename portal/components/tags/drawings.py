"""Drawings: charts with their twins, the circuit, sparklines, the proof tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal import circuit as circuits
from portal.charts.figure import Figure
from portal.charts.lead import lead_bars as draw_lead_bars
from portal.charts.spark import sparkline as draw_sparkline
from portal.charts.tree import proof_tree as draw_tree
from portal.components.formats import Number, thousands
from portal.components.leaf import leaf
from portal.components.types import Circuit
from portal.components.words import STAGE_OWNERS

register = template.Library()


@register.inclusion_tag("components/chart.html")
def chart(figure: Figure) -> dict[str, Any]:
    """A chart at both widths, its legend, and the same as a table."""
    return {"figure": figure}


@register.inclusion_tag("components/circuit.html")
def circuit(circuit: Circuit) -> dict[str, Any]:
    """A use case's lap as a drawing, and under it in words."""
    rows = [(stage, stage.owner or STAGE_OWNERS[stage.key]) for stage in circuit.stages]
    return {"circuit": circuit, "drawing": circuits.draw(circuit), "rows": rows}


@register.simple_tag
def sparkline(
    values: Sequence[Number | None],
    limit: Number | None = None,
    higher_is_better: bool = True,
    label: str = "",
) -> SafeString:
    """Where a value has been; decoration unless it is given a label."""
    return leaf(
        "components/sparkline.html",
        drawing=draw_sparkline(values, limit, higher_is_better),
        label=label,
    )


@register.inclusion_tag("components/lead_bars.html")
def lead_bars(bars: Sequence[tuple[Number, Number]], label: str = "") -> dict[str, Any]:
    """Work and waiting by month, each stage on its own scale; decoration without a label."""
    return {"drawing": draw_lead_bars(bars), "label": label}


@register.inclusion_tag("components/proof_tree.html")
def proof_tree(size: int, index: int, root: str = "", label: str = "") -> dict[str, Any]:
    """How entry `index` (from zero) of a tree of `size` is proved to be in it."""
    entry = _("entry %(index)s") % {"index": thousands(index + 1)}
    said = label or _(
        "Inclusion proof of %(entry)s: the leaf, its neighbours, and the signed root."
    ) % {"entry": entry}
    return {"drawing": draw_tree(size, index, entry, root), "label": said}
