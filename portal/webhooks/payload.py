"""What a message says: the same bytes from try to try, made of what the record keeps for good."""

import json
from typing import Any

from django.conf import settings

from governance import canonical
from governance.models import LedgerEntry, WebhookMessage
from portal.pages import links


def of(message: WebhookMessage) -> str:
    """The body, as the specification of Standard Webhooks wants it: type, timestamp, data."""
    if message.entry_id is None:
        return _written(message.event, canonical.moment_text(message.created_at), _test(message))
    entry = LedgerEntry.objects.get(pk=message.entry_id)
    body = canonical.loads(entry.body)
    return _written(message.event, body["occurred_at"], _told(entry, body))


def _written(event: str, at: str, data: dict[str, Any]) -> str:
    said = {"type": event, "timestamp": at, "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _told(entry: LedgerEntry, body: dict[str, Any]) -> dict[str, Any]:
    """The entry's ids, values and hashes; `sha256` is that of its body in the record."""
    return {
        "entry": {
            "id": entry.pk,
            "uuid": body["id"],
            "kind": body["kind"],
            "sha256": canonical.sha256(entry.body),
        },
        "use_case": entry.scope or None,
        "subject": body["subject"],
        "actor": body["actor"],
        "recorded_at": body["recorded_at"],
        "values": body["data"],
        "links": _links(entry),
    }


def _links(entry: LedgerEntry) -> dict[str, str]:
    receipt = f"/api/v1/ledger/{entry.pk}/receipt/"
    if entry.scope:
        paths = {
            "use_case": links.to("use_case", entry.scope),
            "entry": links.to("uc_record_entry", entry.scope, entry.pk),
        }
    else:
        paths = {"entry": links.to("record_entry", entry.pk)}
    return {
        name: settings.PUBLIC_URL + path for name, path in {**paths, "receipt": receipt}.items()
    }


def _test(message: WebhookMessage) -> dict[str, Any]:
    scope = message.webhook.scope
    return {
        "webhook": message.webhook_id,
        "use_case": scope.key if scope else None,
        "links": {"schema": f"{settings.PUBLIC_URL}/api/v1/schema/"},
    }
