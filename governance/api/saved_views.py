"""Views that people keep of a list: its filters, under a name."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from governance.access import person, refuse_keys_of_one
from governance.api import outputs
from governance.api.base import Endpoint, act, lists
from governance.api.fields import Choice, Text
from governance.models import SavedView
from governance.services import saved_views

PLACES = [(one, one) for one in saved_views.PLACES]


class SavedViewIn(serializers.Serializer):
    """The filters of a list, as the page has them in its address."""

    place = Choice(PLACES)
    name = Text()
    query = Text(required=False, help_text="such as show=stuck&view=table")


class SavedViewNameIn(serializers.Serializer):
    """Another name."""

    name = Text()


class SavedViewOut(outputs.Row):
    """A view of one's own."""

    class Meta:
        model = SavedView
        fields = ["id", "place", "name", "query", "made_at"]


class SavedViews(Endpoint):
    @lists(SavedViewOut, orders=("name",))
    def get(self) -> QuerySet:
        """The views that you keep."""
        refuse_keys_of_one(self.actor)
        return SavedView.objects.filter(user=person(self.actor))

    @act(SavedViewIn, SavedViewOut)
    def post(self, query: str = "", **given: Any) -> SavedView:
        """Keep a view; one of this name gets the new filters."""
        return saved_views.save(query=query, **self.who, **given)


class OneSavedView(Endpoint):
    @act(SavedViewNameIn, SavedViewOut, status=200)
    def patch(self, name: str) -> SavedView:
        """Call a view otherwise."""
        return saved_views.rename(view_id=self.pk, name=name, **self.who)

    @act(None, None, status=204)
    def delete(self) -> None:
        """Forget a view; what it showed stays."""
        saved_views.delete(view_id=self.pk, **self.who)
