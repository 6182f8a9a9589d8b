"""What is in service, and whether it holds, in every use case that one may see."""

from types import MappingProxyType

from django.db.models import QuerySet
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, lists
from portal.api.reader import reader
from portal.pages.monitoring import everywhere
from workflows.models import Position


def _or_none(state: str) -> str | None:
    """None for a use case in which nothing was judged."""
    return state or None


class WatchedOut(outputs.Shown):
    """A use case in operation: what serves, and what the last window said."""

    id = serializers.IntegerField(read_only=True)
    use_case = serializers.SlugField(source="slug", read_only=True, help_text="its slug")
    title = serializers.CharField(read_only=True)
    watch = serializers.IntegerField(
        read_only=True, help_text="1: serves, and is breached; 2: is breached"
    )
    serving = serializers.BooleanField(read_only=True)
    release = serializers.IntegerField(
        source="release_id", default=None, allow_null=True, read_only=True
    )
    window = serializers.IntegerField(
        source="judged_id",
        default=None,
        allow_null=True,
        read_only=True,
        help_text="the one that was judged last",
    )
    window_state = serializers.CharField(
        source="judged", default=None, allow_null=True, read_only=True
    )
    findings = serializers.IntegerField(
        source="concerns", read_only=True, help_text="open, about operation"
    )

    class Meta:
        model = Position
        made_of = MappingProxyType({"window_state": (_or_none, ("judged",))})
        fields = [
            "id", "use_case", "title", "watch", "serving", "release", "window", "window_state",
            "findings",
        ]  # fmt: skip


class Monitoring(Endpoint):
    @lists(WatchedOut, orders=("title",))
    def get(self) -> QuerySet:
        """The use cases that you may see in which something serves or was judged."""
        return everywhere.watched(reader(self))
