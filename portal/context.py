"""What every page shows around itself: places with counts, the reader, the seal, the demo."""

from collections.abc import Set
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from governance.actors import Actor
from governance.admin.site import KEEPERS
from governance.words import Role, role_label
from portal.components.formats import span, thousands
from portal.components.shell import build
from portal.launch.progress import Report
from portal.pages import glance, links


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the masthead, the footer and where places are.

    Somebody who isn't signed in sees no masthead, but, at the door, who the demo's people are.
    """
    actor, now = getattr(request, "actor", None), getattr(request, "now", None)
    if actor is None or now is None:
        return {"shell": None, "demo": SimpleLazyObject(demo)}
    seen = glance.of(request)
    return {
        "shell": build(
            request,
            counts={"desk": seen.waiting},
            news=seen.unread,
            roles=roles(actor, seen.reader.roles),
            record=seal(seen.seal, now),
            demo=bool(demo().sign_ins),
            console=not actor.site_roles.isdisjoint(KEEPERS),
        ),
        "board_href": links.to("board"),
        "record_href": links.to("record"),
        "founding_href": links.to("use_case_new"),
    }


def roles(actor: Actor, held: Set[str]) -> str:
    """The reader's roles anywhere, in words."""
    words = [str(label) for role, label in Role.choices if role in held]
    return ", ".join([*words, *(role_label(role) for role in sorted(actor.site_roles))])


def seal(newest: glance.Seal | None, now: datetime) -> str:
    """How far the record is sealed, as a sentence."""
    if newest is None:
        return _("Nothing is sealed yet")
    return _("Record sealed to entry %(size)s, %(span)s ago") % {
        "size": thousands(newest.size),
        "span": span(now - newest.at),
    }


def demo() -> Report:
    """What the demo said of itself: sign-ins stand in it once this house was filled by it."""
    return Report.read(settings.PROGRESS_FILE)
