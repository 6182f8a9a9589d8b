"""What goes out as e-mail: plain and HTML, with the way to the thing and to one's choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.models import User
from governance.queries.notices import zone_of
from portal.notices.sentences import Told
from portal.pages import links

LONGEST_SUBJECT = 120


@dataclass(frozen=True)
class Line:
    """One event in a message: why its reader hears of it, and what it says."""

    why: str
    told: Told

    @property
    def href(self) -> str:
        return absolute(self.told.href)


def absolute(path: str) -> str:
    """An address within Pitwall as people outside reach it."""
    return f"{settings.PUBLIC_URL}{path or '/'}"


def letter(user: User, lines: Sequence[Line], key: object) -> EmailMultiAlternatives:
    """One message to one person; `key` makes it the same message when it is sent again."""
    choices = absolute(links.to("account")) + "#notices"
    context = {
        "name": user.first_name or user.label,
        "lines": lines,
        "choices": choices,
        "home": absolute(""),
    }
    with timezone.override(zone_of(user)):
        text = render_to_string("notices/letter.txt", context)
        page = render_to_string("notices/letter.html", context)
    mail = EmailMultiAlternatives(
        subject=subject(lines),
        body=text,
        to=[user.email],
        headers={
            "Message-ID": f"<{key}@{urlsplit(settings.PUBLIC_URL).hostname or 'pitwall'}>",
            "List-Unsubscribe": f"<{choices}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(page, "text/html")
    return mail


def subject(lines: Sequence[Line]) -> str:
    """The one event, or how many there are and the first of them."""
    first = " ".join(lines[0].told.sentence.split())
    more = len(lines) - 1
    if more:
        tail = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
        first = _("%(first)s, %(tail)s") % {"first": first, "tail": tail}
    return first if len(first) <= LONGEST_SUBJECT else f"{first[: LONGEST_SUBJECT - 1]}…"
