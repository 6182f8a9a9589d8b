"""The record at the console: entries and checkpoints to read, dead letters to send again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.actors import Actor
from governance.admin.acts import Act
from governance.admin.base import ReadOnlyAdmin
from governance.admin.site import KEEPERS, site
from governance.models import Checkpoint, Delivery, LedgerEntry
from governance.services import deliveries
from governance.words import SiteRole

MENDERS = frozenset({SiteRole.OFFICER, SiteRole.ADMINISTRATOR})


def _retry(actor: Actor, row: Delivery, values: Mapping[str, Any], now: datetime) -> str:
    deliveries.retry(actor=actor, delivery_id=row.pk, now=now)
    return _("It starts again from its first attempt.")


@admin.register(LedgerEntry, site=site)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ("occurred_at", "kind", "actor_name", "scope", "recorded_at")
    list_filter = ("kind",)
    search_fields = ("=uuid", "=scope", "actor_name", "kind")
    date_hierarchy = "occurred_at"
    ordering = ("-pk",)


@admin.register(Checkpoint, site=site)
class CheckpointAdmin(ReadOnlyAdmin):
    list_display = ("size", "root", "created_at")
    ordering = ("-size",)


class Standing(admin.SimpleListFilter):
    """Dead letters first: they are what somebody has to look at."""

    title = gettext_lazy("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("dead", _("dead letters")), ("waiting", "waiting"), ("done", "done")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        match self.value():
            case "dead":
                return rows.filter(dead_at__isnull=False)
            case "waiting":
                return rows.filter(dead_at=None, done_at=None)
            case "done":
                return rows.filter(done_at__isnull=False)
        return rows


@admin.register(Delivery, site=site)
class DeliveryAdmin(ReadOnlyAdmin):
    readers = KEEPERS
    list_display = ("entry_id", "subscriber", "attempts", "run_after", "done_at", "dead_at")
    fields = (*list_display, "error")
    list_filter = (Standing, "subscriber")
    ordering = ("-pk",)
    acts = (
        Act(
            "retry",
            gettext_lazy("Try again"),
            _retry,
            MENDERS,
            fits=lambda row: row.dead_at is not None,
        ),
    )

    def get_list_display(self, request):
        return self.told(request, self.list_display)

    def get_fields(self, request, obj=None):
        return self.told(request, self.fields)
