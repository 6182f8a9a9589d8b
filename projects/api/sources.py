"""The catalogue of places and sources, and who may read which."""

from django.db.models import QuerySet
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists, shows
from governance.api.fields import Choice, Id, Text, Whole
from governance.api.paging import Paging
from projects import access, queries
from projects.api.use_cases import USE_CASES
from projects.models import DataSource, Place, SourceAccess
from projects.services import places, source_access, sources
from projects.words import Classification, PlaceKind

SOURCES = DataSource.objects.select_related("place", "owner", "registered_by")


class PlaceIn(serializers.Serializer):
    """A new place."""

    code = Text()
    title = Text()
    kind = Choice(PlaceKind.choices)
    region = Text(required=False)


class PlaceOut(outputs.Row):
    """Where something is."""

    class Meta:
        model = Place
        fields = ["id", "code", "title", "kind", "region"]


class SourceIn(serializers.Serializer):
    """A new source."""

    key = Text()
    title = Text()
    system = Text()
    place_id = Id()
    owner_id = Id()
    classification = Choice(Classification.choices)
    volume = Whole(required=False)
    description = Text(required=False)
    reached_by = Text(required=False)


class SourceChangeIn(serializers.Serializer):
    """What its owner changes of a source; it never moves."""

    title = Text(required=False)
    description = Text(required=False)
    volume = Whole(required=False)
    classification = Choice(Classification.choices, required=False)
    owner_id = Id(required=False)
    reached_by = Text(required=False)


class SourceFilter(Paging):
    """Which sources to show."""

    key = Text(required=False)
    place = Id(required=False)
    owner = Id(required=False)
    classification = Choice(Classification.choices, required=False)


class SourceOut(outputs.Row):
    """A table, a file or a feed that has an owner."""

    place = PlaceOut()

    class Meta:
        model = DataSource
        fields = [
            "id", "key", "title", "system", "reached_by", "place", "owner", "classification",
            "volume", "description", "registered_by", "registered_at",
        ]  # fmt: skip


class AccessIn(serializers.Serializer):
    """Which source, and what for."""

    source_id = Id()
    reason = Text()


class AnswerIn(serializers.Serializer):
    """What the owner says."""

    answer = Text(default="")


class AccessOut(outputs.Row):
    """Whether a use case may read a source."""

    use_case = serializers.SlugField(source="use_case.slug")
    source = serializers.CharField(source="source.key")  # type: ignore[assignment]

    class Meta:
        model = SourceAccess
        fields = [
            "id", "use_case", "source", "state", "reason", "asked_by", "asked_at", "decided_by",
            "decided_at", "answer",
        ]  # fmt: skip


class Places(Endpoint):
    @lists(PlaceOut, orders=("code", "title"))
    def get(self) -> QuerySet:
        """All places."""
        return Place.objects.all()

    @act(PlaceIn, PlaceOut)
    def post(self, **given) -> Place:
        """Add a place."""
        return places.add(**self.who, **given)


class Sources(Endpoint):
    @lists(SourceOut, asks=SourceFilter, orders=("key", "title"))
    def get(self, **given) -> QuerySet:
        """The catalogue of sources, the same for everybody."""
        return filtered(SOURCES, **given)

    @act(SourceIn, SourceOut)
    def post(self, **given) -> DataSource:
        """Register a source."""
        return sources.register(**self.who, **given)


class SourceRow(Endpoint):
    holds = SOURCES

    @shows(SourceOut)
    def get(self) -> DataSource:
        """One source."""
        return access.catalogued(SOURCES, self.pk)

    @act(SourceChangeIn, SourceOut, status=200)
    def patch(self, **given) -> DataSource:
        """Change what its owner may change."""
        return sources.change(source_id=self.pk, **self.who, **given)


class UseCaseAccess(Endpoint):
    about = USE_CASES

    @lists(AccessOut)
    def get(self) -> QuerySet:
        """What the use case may read or has asked for."""
        rows = SourceAccess.objects.filter(use_case=self.row)
        return rows.select_related("use_case", "source", "asked_by", "decided_by")

    @act(AccessIn, AccessOut)
    def post(self, **given) -> SourceAccess:
        """Ask a source's owner for access."""
        return source_access.ask(use_case_id=self.pk, **self.who, **given)


class AccessWaiting(Endpoint):
    @lists(AccessOut)
    def get(self) -> QuerySet:
        """Requests that wait for you, as the owner of a source."""
        rows = queries.access_waiting_for(self.actor, self.now)
        return rows.select_related("use_case", "source", "asked_by", "decided_by")


class AccessGrant(Endpoint):
    @act(AnswerIn, AccessOut, status=200)
    def post(self, **given) -> SourceAccess:
        """Grant it, as the owner of the source."""
        return source_access.grant(access_id=self.pk, **self.who, **given)


class AccessRefusal(Endpoint):
    @act(AnswerIn, AccessOut, status=200)
    def post(self, **given) -> SourceAccess:
        """Refuse it, as the owner of the source."""
        return source_access.refuse(access_id=self.pk, **self.who, **given)


class AccessRevocation(Endpoint):
    @act(AnswerIn, AccessOut, status=200)
    def post(self, **given) -> SourceAccess:
        """Take it back, as the owner of the source."""
        return source_access.revoke(access_id=self.pk, **self.who, **given)
