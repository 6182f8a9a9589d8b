"""One's desk: what waits for one, and what happened lately in one's use cases."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from governance.access import refuse_keys_of_one
from governance.api import outputs
from governance.api.base import Endpoint, lists, shows
from governance.api.flat import Together
from governance.api.paging import Limit
from governance.models import LedgerEntry
from portal.api.reader import reader
from portal.pages import activity, waits

USUAL = 50


class WaitingIn(serializers.Serializer):
    """How many to show."""

    limit = Limit(default=USUAL, help_text="1 to 200")


class WaitOut(serializers.Serializer):
    """One thing that waits, why, since and until when, and the page with the act that ends it."""

    kind = serializers.CharField()
    title = serializers.CharField()
    why = serializers.CharField()
    where = serializers.CharField()
    do = serializers.CharField()
    href = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)
    due = serializers.DateTimeField(allow_null=True)
    review_id = serializers.IntegerField(allow_null=True)


class WaitingOut(serializers.Serializer):
    """How much waits, and the most pressing of it."""

    count = serializers.IntegerField()
    items = WaitOut(many=True)


def _tell(items: list[dict[str, Any]], entries: list[tuple]) -> None:
    """The sentence of each."""
    for item, entry in zip(items, entries, strict=True):
        actor, text = activity.told(*entry)
        item["text"] = f"{actor} {text}" if actor else text


class ActivityOut(outputs.Row):
    """An entry of the record, in a sentence."""

    use_case = serializers.CharField(source="scope", read_only=True, help_text="its slug")
    text = serializers.CharField(read_only=True)

    class Meta:
        model = LedgerEntry
        together = Together(
            ("text",), ("kind", "scope", "where", "actor", "actor_name", "body"), _tell
        )
        fields = ["id", "kind", "use_case", "text", "occurred_at"]


class Waiting(Endpoint):
    @shows(WaitingOut, asks=WaitingIn)
    def get(self, limit: int = USUAL) -> dict[str, Any]:
        """What waits for you, the most pressing first."""
        refuse_keys_of_one(self.actor)
        who = reader(self)
        return {"count": who.count(), "items": waits.some(who, 0, limit)}


class Activity(Endpoint):
    @lists(ActivityOut, orders=("occurred_at",))
    def get(self) -> QuerySet:
        """What happened in your use cases, told in sentences; all of it is in the record."""
        return activity.entries(self.actor, self.now)
