"""Use cases at the console: briefs and platform plans to read, suspending and retiring to propose."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.actors import Actor
from governance.admin.acts import Act, Run
from governance.admin.base import ReadOnlyAdmin, ReadOnlyInline
from governance.admin.site import site
from governance.words import SiteRole
from projects.models import (
    BriefRevision,
    FrameworkRequest,
    Objective,
    PlatformPlan,
    SourceAccess,
    UseCase,
)
from projects.services import use_cases
from projects.words import Lifecycle

OFFICERS = frozenset({SiteRole.OFFICER})


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A second person reads it and confirms; until then nothing happens.",
    )


def _propose(act: str) -> Run:
    def run(actor: Actor, row: UseCase, values: Mapping[str, Any], now: datetime) -> str:
        use_cases.propose(
            actor=actor, use_case_id=row.pk, act=act, reason=values["reason"], now=now
        )
        return _("It is proposed to %(act)s %(row)s; a second person has to confirm.") % {
            "act": act,
            "row": row,
        }

    return run


class BriefInline(ReadOnlyInline):
    model = BriefRevision
    fields = ("number", "tier", "classification", "residency", "author", "created_at")
    show_change_link = True
    ordering = ("-number",)


class ObjectiveInline(ReadOnlyInline):
    model = Objective
    fields = ("metric", "direction", "threshold", "measured_on", "segment")


@admin.register(UseCase, site=site)
class UseCaseAdmin(ReadOnlyAdmin):
    list_display = ("title", "slug", "lifecycle", "policy", "created_by", "created_at")
    list_filter = ("lifecycle", "policy")
    list_select_related = ("policy", "created_by")
    search_fields = ("title", "slug", "summary")
    inlines = (BriefInline,)
    acts = (
        Act("suspend", gettext_lazy("Propose to suspend"), _propose("suspend"), OFFICERS, ReasonForm,
            fits=lambda row: row.lifecycle == Lifecycle.ACTIVE),
        Act("resume", gettext_lazy("Propose to resume"), _propose("resume"), OFFICERS, ReasonForm,
            fits=lambda row: row.lifecycle == Lifecycle.SUSPENDED),
        Act("retire", gettext_lazy("Propose to retire"), _propose("retire"), OFFICERS, ReasonForm,
            fits=lambda row: row.lifecycle != Lifecycle.RETIRED),
    )  # fmt: skip


@admin.register(BriefRevision, site=site)
class BriefRevisionAdmin(ReadOnlyAdmin):
    list_display = ("use_case", "number", "tier", "classification", "residency", "author")
    list_filter = ("tier", "classification", "residency")
    list_select_related = ("use_case", "author")
    search_fields = ("use_case__title", "title")
    inlines = (ObjectiveInline,)


@admin.register(PlatformPlan, site=site)
class PlatformPlanAdmin(ReadOnlyAdmin):
    list_display = ("use_case", "number", "revision", "cpu_cores", "memory_gib", "author")
    list_select_related = ("use_case", "revision__environment", "author")


@admin.register(SourceAccess, site=site)
class SourceAccessAdmin(ReadOnlyAdmin):
    list_display = ("source", "use_case", "state", "asked_by", "asked_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("source", "use_case", "asked_by", "decided_by")


@admin.register(FrameworkRequest, site=site)
class FrameworkRequestAdmin(ReadOnlyAdmin):
    list_display = ("name", "specifier", "environment", "scope", "state", "asked_by", "asked_at")
    list_filter = ("state", "environment")
    list_select_related = ("environment", "scope", "asked_by")
