"""What every page needs to know of its reader, asked once a request in as few queries as can be."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, Subquery
from django.http import HttpRequest

from governance.actors import Actor
from governance.counting import at_most
from governance.models import Checkpoint, LedgerEntry, User
from portal.notices import hearing
from portal.pages.waits import Reader
from workflows.models import Position
from workflows.services import positions

# Up to here unread notices are counted: more than ninety-nine are many.
COUNTED = 100


@dataclass(frozen=True)
class Seal:
    """How far the record is sealed, and since when."""

    size: int
    at: datetime


@dataclass(frozen=True)
class Glance:
    """The reader, what waits for them, and how the record stands."""

    actor: Actor
    now: datetime

    @cached_property
    def reader(self) -> Reader:
        """The reader, once the lists say what is so: what has happened since is written again."""
        if self._row is None or self._row.stale:
            positions.catch_up(now=self.now)
        return Reader(self.actor, self.now)

    @cached_property
    def waiting(self) -> int:
        """How much waits for them."""
        return self.reader.count()

    @property
    def unread(self) -> int:
        """How many notices of theirs weren't read, up to COUNTED."""
        return self._row.unread if self._row else 0

    @property
    def given_name(self) -> str:
        return (self._row.first_name if self._row else "") or self.actor.name

    @property
    def seal(self) -> Seal | None:
        """The newest checkpoint of the record; None while nothing is sealed."""
        row = self._row
        return Seal(row.sealed_size, row.sealed_at) if row and row.sealed_size else None

    @property
    def stamp(self) -> str:
        """Names the record as it stands: while it is the same, no desk has changed."""
        return str(self._row.newest or 0) if self._row else "0"

    @cached_property
    def _row(self):
        """The reader's account, and beside it what else there is to know."""
        newest = Checkpoint.objects.order_by("-size")
        entries = LedgerEntry.objects.order_by("-pk")
        rows = User.objects.filter(pk=self.actor.user_id or 0).annotate(
            stale=Exists(Position.objects.filter(stale=True)),
            sealed_size=Subquery(newest.values("size")[:1]),
            sealed_at=Subquery(newest.values("created_at")[:1]),
            newest=Subquery(entries.values("pk")[:1]),
            unread=at_most(COUNTED, hearing.unread(self.actor, self.now)),
        )
        return rows.only("first_name").first()


def of(request: HttpRequest) -> Glance:
    """The glance of this request."""
    if not hasattr(request, "glance"):
        request.glance = Glance(request.actor, request.now)  # type: ignore[attr-defined]
    return request.glance  # type: ignore[attr-defined]
