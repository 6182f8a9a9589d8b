"""Webhooks: where events go, what signs them, and when nothing is sent for a while."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import inputs, locks, vault
from governance.access import authorise, person, visible
from governance.actors import Actor
from governance.errors import NotVisible, StaleState
from governance.events import TEST
from governance.models import Scope, Webhook, WebhookMessage, WebhookSecret
from governance.services import ledger, webhook_fields
from governance.words import WebhookState

SYSTEM = Actor.system("webhooks")
PREFIX = "whsec_"
SECRET_BYTES = 32
# How long a secret that was replaced goes on signing, unless told otherwise; and at most.
OVERLAP_HOURS, MOST_HOURS = 24, 24 * 14
MOST = 20
LONGEST_WHY = 300


@dataclass(frozen=True)
class MadeWebhook:
    """A webhook with the secret that signs from now on, which is shown this once."""

    secret: str
    webhook: Webhook


def create(
    *,
    actor: Actor,
    scope_id: int | None,
    name: str,
    address: str,
    events: Iterable[str],
    now: datetime,
) -> MadeWebhook:
    """Tell these events of a use case, or of the whole site without a scope, to an address.

    Raises Denied, NotVisible, Invalid, and StaleState past twenty in one place.
    """
    _refuse_others(actor, scope_id, now)
    errors: inputs.Errors = {}
    given = webhook_fields.columns(errors, name=name, address=address, events=events)
    with transaction.atomic():
        scope = _authorised(actor, scope_id, now)
        inputs.raise_if(errors)
        if Webhook.objects.there().filter(scope=scope).count() >= MOST:
            raise StaleState(
                _("There are %(most)s webhooks already; remove one that isn't used.")
                % {"most": MOST}
            )
        owner = person(actor)
        row = Webhook.objects.create(
            scope=scope, owner_id=owner, created_by_id=owner, created_at=now, **given
        )
        secret = _new_secret(row, now)
        _record("webhook.created", actor, row, now, **_told(row))
        return MadeWebhook(secret, row)


def change(
    *,
    actor: Actor,
    webhook_id: int,
    name: str | None = None,
    address: str | None = None,
    events: Iterable[str] | None = None,
    now: datetime,
) -> Webhook:
    """Change what is given. Who sets address or events answers for it from now on: what is sent is
    what they may see. Raises Denied, NotVisible, Invalid.
    """
    seen = visible(Webhook.objects.there(), actor, now, pk=webhook_id)
    _refuse_others(actor, seen.scope_id, now)
    errors: inputs.Errors = {}
    given = webhook_fields.columns(errors, name=name, address=address, events=events)
    with transaction.atomic():
        row = held(actor, webhook_id, now)
        inputs.raise_if(errors)
        if given.keys() - {"name"}:
            given["owner_id"] = person(actor)
        for field, value in given.items():
            setattr(row, field, value)
        row.save(update_fields=list(given))
        _record("webhook.changed", actor, row, now, new_address="address" in given, **_told(row))
        return row


def rotate(
    *, actor: Actor, webhook_id: int, overlap_hours: int = OVERLAP_HOURS, now: datetime
) -> MadeWebhook:
    """Make a new secret; the one before signs too for so many hours, so that receivers can change.

    One that was replaced earlier ends now. Raises Denied, NotVisible, Invalid.
    """
    errors: inputs.Errors = {}
    hours = inputs.integer(errors, "overlap_hours", overlap_hours, lowest=0, highest=MOST_HOURS)
    with transaction.atomic():
        row = held(actor, webhook_id, now)
        inputs.raise_if(errors)
        row.secrets.exclude(until=None).delete()
        until = now + timedelta(hours=hours or 0)
        row.secrets.filter(until=None).update(until=until)
        secret = _new_secret(row, now)
        _record("webhook.rotated", actor, row, now, until=until)
        return MadeWebhook(secret, row)


def pause(*, actor: Actor, webhook_id: int, now: datetime) -> Webhook:
    """Send nothing there until somebody resumes it: what waits is kept, what happens meanwhile is
    not collected. Raises Denied, NotVisible, StaleState for one that is paused.
    """
    with transaction.atomic():
        row = held(actor, webhook_id, now)
        if row.state == WebhookState.PAUSED:
            raise StaleState(_("This webhook is paused already."), remedy=_("Reload the page."))
        _pause(row, "", actor, now)
        return row


def pause_by_rule(*, webhook_id: int, why: str, now: datetime) -> None:
    """Pause one that can't go on, unless it is paused or gone; its owner and keepers are told."""
    with transaction.atomic():
        row = locks.held(Webhook.objects.there().filter(pk=webhook_id)).first()
        if row is not None and row.state == WebhookState.ACTIVE:
            _pause(row, why[:LONGEST_WHY], SYSTEM, now)


