"""Use cases, listed by what they are and by where they stand."""

from django.db.models import QuerySet

from governance.api.base import filtered, lists
from governance.api.fields import Choice, Text
from portal.api.board import BoardFilter
from portal.api.reader import reader
from portal.pages.board_filters import Filters
from projects import queries
from projects.api.use_cases import Founding, UseCaseOut
from projects.words import Lifecycle
from workflows.models import Position


class UseCaseFilter(BoardFilter):
    """Which use cases to show: by their own words, and as the board's filters have it."""

    slug = Text(required=False)
    lifecycle = Choice(Lifecycle.choices, required=False)


class UseCases(Founding):
    @lists(UseCaseOut, asks=UseCaseFilter, orders=("title", "slug", "lifecycle", "created_at"))
    def get(self, slug: str | None = None, lifecycle: str | None = None, **given: str) -> QuerySet:
        """The use cases that you may see; retired ones too, unlike on the board."""
        found = queries.use_cases(self.actor, self.now)
        if given:
            found = found.filter(pk__in=self._standing(**given))
        return filtered(found, slug=slug, lifecycle=lifecycle)

    def _standing(self, **given: str) -> QuerySet:
        """Those that stand where the board's filters say."""
        who, asked = reader(self), Filters.of(given)
        rows = asked.chosen(Position.objects.visible_to(who.actor, who.now))
        return rows.filter(asked.shown(who)).values("use_case")
