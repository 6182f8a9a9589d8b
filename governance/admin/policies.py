"""Policies at the console: drafts are edited, published versions only read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.actors import Actor
from governance.admin.acts import Act
from governance.admin.base import ReadOnlyAdmin, ReadOnlyInline
from governance.admin.site import KEEPERS, site
from governance.models import Policy, PolicyVersion
from governance.services import policies
from governance.words import SiteRole

OFFICERS = frozenset({SiteRole.OFFICER})


class DraftForm(forms.Form):
    title = forms.CharField(max_length=200)
    source = forms.CharField(
        label=gettext_lazy("Policy (YAML)"),
        widget=forms.Textarea(attrs={"rows": 40, "cols": 100, "spellcheck": "false"}),
    )


class NewPolicyForm(DraftForm):
    name = forms.SlugField(max_length=80, help_text="Such as insurance; it never changes.")
    field_order = ("name", "title", "source")


def _create(actor: Actor, row: None, values: Mapping[str, Any], now: datetime) -> str:
    policy = policies.save_draft(actor=actor, **values, now=now)
    return _("The draft of %(policy)s is kept; nothing goes by it until it is published.") % {
        "policy": policy
    }


def _save(actor: Actor, row: Policy, values: Mapping[str, Any], now: datetime) -> str:
    policies.save_draft(actor=actor, name=row.name, **values, now=now)
    return _("The draft of %(row)s is kept; nothing goes by it until it is published.") % {
        "row": row
    }


def _publish(actor: Actor, row: Policy, values: Mapping[str, Any], now: datetime) -> str:
    version = policies.publish(actor=actor, policy_id=row.pk, now=now)
    return _("%(version)s is published; cycles that begin from now on go by it.") % {
        "version": version
    }


class VersionInline(ReadOnlyInline):
    model = PolicyVersion
    joined = ("policy", "published_by")
    fields = ("number", "published_at", "published_by", "sha256")
    show_change_link = True
    ordering = ("-number",)


@admin.register(Policy, site=site)
class PolicyAdmin(ReadOnlyAdmin):
    readers = KEEPERS
    list_display = ("title", "name")
    inlines = (VersionInline,)
    acts = (
        Act("create", gettext_lazy("Draft a new policy"), _create, OFFICERS, NewPolicyForm, on_list=True),
        Act("save", gettext_lazy("Edit the draft"), _save, OFFICERS, DraftForm),
        Act("publish", gettext_lazy("Publish the draft"), _publish, OFFICERS,
            fits=lambda policy: bool(policy.draft)),
    )  # fmt: skip

    def initial_of(self, act: Act, row: Model | None) -> dict[str, Any]:
        """Editing begins with the draft or, where there is none, with what was published last."""
        if act.name != "save" or not isinstance(row, Policy):
            return {}
        newest = row.versions.order_by("-number").first()
        return {"title": row.title, "source": row.draft or (newest.source if newest else "")}


@admin.register(PolicyVersion, site=site)
class PolicyVersionAdmin(ReadOnlyAdmin):
    readers = KEEPERS
    list_display = ("policy", "number", "published_at", "published_by")
    list_filter = ("policy",)
    list_select_related = ("policy", "published_by")
