"""Mentions: `@ana` in a text names somebody here; a name that nobody here has stays text."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from governance.models import Membership, Scope, SiteGrant, User
from governance.models.scopes import SEES_ALL

# What user names are made of (people.add), not after what an e-mail address would begin with.
NAME = re.compile(r"(?<![\w@.+-])@([\w.+@-]{1,150})")
# More than these in one text are a list of people, not a call on them; the rest stays text.
MOST = 20


def names_in(text: str) -> list[str]:
    """The names that a text mentions, in small letters, each once, with and without the full stop
    or hyphen that may end a sentence rather than a name.
    """
    found: dict[str, None] = {}
    for match in NAME.finditer(text):
        for name in _spellings(match[1]):
            found[name.lower()] = None
    return list(found)


def _spellings(name: str) -> Iterator[str]:
    yield name
    while name[-1:] in {".", "-", "+", "@"}:
        name = name[:-1]
        if name:
            yield name


def readers(scope: Scope, now: datetime) -> QuerySet[Any]:
    """Who can see it: members, each with a `role` in it, and those who read the whole site."""
    members = Membership.objects.active(now).filter(scope=scope)
    whole = SiteGrant.objects.active(now).filter(role__in=SEES_ALL)
    held = members.filter(user=OuterRef("pk")).order_by("-pk")
    return (
        User.objects.filter(Q(pk__in=members.values("user_id")) | Q(pk__in=whole.values("user_id")))
        .annotate(role=Subquery(held.values("role")[:1]))
        .order_by("username")
    )


def people(scope: Scope, now: datetime) -> QuerySet[User]:
    """Who of them may be mentioned here: people who may still come in."""
    return readers(scope, now).filter(is_active=True, is_service=False)


def found_in(text: str, scope: Scope, now: datetime) -> list[User]:
    """The people whom a text mentions, in the order of their names."""
    names = names_in(text)
    if not names:
        return []
    here = {one.username.lower(): one for one in people(scope, now)}
    return [here[name] for name in names if name in here][:MOST]


def pieces(text: str, mentioned: dict[str, User]) -> Iterator[tuple[str, User | None]]:
    """The text in pieces: those that mention one of these people (by name in small letters) come
    with the person.
    """
    end = 0
    for match in NAME.finditer(text):
        name = next((one for one in _spellings(match[1]) if one.lower() in mentioned), None)
        if name is None:
            continue
        yield text[end : match.start()], None
        yield f"@{name}", mentioned[name.lower()]
        end = match.start() + 1 + len(name)
    yield text[end:], None
