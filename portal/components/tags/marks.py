"""Small words of state: icons, badges, states, pills, tabs, figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal import css
from portal.components import icons
from portal.components.formats import short_hash
from portal.components.glossary import GLOSSARY
from portal.components.leaf import leaf
from portal.components.types import Tab
from portal.components.words import TONE_ICONS, outcome_of

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", inline: bool = False, tone: str = "") -> SafeString:
    """An icon by name; `inline` sets it in a line of text, `tone` colours it."""
    classes = " ".join(filter(None, ("inline" if inline else "", f"is-{tone}" if tone else "")))
    return icons.icon(name, label, classes)


@register.simple_tag
def style_sheets() -> SafeString:
    """Links to the style sheets: one by one while developing (DEBUG), else joined in one."""
    names = [css.JOINED] if not settings.DEBUG else css.sheets()
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(n),) for n in names)
    )


@register.inclusion_tag("components/logo.html")
def logo() -> dict[str, Any]:
    """The wordmark, in the colour of the text around it."""
    return {}


@register.simple_tag
def badge(text: str, tone: str = "", icon: str = "", line: bool = False) -> SafeString:
    """A fact in a word or two; `line` draws it in outline."""
    return leaf("components/badge.html", text=text, tone=tone, icon=icon, line=line)


@register.simple_tag
def state(text: str, tone: str = "", icon: str = "", small: bool = False) -> SafeString:
    """An icon and a word in a colour; the icon follows the tone unless it is named."""
    return leaf(
        "components/state.html",
        text=text,
        tone=tone,
        icon=icon or TONE_ICONS.get(tone, ""),
        small=small,
    )


@register.simple_tag
def outcome(result: str, text: str = "") -> SafeString:
    """The state of a check or a gate by its key, in its own mark."""
    found = outcome_of(result)
    return leaf(
        "components/state.html",
        text=text or found.text,
        tone=found.tone,
        icon=found.icon,
        small=False,
    )


@register.simple_tag
def pill(
    text: str, href: str, current: bool = False, icon: str = "", count: int | None = None
) -> SafeString:
    """A filter that is a link."""
    return leaf(
        "components/pill.html", text=text, href=href, current=current, icon=icon, count=count
    )


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Tab], label: str) -> dict[str, Any]:
    """Pages among their neighbours: links, the present one marked."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/segmented.html")
def segmented(items: Sequence[Tab], label: str) -> dict[str, Any]:
    """One of a few views of the same thing: links in a frame."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/kpi.html")
def kpi(
    label: str, value: object, note: str = "", tone: str = "", icon: str = ""
) -> dict[str, Any]:
    """A large figure, with what it is held against under it."""
    mark = icon or TONE_ICONS.get(tone, "")
    return {"label": label, "value": value, "note": note, "tone": tone, "icon": mark}


@register.inclusion_tag("components/fact.html")
def fact(label: str, value: object, note: str = "", tone: str = "") -> dict[str, Any]:
    """A label and its value in a row of facts."""
    return {"label": label, "value": value, "note": note, "tone": tone}


@register.simple_tag
def explain(key: str) -> SafeString:
    """A “?” that says what a term of the glossary means. Raises KeyError for one that isn't in it.

    It is a block: in a table's heading or a list of terms, never within a paragraph.
    """
    name, meaning = GLOSSARY[key]
    return leaf("components/explain.html", name=name, meaning=meaning)


@register.simple_tag(name="hash")
def hash_tag(value: str) -> SafeString:
    """A hash cut to its ends; the whole stands in its title."""
    return leaf("components/hash.html", whole=value, short=short_hash(value))
