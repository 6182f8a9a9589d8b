"""Fixtures of notices: a use case whose people are told, and what was told them."""

import pytest
from django.db import transaction

from governance.actors import Actor
from governance.models import LedgerEntry, Notice, Scope
from governance.noticing import NoticeKind
from governance.services import ledger, notices

SYSTEM = Actor.system("tests")


class Desk:
    """`desk.tell("ana", "sam")` tells them of a new entry; `desk.told("ana")` is what Ana got."""

    def __init__(self, cast, scope: Scope, now) -> None:
        self.cast, self.scope, self.now = cast, scope, now

    def entry(self, kind: str = "release.live", **given) -> LedgerEntry:
        with transaction.atomic():
            values = {"scope": self.scope, "now": self.now, "subject": "release:1"} | given
            return ledger.record(actor=SYSTEM, kind=kind, **values)

    def tell(self, *names: str, kind: str = NoticeKind.RELEASE, entry=None, now=None):
        entry = entry or self.entry()
        with transaction.atomic():
            return notices.tell(
                entry=entry,
                hearers={self.cast.id(name): kind for name in names},
                kinds=[kind],
                scope=self.scope,
                subject=("release", 1),
                now=now or self.now,
            )

    def told(self, name: str) -> list[Notice]:
        return list(Notice.objects.filter(recipient=self.cast.id(name)).order_by("pk"))


@pytest.fixture
def desk(cast, now) -> Desk:
    """Everybody of the cast is in the team; nobody was told anything."""
    return Desk(cast, cast.team(), now)
