"""People and the roles they hold: glyph, word and hue together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.components.leaf import leaf
from portal.components.types import Member
from portal.components.words import ROLES, initials, role_word

register = template.Library()


@register.simple_tag
def role(key: str, label: str = "") -> SafeString:
    """A role chip; a key without a glyph of its own is written plainly."""
    return leaf(
        "components/role.html",
        role=key,
        glyph=f"r-{key}" if key in ROLES else "",
        label=label or role_word(key),
    )


@register.simple_tag
def avatar(name: str, role: str = "", size: str = "") -> SafeString:
    """Initials in the role's hue; decoration, so the name must stand beside it."""
    return leaf("components/avatar.html", letters=initials(name), role=role, size=size)


@register.simple_tag
def person(name: str, role: str = "", size: str = "s", href: str = "") -> SafeString:
    """An avatar and a name."""
    return leaf("components/person.html", name=name, role=role, size=size, href=href)


@register.inclusion_tag("components/member.html")
def member(name: str, role: str, note: str = "", tone: str = "", href: str = "") -> dict[str, Any]:
    """Someone's seat in a team."""
    return {"member": Member(name, role, note, tone, href)}  # type: ignore[arg-type]


@register.inclusion_tag("components/member.html")
def vacancy(role: str, href: str = "") -> dict[str, Any]:
    """A role that nobody holds, and where to fill it if the reader may."""
    return {"member": Member(_("Vacant"), role, href=href, vacant=True)}


@register.inclusion_tag("components/team.html")
def team(members: Sequence[Member]) -> dict[str, Any]:
    """All seats of a use case, taken or vacant."""
    return {"members": members}
