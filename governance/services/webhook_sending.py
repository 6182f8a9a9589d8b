"""Messages on their way to webhooks: claimed in turn, tried again for a day, set aside in sight."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from governance import locks
from governance.models import Webhook, WebhookAttempt, WebhookMessage
from governance.services import webhooks
from governance.words import WebhookState

# As the specification of Standard Webhooks proposes: soon at first, the last a day after the first.
WAITS = tuple(
    timedelta(seconds=one) for one in (5, 300, 1800, 2 * 3600, 5 * 3600, 6 * 3600, 10 * 3600)
)
ATTEMPTS = len(WAITS) + 1
# Nothing got through for as long: the webhook is paused.
LONG = timedelta(hours=23)
# Longer than any try takes, the look-ups of a silent name server too; a worker that was lost is
# missed after it.
LEASE = timedelta(seconds=180)
# A receiver that doesn't answer is left alone for a while, so that the messages of many use cases
# don't hold one worker after another.
RESTS = tuple(timedelta(seconds=one) for one in (5, 30, 120, 300))
# What waits only because the receiver was away for longer than this goes on once it is back.
AWAY = timedelta(minutes=1)
GONE = 410
SILENT = frozenset({None, 429, 502, 503, 504})
# What the receiver says of this message alone; thrice, and it is set aside.
REFUSED = frozenset({400, 413, 415, 422})
REFUSALS = 3
LONGEST_ERROR = 300


@dataclass(frozen=True)
class ClaimedMessage:
    """One message, ours until the lease ends; the token tells us from whoever comes after."""

    row: WebhookMessage
    token: uuid.UUID
    attempt: int


@dataclass(frozen=True)
class Answer:
    """What was sent, and what came back: no status where nothing did, and `error` says why."""

    status: int | None = None
    error: str = ""
    request_headers: dict[str, str] = field(default_factory=dict)
    request_body: str = ""
    response_headers: dict[str, str] = field(default_factory=dict)
    response_body: str = ""
    milliseconds: int = 0
    ours: bool = False  # it failed here, and says nothing of the receiver

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def silent(self) -> bool:
        return self.status in SILENT and not self.ours

    @property
    def said(self) -> str:
        return (self.error or f"The receiver answered {self.status}.")[:LONGEST_ERROR]


def waiting() -> QuerySet[WebhookMessage]:
    return WebhookMessage.objects.filter(done_at=None, dead_at=None)


def due(now: datetime) -> QuerySet[WebhookMessage]:
    """Those that may be claimed at `now`: the first of each use case to each webhook that is active
    and not at rest. Their own lease is asked too, because PostgreSQL looks at it again once it has
    the row.
    """
    before = waiting().filter(
        webhook=OuterRef("webhook"),
        scope=OuterRef("scope"),
        entry_id__lt=OuterRef("entry_id"),
        in_turn=True,
    )
    awake = Q(webhook__rests_until=None) | Q(webhook__rests_until__lte=now)
    free = Q(lease=None) | Q(lease__lte=now)
    rows = waiting().filter(free, awake, due_at__lte=now)
    rows = rows.filter(webhook__state=WebhookState.ACTIVE, webhook__removed_at=None)
    return rows.exclude(Q(in_turn=True) & Exists(before)).order_by("due_at", "entry_id", "pk")


def claim(*, now: datetime) -> ClaimedMessage | None:
    """Take one that is due, or None when nothing is.

    One whose workers were lost in every try is set aside instead.
    """
    if not due(now).exists():  # spares SQLite's only writer an empty transaction
        return None
    with transaction.atomic():
        row = _first(now)
        while row and row.attempts >= ATTEMPTS:
            _bury(row, f"The worker was lost in each of {ATTEMPTS} tries.", now)
            row = _first(now)
        if row is None:
            return None
        row.token, row.lease, row.attempts = uuid.uuid4(), now + LEASE, row.attempts + 1
        row.save(update_fields=["token", "lease", "attempts"])
    full = WebhookMessage.objects.select_related("webhook__owner", "webhook__scope", "scope")
    return ClaimedMessage(full.get(pk=row.pk), row.token, row.attempts)


def settle(claimed: ClaimedMessage, answer: Answer, *, now: datetime) -> bool:
    """Keep how a try went: done, to be tried again, or set aside; False when the claim was lost."""
    with transaction.atomic():
        hook = locks.held(Webhook.objects.filter(pk=claimed.row.webhook_id)).get()
        row = mine(claimed).select_for_update(of=("self",)).first()
        if row is None:
            return False
        _keep(row, answer, now)
        if answer.taken and hook.silences and now - (hook.failing_since or now) >= AWAY:
            _hasten(hook, now)
        _mark(hook, answer, now)
        if answer.taken:
            row.done_at, row.lease, row.error = now, None, ""
            row.save(update_fields=["done_at", "lease", "error"])
            return True
        _failed(row, answer, now)
        if why := _hopeless(hook, row, answer, now):
            webhooks.pause_by_rule(webhook_id=hook.pk, why=why, now=now)
        return True


def leave_out(claimed: ClaimedMessage, why: str, *, now: datetime) -> bool:
    """Settle it without sending it, and say why; False when the claim was lost."""
    return bool(mine(claimed).update(done_at=now, lease=None, left_out=why[:120]))


def give_back(claimed: ClaimedMessage) -> bool:
    """Let it wait as it did before the claim; False when the claim was lost."""
    return bool(mine(claimed).update(lease=None, token=None, attempts=claimed.attempt - 1))


def mine(claimed: ClaimedMessage) -> QuerySet[WebhookMessage]:
    return waiting().filter(pk=claimed.row.pk, token=claimed.token)


def _first(now: datetime) -> WebhookMessage | None:
    return due(now).select_for_update(skip_locked=True, of=("self",)).first()


def _keep(row: WebhookMessage, answer: Answer, now: datetime) -> None:
    WebhookAttempt.objects.create(
        message=row,
        at=now,
        request_headers=answer.request_headers,
        request_body=answer.request_body,
        status=answer.status,
        response_headers=answer.response_headers,
        response_body=answer.response_body,
        milliseconds=answer.milliseconds,
        error=answer.error[:LONGEST_ERROR],
    )


def _hasten(hook: Webhook, now: datetime) -> None:
    """Let what was never answered be due now; their tries count all the same, so that one to which
    alone nothing answers isn't tried for ever.
    """
    rows = waiting().filter(webhook=hook, unanswered=True, lease=None, due_at__gt=now)
    rows.update(due_at=now)


def _mark(hook: Webhook, answer: Answer, now: datetime) -> None:
    """Keep on the webhook how its receiver does."""
    if answer.silent:
        hook.silences += 1
        hook.rests_until = now + RESTS[min(hook.silences, len(RESTS)) - 1]
    else:
        hook.silences, hook.rests_until = 0, None
    if answer.taken:
        hook.sent_at, hook.failing_since = now, None
    elif not answer.ours:
        hook.failing_since = hook.failing_since or now
    hook.save(update_fields=["silences", "rests_until", "sent_at", "failing_since"])


def _failed(row: WebhookMessage, answer: Answer, now: datetime) -> None:
    refused = answer.status in REFUSED and _refusals(row) >= REFUSALS
    if refused or row.attempts >= ATTEMPTS:
        _bury(row, answer.said, now)
    if refused:  # whoever says so is there: what fails next, fails for the first time
        Webhook.objects.filter(pk=row.webhook_id).update(failing_since=None)
    if row.dead_at:
        return
    row.lease, row.token, row.error = None, None, answer.said
    row.due_at, row.unanswered = now + WAITS[row.attempts - 1], answer.silent
    row.save(update_fields=["lease", "token", "error", "due_at", "unanswered"])


def _refusals(row: WebhookMessage) -> int:
    """How often it was refused since it was last sent by hand."""
    newest = row.tries.order_by("-pk").values_list("status", flat=True)[: row.attempts]
    return sum(status in REFUSED for status in newest)


def _hopeless(hook: Webhook, row: WebhookMessage, answer: Answer, now: datetime) -> str:
    """Why nothing more should be sent there, or nothing.

    A day without success is one in which something was tried again and again: where there was
    nothing to send, a day says nothing.
    """
    if answer.status == GONE:
        return "The receiver says that it is gone (410)."
    failing = hook.failing_since and now - hook.failing_since >= LONG
    if failing and (row.attempts >= ATTEMPTS or row.tries.filter(at__lte=now - LONG).exists()):
        return f"Nothing has got through for a day. The last try: {answer.said}"
    return ""


def _bury(row: WebhookMessage, said: str, now: datetime) -> None:
    """Set it aside, where its log shows it; it can be sent again by hand."""
    row.dead_at, row.lease, row.token, row.error = now, None, None, said
    row.save(update_fields=["dead_at", "lease", "token", "error"])
