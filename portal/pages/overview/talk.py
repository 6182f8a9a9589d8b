"""The overview's piece of the discussion: decisions first, then what was said last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from governance.actors import Actor
from portal.pages import said
from projects.models import Comment, UseCase

MOST, SHOWN = 6, 3


@dataclass(frozen=True)
class Talked:
    """A remark as the overview shows it."""

    comment: Comment
    role: str
    text: str


def of(
    actor: Actor, case: UseCase, roles: Mapping[int, str], now: datetime
) -> tuple[tuple[Talked, ...], int]:
    """The decisions and the last remarks on anything in the use case, and how many there are."""
    every = Comment.objects.visible_to(actor, now).filter(scope=case.scope_id)
    rows = every.select_related("author").prefetch_related("mentioned")
    newest = list(rows.order_by(F("pinned_at").asc(nulls_last=True), "-pk")[:MOST])
    decisions = [one for one in newest if one.pinned_at]
    last = [one for one in newest if not one.pinned_at][:SHOWN]
    shown = tuple(
        Talked(
            one,
            roles.get(one.author_id, ""),
            said.html(one.text, one.mentioned.all(), actor.user_id),
        )
        for one in (*decisions, *reversed(last))
    )
    return shown, every.count() if len(newest) == MOST else len(newest)
