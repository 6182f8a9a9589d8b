"""Icons: Pitwall's own glyphs by name, and Lucide's for everything else."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from portal.components.glyphs import GLYPHS


@lru_cache(maxsize=512)
def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """An inline <svg class="i">.

    With a label it is an image of that name, without one it is hidden from
    assistive technology, since words stand beside it. Raises lucide's
    IconDoesNotExist for a name that neither set has.
    """
    classes = f"i {classes}".strip()
    if name in GLYPHS:
        # The insides are constants of this code base.
        inside = mark_safe(GLYPHS[name])  # noqa: S308
        return format_html(
            '<svg class="{}" viewBox="0 0 16 16" {}>{}</svg>', classes, _name(label), inside
        )
    attributes: dict[str, object] = {"class": f"{classes} lu"}
    attributes |= {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return SafeString(lucide(name, size=16, **attributes).replace("\n", ""))


def _name(label: str) -> SafeString:
    if label:
        return format_html('role="img" aria-label="{}"', label)
    return mark_safe('aria-hidden="true"')
