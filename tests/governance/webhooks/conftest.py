"""Fixtures of webhooks: a use case whose findings are told, and what a receiver might answer."""

from collections.abc import Callable

import pytest
from django.db import transaction

from governance.actors import Actor
from governance.models import LedgerEntry, Scope, WebhookMessage
from governance.services import ledger, webhook_messages, webhook_sending, webhooks
from governance.services.webhook_sending import Answer

ADDRESS = "https://93.184.216.34/hook"


class Post:
    """`post.happen()` is an event, `post.answer(500)` what the receiver says to the one in turn."""

    def __init__(self, cast, scope: Scope, now) -> None:
        self.cast, self.scope, self.now = cast, scope, now

    def make(self, who: Actor | None = None, scope: Scope | None = None):
        where = scope.pk if scope else None
        return webhooks.create(
            actor=who or self.cast.dov,
            scope_id=where,
            name="pipeline",
            address=ADDRESS,
            events=["finding.opened"],
            now=self.now,
        )

    def happen(self, scope: Scope | None = None, kind: str = "finding.opened") -> LedgerEntry:
        with transaction.atomic():
            entry = ledger.record(
                actor=Actor.system("tests"), kind=kind, scope=scope or self.scope, now=self.now
            )
            webhook_messages.enlist(entry=entry, now=self.now)
        return entry

    def answer(self, status: int | None) -> WebhookMessage | None:
        claimed = webhook_sending.claim(now=self.now)
        if claimed is None:
            return None
        webhook_sending.settle(claimed, Answer(status=status), now=self.now)
        return WebhookMessage.objects.get(pk=claimed.row.pk)


@pytest.fixture
def post(cast, now) -> Post:
    """Everybody of the cast is in the team; there is no webhook yet."""
    return Post(cast, cast.team(), now)


@pytest.fixture
def until() -> Callable[[Post], list]:
    """Let the receiver answer so until nothing waits or the webhook is paused; when it was tried."""

    def answered(post: Post, status: int | None) -> list:
        tried = []
        while True:
            row = post.answer(status)
            if row is not None:
                tried.append(post.now)
            waiting = WebhookMessage.objects.filter(
                done_at=None, dead_at=None, webhook__state="active"
            ).first()
            if waiting is None:
                return tried
            rests = waiting.webhook.rests_until
            post.now = max(one for one in (waiting.due_at, rests) if one)

    return answered
