"""The board: where each use case stands, whose turn it is, what it does in service."""

from django.db.models import QuerySet
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, lists
from governance.api.fields import Choice, Stored, Text
from governance.api.paging import Paging
from governance.words import Role
from portal.api.reader import reader
from portal.pages.board_filters import SHOWS, Filters
from projects.words import Residency, Tier
from workflows.models import Position
from workflows.words import Stage

SHOWN = [(one, one) for one in SHOWS if one]


class BoardFilter(Paging):
    """Which use cases to show, as the board's own filters have it."""

    show = Choice(SHOWN, required=False, help_text="waiting: for your vote; mine: you have a role")
    stage = Choice(Stage.choices, required=False)
    tier = Choice(Tier.choices, required=False)
    residency = Choice(Residency.choices, required=False)
    role = Choice(Role.choices, required=False, help_text="whose turn it is")
    q = Text(required=False, help_text="words of its title")


class PositionOut(outputs.Row):
    """Where a use case stands. `urgent_at` is far off where nothing is due."""

    use_case = serializers.SlugField(source="slug", read_only=True, help_text="its slug")
    use_case_id = serializers.IntegerField(read_only=True)
    turn_names = Stored()
    verdict = Stored(help_text="what the last window says of the first objective that speaks")

    class Meta:
        model = Position
        fields = [
            "id", "use_case", "use_case_id", "title", "lifecycle", "cycle", "cycle_began", "stage",
            "place", "review_id", "due_at", "urgent_at", "turn", "turn_role", "turn_names",
            "version", "serving", "window", "verdict", "tier", "residency", "classification",
        ]  # fmt: skip


class Board(Endpoint):
    @lists(PositionOut, asks=BoardFilter, orders=("urgent_at", "title", "place", "turn_role"))
    def get(self, **given: str) -> QuerySet:
        """Where the use cases stand that you may see; retired ones are left out."""
        who, asked = reader(self), Filters.of(given)
        return asked.narrowed(who).filter(asked.shown(who))
