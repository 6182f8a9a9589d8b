"""SVG shapes as safe strings: classes and geometry, never a colour."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

Attribute = str | float | int


def num(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{round(value, 1):g}" if abs(value) < 1e5 else f"{value:.0f}"


def _value(value: Attribute) -> str:
    return conditional_escape(value) if isinstance(value, str) else num(value)


def el(tag: str, body: str = "", /, **attributes: Attribute) -> SafeString:
    """One element; `cls` is its class, underscores become dashes, empty ones are left out.

    The tag and the names of attributes come from code, values and body from data:
    those are escaped. A chart has hundreds of them, so they are put together without a template.
    """
    written = "".join(
        f' {"class" if name == "cls" else name.replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value != ""
    )
    if not body:
        return SafeString(f"<{tag}{written}/>")
    return SafeString(f"<{tag}{written}>{conditional_escape(body)}</{tag}>")


def rect(
    x: float, y: float, width: float, height: float, cls: str, **more: Attribute
) -> SafeString:
    """A rectangle; a negative length would be an error, so it becomes none."""
    return el("rect", x=x, y=y, width=max(width, 0), height=max(height, 0), cls=cls, **more)


def path(d: str, cls: str, **more: str | float) -> SafeString:
    """A path by its own data."""
    return el("path", d=d, cls=cls, **more)


def hline(x1: float, x2: float, y: float, cls: str) -> SafeString:
    """A level line."""
    return path(f"M{num(x1)} {num(y)}H{num(x2)}", cls)


def vline(x: float, y1: float, y2: float, cls: str) -> SafeString:
    """An upright line."""
    return path(f"M{num(x)} {num(y1)}V{num(y2)}", cls)


def circle(x: float, y: float, r: float, cls: str, **more: str | float) -> SafeString:
    """A round point."""
    return el("circle", cx=x, cy=y, r=r, cls=cls, **more)


def text(x: float, y: float, words: str, cls: str = "") -> SafeString:
    """Words that begin (or with `end`, `mid`, end or centre) at x, on the line y."""
    return el("text", words, x=x, y=y, cls=cls)


def group(shapes: Iterable[SafeString], **attributes: Attribute) -> SafeString:
    """Shapes that belong together."""
    return el("g", join(shapes), **attributes)


def join(shapes: Iterable[SafeString]) -> SafeString:
    """Shapes one after another."""
    return format_html_join("", "{}", ((shape,) for shape in shapes))
