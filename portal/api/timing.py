"""Where the days went: the tables of the Timing page, by the same filters."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from governance.api.base import Endpoint, shows
from governance.api.fields import Choice
from governance.errors import NotVisible
from portal.pages.timing.filters import ORDERS, PERIODS, Filters
from portal.pages.timing.tables import TABLES, Asked
from projects.words import Tier
from workflows.words import Stage


class TimingIn(serializers.Serializer):
    """The period, and what to leave out."""

    period = Choice([(key, said[2]) for key, said in PERIODS.items()], required=False)
    tier = Choice(Tier.choices, required=False)
    stage = Choice(Stage.choices, required=False)
    order = Choice([(one, one) for one in ORDERS], required=False, help_text="of the tower")


class HeadOut(serializers.Serializer):
    """A table by its name, and the names of its columns."""

    name = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())


class TableOut(serializers.Serializer):
    """A table: the names of its columns, and its rows."""

    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.JSONField()))


class Tables(Endpoint):
    @shows(HeadOut, many=True)
    def get(self) -> list[dict[str, Any]]:
        """The tables that there are."""
        return [{"name": name, "columns": one.head} for name, one in TABLES.items()]


class Table(Endpoint):
    @shows(TableOut, asks=TimingIn)
    def get(self, **given: str) -> dict[str, Any]:
        """One table, about the use cases that you may see; days begin as your time zone has it."""
        name = self.kwargs["name"]
        if name not in TABLES:
            raise NotVisible(_("There is no such table."))
        zone = timezone.get_current_timezone()
        asked = Asked(self.actor, Filters.read(given), self.now, zone)
        return {"columns": TABLES[name].head, "rows": list(TABLES[name].rows(asked))}
