"""The catalogues at the console: places, data sources, environments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.actors import Actor
from governance.admin.acts import Act
from governance.admin.base import ReadOnlyAdmin, ReadOnlyInline
from governance.admin.site import KEEPERS, site
from governance.words import SiteRole
from projects.models import DataSource, Environment, EnvironmentRevision, Framework, Place
from projects.services import places
from projects.words import PlaceKind

KEEPERS_OF_PLACES = frozenset({SiteRole.ADMINISTRATOR, SiteRole.OFFICER})


class PlaceForm(forms.Form):
    code = forms.SlugField(max_length=60, help_text="Such as hall-b; it never changes.")
    title = forms.CharField(max_length=200)
    kind = forms.ChoiceField(choices=PlaceKind.choices, help_text="It never changes.")
    region = forms.CharField(max_length=80, required=False)


def _add_place(actor: Actor, row: None, values: Mapping[str, Any], now: datetime) -> str:
    place = places.add(actor=actor, **values, now=now)
    return _("%(place)s is in the catalogue.") % {"place": place}


@admin.register(Place, site=site)
class PlaceAdmin(ReadOnlyAdmin):
    readers = KEEPERS
    list_display = ("title", "code", "kind", "region")
    list_filter = ("kind",)
    search_fields = ("title", "code", "region")
    acts = (
        Act(
            "add",
            gettext_lazy("Add a place"),
            _add_place,
            KEEPERS_OF_PLACES,
            PlaceForm,
            on_list=True,
        ),
    )


@admin.register(DataSource, site=site)
class DataSourceAdmin(ReadOnlyAdmin):
    """Data engineers register sources, owners describe them, both on Pitwall's own pages."""

    readers = KEEPERS
    list_display = ("title", "system", "place", "owner", "classification", "volume")
    list_filter = ("classification", "place")
    list_select_related = ("place", "owner")
    search_fields = ("title", "key", "system")


class RevisionInline(ReadOnlyInline):
    model = EnvironmentRevision
    fields = ("number", "cpu_cores", "memory_gib", "accelerators", "service_level", "created_at")
    show_change_link = True
    ordering = ("-number",)


class FrameworkInline(ReadOnlyInline):
    model = Framework
    fields = ("name", "version")


@admin.register(Environment, site=site)
class EnvironmentAdmin(ReadOnlyAdmin):
    """IT revises environments on Pitwall's own pages."""

    readers = KEEPERS
    list_display = ("title", "key", "place")
    list_select_related = ("place",)
    search_fields = ("title", "key")
    inlines = (RevisionInline,)


@admin.register(EnvironmentRevision, site=site)
class EnvironmentRevisionAdmin(ReadOnlyAdmin):
    readers = KEEPERS
    list_display = ("environment", "number", "cpu_cores", "memory_gib", "accelerators", "author")
    list_filter = ("environment",)
    list_select_related = ("environment", "author")
    inlines = (FrameworkInline,)
