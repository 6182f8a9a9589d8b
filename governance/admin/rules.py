"""What was decided and what is owed, to read; approvals and waivers can be taken back."""

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
from governance.admin.site import site
from governance.models import (
    CheckResult,
    Finding,
    Gate,
    Proposal,
    Review,
    ReviewExclusion,
    Scope,
    Vote,
    Waiver,
)
from governance.policy import words
from governance.services import reviews, waivers
from governance.words import ReviewState, SiteRole

OFFICERS = frozenset({SiteRole.OFFICER})


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300)


class WaiverForm(forms.Form):
    stage = forms.ChoiceField(
        choices=[(key, label) for key, label in words.STAGE_LABELS.items() if key in words.GATED]
    )
    check_key = forms.CharField(max_length=80, help_text="Such as residency.")
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}))
    until = forms.DateTimeField(help_text="Year-month-day hour:minute, in UTC.")


def _revoke_approval(actor: Actor, row: Review, values: Mapping[str, Any], now: datetime) -> str:
    reviews.revoke(actor=actor, review_id=row.pk, reason=values["reason"], now=now)
    return _("The approval is revoked, and its gate is shut.")


def _grant_waiver(actor: Actor, row: Scope, values: Mapping[str, Any], now: datetime) -> str:
    waiver = waivers.grant(actor=actor, scope_id=row.pk, **values, now=now)
    return _("Granted: %(waiver)s.") % {"waiver": waiver}


def _revoke_waiver(actor: Actor, row: Waiver, values: Mapping[str, Any], now: datetime) -> str:
    waivers.revoke(actor=actor, waiver_id=row.pk, now=now)
    return _("The waiver has ended.")


class VoteInline(ReadOnlyInline):
    model = Vote
    joined = ("voter", "on_behalf_of")
    fields = ("voter", "on_behalf_of", "role", "kind", "choice", "cast_at")


class CheckInline(ReadOnlyInline):
    model = CheckResult
    fields = ("title", "outcome", "binding", "reason", "source")


class ExclusionInline(ReadOnlyInline):
    model = ReviewExclusion
    joined = ("user",)
    fields = ("user", "why")


@admin.register(Scope, site=site)
class ScopeAdmin(ReadOnlyAdmin):
    list_display = ("label", "key", "archived_at")
    search_fields = ("label", "key")
    acts = (Act("waive", gettext_lazy("Waive a check"), _grant_waiver, OFFICERS, WaiverForm),)


@admin.register(Gate, site=site)
class GateAdmin(ReadOnlyAdmin):
    list_display = ("scope", "stage", "state", "reason", "recheck_at")
    list_filter = ("state", "stage", "scope")
    list_select_related = ("scope",)


@admin.register(Review, site=site)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ("gate", "round", "state", "submitter", "submitted_at", "decided_at")
    list_filter = ("state", "gate__stage", "scope")
    list_select_related = ("gate__scope", "submitter")
    inlines = (CheckInline, VoteInline, ExclusionInline)
    acts = (
        Act("revoke", gettext_lazy("Revoke the approval"), _revoke_approval, OFFICERS, ReasonForm,
            fits=lambda review: review.state == ReviewState.APPROVED),
    )  # fmt: skip


@admin.register(Waiver, site=site)
class WaiverAdmin(ReadOnlyAdmin):
    list_display = ("scope", "stage", "check_key", "by", "since", "until", "revoked_at")
    list_filter = ("stage", "scope")
    list_select_related = ("scope", "by")
    acts = (
        Act("revoke", gettext_lazy("Revoke the waiver"), _revoke_waiver, OFFICERS,
            fits=lambda waiver: waiver.revoked_at is None),
    )  # fmt: skip


@admin.register(Finding, site=site)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ("title", "scope", "kind", "state", "owner", "due", "shuts_clearance")
    list_filter = ("state", "kind", "scope")
    list_select_related = ("scope", "owner")
    search_fields = ("title",)


@admin.register(Proposal, site=site)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ("scope", "act", "proposed_by", "decided_by", "state", "proposed_at")
    list_filter = ("state", "act")
    list_select_related = ("scope", "proposed_by", "decided_by")
