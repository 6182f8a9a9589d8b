"""Messages to webhooks: one for each entry and webhook, sent again by hand, forgotten in time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from governance import events, locks
from governance.access import visible
from governance.actors import Actor
from governance.errors import StaleState
from governance.models import LedgerEntry, Scope, Webhook, WebhookMessage, WebhookSecret
from governance.queries.webhooks import hindrance, may_be_told
from governance.services import ledger, webhooks
from governance.words import WebhookState

KEPT = timedelta(days=30)
# Rows that go in one transaction: others wait for it on SQLite.
AT_ONCE = 2000


def enlist(*, entry: LedgerEntry, now: datetime) -> int:
    """Make a message of an entry for each webhook that asked for it, once; how many asked.

    Call it in the transaction that finishes the delivery to this reader.
    """
    event = events.event_of(entry.kind)
    scope = Scope.objects.filter(key=entry.scope).first() if entry.scope else None
    hooks = Webhook.objects.there().filter(state=WebhookState.ACTIVE)
    hooks = hooks.filter(Q(scope=None) | Q(scope=scope)).select_related("owner", "scope")
    rows = [
        WebhookMessage(
            webhook=one, entry_id=entry.pk, scope=scope, event=event, created_at=now, due_at=now
        )
        for one in hooks
        if event in one.events and _concerned(one, scope, now)
    ]
    WebhookMessage.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _concerned(hook: Webhook, scope: Scope | None, now: datetime) -> bool:
    """Whether its owner sees this; for one who left, who sends finds that out, and pauses it."""
    return may_be_told(hook, scope, now) or bool(hindrance(hook, now))


def redeliver(*, actor: Actor, message_id: int, now: datetime) -> WebhookMessage:
    """Send a message again, whether it arrived or was set aside, under the webhook-id that it had.

    Raises Denied, NotVisible, and StaleState for one that still waits, or whose webhook is paused.
    """
    with transaction.atomic():
        seen = visible(WebhookMessage.objects.all(), actor, now, pk=message_id)
        hook = webhooks.held(actor, seen.webhook_id, now)
        row = locks.held(WebhookMessage.objects.filter(pk=seen.pk)).get()
        if hook.state == WebhookState.PAUSED:
            raise StaleState(
                _("This webhook is paused."), remedy=_("Resume it, then send this again.")
            )
        if row.done_at is None and row.dead_at is None:
            raise StaleState(_("This still waits to be sent; it is tried by itself."))
        row.done_at, row.dead_at, row.left_out, row.error = None, None, "", ""
        row.attempts, row.due_at, row.in_turn = 0, now, False
        row.save()
        ledger.record(
            actor=actor,
            kind="webhook.redelivered",
            scope=row.scope,
            subject=f"webhook:{hook.pk}",
            now=now,
            name=hook.name,
            message=row.identity,
            event=row.event,
            entry=row.entry_id,
        )
        return row


def forget(*, now: datetime) -> int:
    """Delete old messages that nobody waits for, with their tries, and secrets that sign no more;
    how many messages went.

    At most so many at once: what is left over goes the next time.
    """
    over = (
        Q(done_at__isnull=False) | Q(dead_at__isnull=False) | Q(webhook__removed_at__isnull=False)
    )
    old = WebhookMessage.objects.filter(over, created_at__lt=now - KEPT).order_by("pk")
    with transaction.atomic():
        WebhookSecret.objects.filter(until__lte=now).delete()
        ids = list(old.values_list("pk", flat=True)[:AT_ONCE])
        WebhookMessage.objects.filter(pk__in=ids).delete()
        return len(ids)