def resume(*, actor: Actor, webhook_id: int, now: datetime) -> Webhook:
    """Send again, what waited first; who resumes it answers for it from now on.

    Raises Denied, NotVisible, StaleState for one that isn't paused.
    """
    with transaction.atomic():
        row = held(actor, webhook_id, now)
        if row.state != WebhookState.PAUSED:
            raise StaleState(_("This webhook isn't paused."), remedy=_("Reload the page."))
        row.state, row.paused_why, row.owner_id = WebhookState.ACTIVE, "", person(actor)
        row.failing_since, row.silences, row.rests_until = None, 0, None
        row.save()
        waiting = WebhookMessage.objects.filter(webhook=row, done_at=None, dead_at=None)
        waiting.filter(lease=None).update(due_at=now, attempts=0)
        _record("webhook.resumed", actor, row, now)
        return row


def remove(*, actor: Actor, webhook_id: int, now: datetime) -> Webhook:
    """End a webhook: address and secrets are forgotten, and what waits isn't sent.

    Raises Denied, NotVisible.
    """
    with transaction.atomic():
        row = held(actor, webhook_id, now)
        row.removed_at, row.address = now, ""
        row.save(update_fields=["removed_at", "address"])
        row.secrets.all().delete()
        waiting = WebhookMessage.objects.filter(webhook=row, done_at=None, dead_at=None)
        waiting.update(dead_at=now, lease=None, token=None, error="The webhook was removed.")
        _record("webhook.removed", actor, row, now)
        return row


def try_out(*, actor: Actor, webhook_id: int, now: datetime) -> WebhookMessage:
    """Send a test; its place in the log says how it went. Raises Denied, NotVisible, StaleState."""
    with transaction.atomic():
        row = held(actor, webhook_id, now)
        if row.state == WebhookState.PAUSED:
            raise StaleState(_("This webhook is paused."), remedy=_("Resume it, then send a test."))
        return WebhookMessage.objects.create(
            webhook=row,
            scope=row.scope,
            event=TEST,
            in_turn=False,
            created_at=now,
            due_at=now,
        )


def held(actor: Actor, webhook_id: int, now: datetime) -> Webhook:
    """The webhook, kept from other writers, for one who may manage it. Raises Denied, NotVisible."""
    seen = visible(Webhook.objects.there(), actor, now, pk=webhook_id)
    _authorised(actor, seen.scope_id, now)
    row = locks.held(Webhook.objects.there().filter(pk=webhook_id)).first()
    if row is None:
        raise NotVisible(_("This webhook was removed meanwhile."))
    return row


def action(scope_id: int | None) -> str:
    """The right that managing webhooks there asks for."""
    return "webhook.manage_site" if scope_id is None else "webhook.manage"


def _refuse_others(actor: Actor, scope_id: int | None, now: datetime) -> None:
    """Before anything is locked: for nobody else a name is looked up, which may take long."""
    scopes = Scope.objects.all()
    scope = None if scope_id is None else visible(scopes, actor, now, pk=scope_id)
    authorise(actor, action(scope_id), scope, now=now)


def _authorised(actor: Actor, scope_id: int | None, now: datetime) -> Scope | None:
    scope = None if scope_id is None else locks.scope(actor, scope_id, now=now)
    authorise(actor, action(scope_id), scope, now=now)
    return scope


def _new_secret(row: Webhook, now: datetime) -> str:
    secret = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")
    WebhookSecret.objects.create(webhook=row, locked=vault.lock(secret), made_at=now)
    return secret


def _pause(row: Webhook, why: str, actor: Actor, now: datetime) -> None:
    row.state, row.paused_why = WebhookState.PAUSED, why
    row.save(update_fields=["state", "paused_why"])
    _record("webhook.paused", actor, row, now, by_rule=actor.is_system)


def _told(row: Webhook) -> dict[str, Any]:
    return {"origin": row.origin, "events": row.events}


def _record(kind: str, actor: Actor, row: Webhook, now: datetime, **data: Any) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=row.scope,
        subject=f"webhook:{row.pk}",
        now=now,
        name=row.name,
        **data,
    )
