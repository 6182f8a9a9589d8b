"""What every console has in common: rows are read, and only acts change them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from governance.admin import acts
from governance.admin.acts import Act
from governance.admin.person import actor_of
from governance.admin.site import READERS

# What the links of Django's list filters and date hierarchies put behind the name of a field.
FILTER_ENDS = ("", "__exact", "__id__exact", "__isnull")
DATE_ENDS = ("__year", "__month", "__day")


class ReadOnlyInline(admin.TabularInline):
    """Rows under a row, to read; `joined` are the foreign keys that they show."""

    extra = 0
    can_delete = False
    joined: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related(*self.joined)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows to read for `readers`, with `acts` as buttons; nothing is added, changed or deleted
    but through them.
    """

    readers: ClassVar[frozenset[str]] = READERS
    acts: ClassVar[tuple[Act, ...]] = ()
    actions = None
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "governance/admin/row.html"
    change_list_template = "governance/admin/list.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(actor_of(request).site_roles & self.readers)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def told(self, request: HttpRequest, names: tuple[str, ...]) -> tuple[str, ...]:
        """Columns, and the use case beside them for those whose business it is: administrators keep
        accounts and connections, and read no use case by that.
        """
        return (*names, "scope") if actor_of(request).site_roles & READERS else names

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By what the page's own links filter, and nothing else: Django lets an address ask for any
        column, so that a hash or a digest that no page shows could be guessed letter by letter.
        """
        if self.date_hierarchy and lookup in {f"{self.date_hierarchy}{end}" for end in DATE_ENDS}:
            return value.isascii() and value.isdigit() and len(value) <= len("2026")
        return any(lookup in self._asked_by(one) for one in self.list_filter)

    def _asked_by(self, one: Any) -> set[str]:
        """The names that a filter has in an address."""
        if isinstance(one, str):
            return {f"{one}{end}" for end in FILTER_ENDS}
        return {one.parameter_name}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.act_view)
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("act/<slug:name>/", view, name=f"{stem}_list_act"),
            path("<path:object_id>/act/<slug:name>/", view, name=f"{stem}_act"),
            *super().get_urls(),
        ]

    def act_view(
        self, request: HttpRequest, name: str, object_id: str | None = None
    ) -> HttpResponse:
        """The page of one act, on a row or on the list."""
        act = next((one for one in self.acts if one.name == name), None)
        if act is None or act.on_list != (object_id is None):
            raise Http404(_("There is no such act here."))
        actor = actor_of(request)
        if not (self.has_view_permission(request) and actor.site_roles & act.roles):
            raise PermissionDenied(_("Your site role can't do this."))
        row = None if object_id is None else self._row(request, object_id)
        return acts.page(
            request,
            act,
            actor,
            row,
            back=self._back(row),
            context=self.admin_site.each_context(request) | {"opts": self.opts},
            initial=self.initial_of(act, row),
        )

    def initial_of(self, act: Act, row: Model | None) -> dict[str, Any]:
        """What an act's form shows before anything is typed."""
        return {}

    def _row(self, request: HttpRequest, object_id: str) -> Model:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404(_("There is no such row."))
        return row

    def _back(self, row: Model | None) -> str:
        stem = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        if row is None:
            return reverse(f"{stem}_changelist")
        return reverse(f"{stem}_change", args=[row.pk])

    def _buttons(self, request: HttpRequest, row: Model | None) -> list[Act]:
        """The acts that this person has here, as far as roles and the row's state say."""
        held = actor_of(request).site_roles
        return [
            act
            for act in self.acts
            if act.on_list == (row is None) and held & act.roles and act.fits(row)
        ]

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return super().changelist_view(
            request, {**(extra_context or {}), "acts": self._buttons(request, None)}
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context=None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        shown = {"acts": self._buttons(request, row) if row else []}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})
