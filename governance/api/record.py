"""The record: entries, receipts that a stranger can check, and deliveries that died."""

import json

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from governance.access import authorise, may
from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists, shows
from governance.api.fields import Stored, Text
from governance.api.paging import Paging
from governance.errors import NotVisible, StaleState
from governance.models import Delivery, LedgerEntry, Scope
from governance.services import deliveries, exporting


class EntryFilter(Paging):
    """Which entries to show."""

    kind = Text(required=False)
    scope = Text(required=False)


class EntryOut(outputs.Row):
    """One entry; `body` is what was sealed."""

    body = Stored()

    class Meta:
        model = LedgerEntry
        fields = ["id", "uuid", "scope", "kind", "actor", "actor_name", "occurred_at", "body"]


class ReceiptOut(serializers.Serializer):
    """What proves that an entry is in the record, to somebody who has only the public key."""

    head = serializers.DictField()
    entry = serializers.DictField()


class DeliveryOut(outputs.Row):
    """A delivery that died after all its attempts; whose it was, the record says of its entry."""

    class Meta:
        model = Delivery
        fields = ["id", "entry_id", "subscriber", "attempts", "dead_at", "error"]


class Entries(Endpoint):
    @lists(EntryOut, asks=EntryFilter)
    def get(self, **given) -> QuerySet:
        """The whole record, for officers and auditors."""
        authorise(self.actor, "record.read", None, now=self.now)
        return filtered(LedgerEntry.objects.all(), **given)


class Receipt(Endpoint):
    may_conflict = True

    @shows(ReceiptOut)
    def get(self) -> dict:
        """The proof of one entry that you may see."""
        text = exporting.receipt(self._entry())
        if text is None:
            raise StaleState(_("This entry isn't sealed yet."), remedy=_("Ask again in a second."))
        head, entry = (json.loads(line) for line in text.splitlines())
        return {"head": head, "entry": entry}

    def _entry(self) -> LedgerEntry:
        entry = LedgerEntry.objects.filter(pk=self.pk).first()
        mine = Scope.objects.visible_to(self.actor, self.now)
        if entry is not None and (
            may(self.actor, "record.read", None, now=self.now).ok
            or mine.filter(key=entry.scope).exists()
        ):
            return entry
        raise NotVisible(_("There is no such entry, or you may not see it."))


class DeadLetters(Endpoint):
    @lists(DeliveryOut)
    def get(self) -> QuerySet:
        """Deliveries that died, for those who may retry them."""
        authorise(self.actor, "delivery.retry", None, now=self.now)
        return Delivery.objects.filter(dead_at__isnull=False)


class DeadLetterRetry(Endpoint):
    @act(None, DeliveryOut, status=200)
    def post(self) -> Delivery:
        """Let a dead letter start again."""
        return deliveries.retry(delivery_id=self.pk, **self.who)
