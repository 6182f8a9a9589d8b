"""Work as it goes on: progress, logs, code, differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from portal.components import difference
from portal.components.formats import Number, thousands

register = template.Library()


@register.inclusion_tag("components/progress.html")
def progress(
    title: str, value: Number | None, of: Number = 100, note: str = "", label: str = ""
) -> dict[str, Any]:
    """How far something has come; `value` None when nobody can tell."""
    return {"title": title, "value": value, "max": of, "note": note, "label": label or title}


@register.inclusion_tag("components/log.html")
def log(lines: Sequence[str], label: str, live: bool = False) -> dict[str, Any]:
    """The lines a job wrote; while it is `live` the last one is lit."""
    last = len(lines) if live else 0
    return {"lines": lines, "label": label, "last": last}


@register.inclusion_tag("components/code.html")
def code(text: str, label: str, copy: bool = False, wrap: bool = False) -> dict[str, Any]:
    """Text as it is stored, in a region of its own that scrolls, or whose lines `wrap`.

    `copy` adds a button for that.
    """
    return {"text": text, "label": label, "copy": copy, "wrap": wrap}


@register.inclusion_tag("components/diff.html")
def diff(old: str, new: str, caption: str = "", context: int = 3) -> dict[str, Any]:
    """Two texts line by line, with the words that changed marked."""
    return {"lines": difference.lines(old, new, context), "caption": caption or _("Difference")}


@register.inclusion_tag("components/meter.html")
def meter(
    have: Number,
    want: Number,
    label: str,
    noun_have: str = "",
    noun_want: str = "",
) -> dict[str, Any]:
    """How much there is of what is wanted."""
    share = min(float(have) / float(want), 1.0) if want else 0.0
    return {
        "width": f"{240 * share:.1f}",
        "label": label,
        "have": thousands(have),
        "want": thousands(want),
        "noun_have": noun_have or _("delivered"),
        "noun_want": noun_want or _("wanted"),
    }
