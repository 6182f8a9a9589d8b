"""Data at the console: plans, versions and verdicts to read, files to compare with their digests."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.actors import Actor
from governance.admin.acts import Act
from governance.admin.base import ReadOnlyAdmin, ReadOnlyInline
from governance.admin.site import READERS, site
from projects import store
from projects.models import DataPlan, DatasetVersion, PlanStep, Verdict


def _compare(actor: Actor, row: DatasetVersion, values: Mapping[str, Any], now: datetime) -> str:
    if store.intact(row.scope.key, row.sha256):
        return _("The file of %(row)s still has its digest.") % {"row": row}
    return _("The file of %(row)s is gone or has been changed: its digest isn't %(sha256)s.") % {
        "row": row,
        "sha256": row.sha256,
    }


class StepInline(ReadOnlyInline):
    model = PlanStep
    fields = ("n", "kind", "title", "code_revision")


class VerdictInline(ReadOnlyInline):
    model = Verdict
    fields = ("round", "part", "asked_rows", "asked_by", "delivered_rows", "outcome")


@admin.register(DataPlan, site=site)
class DataPlanAdmin(ReadOnlyAdmin):
    list_display = ("use_case", "number", "target_column", "author", "created_at")
    list_select_related = ("use_case", "author")
    search_fields = ("use_case__title",)
    inlines = (StepInline, VerdictInline)


@admin.register(DatasetVersion, site=site)
class DatasetVersionAdmin(ReadOnlyAdmin):
    """Rows about data; the data itself isn't shown here."""

    list_display = ("label", "part", "scope", "rows", "passed", "sha256", "registered_by")
    list_filter = ("part", "passed", "scope")
    list_select_related = ("scope", "registered_by")
    search_fields = ("label", "sha256")
    acts = (Act("compare", gettext_lazy("Compare the file with its digest"), _compare, READERS),)
