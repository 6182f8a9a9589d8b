"""Channels at the console: where news is sent outside, and what couldn't be sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.actors import Actor
from governance.admin.acts import Act
from governance.admin.base import ReadOnlyAdmin
from governance.admin.record import MENDERS, Standing
from governance.admin.site import KEEPERS, site
from governance.models import Channel, Dispatch
from governance.noticing import NoticeKind
from governance.services import channels, dispatches
from governance.words import SiteRole

ADMINISTRATORS = frozenset({SiteRole.ADMINISTRATOR})


class ChannelForm(forms.Form):
    name = forms.CharField(max_length=60, help_text="as people choose it, such as #ml-gates")
    address = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="slack://…, workflows://… (Teams), or the service's webhook. It is locked, and "
        "never shown again.",
    )
    kinds = forms.MultipleChoiceField(
        choices=NoticeKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="what may be sent there",
    )
    use_case = forms.CharField(
        required=False, help_text="the key of the one use case it is for; empty: for all"
    )
    by_itself = forms.BooleanField(
        required=False,
        label=gettext_lazy("Every event"),
        help_text="It hears of each event of these kinds by itself. Otherwise only what people "
        "choose to be told there.",
    )


class ChangeForm(ChannelForm):
    address = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        required=False,
        help_text="Empty: it keeps the one that it has.",
    )


def _add(actor: Actor, row: None, values: Mapping[str, Any], now: datetime) -> str:
    made = channels.add(actor=actor, now=now, **values)
    return _("%(made)s is there. Send a test to see whether it works.") % {"made": made}


def _change(actor: Actor, row: Channel, values: Mapping[str, Any], now: datetime) -> str:
    channels.change(actor=actor, channel_id=row.pk, now=now, **values)
    return "Changed."


def _try_out(actor: Actor, row: Channel, values: Mapping[str, Any], now: datetime) -> str:
    channels.try_out(actor=actor, channel_id=row.pk, now=now)
    return _("A test is on its way; reload in half a minute, and this page says how it went.")


def _close(actor: Actor, row: Channel, values: Mapping[str, Any], now: datetime) -> str:
    channels.close(actor=actor, channel_id=row.pk, now=now)
    return _("Nothing more is sent to %(row)s; its address is forgotten.") % {"row": row}


def _retry(actor: Actor, row: Dispatch, values: Mapping[str, Any], now: datetime) -> str:
    dispatches.retry(actor=actor, dispatch_id=row.pk, now=now)
    return _("It starts again from its first try.")


def _open(row: Channel) -> bool:
    return row.closed_at is None


@admin.register(Channel, site=site)
class ChannelAdmin(ReadOnlyAdmin):
    """Names and outcomes; the addresses stay locked."""

    readers = KEEPERS
    list_display = ("name", "service", "for_whom", "by_itself", "sent_at", "failed_at", "closed_at")
    fields = (
        "name", "service", "for_whom", "what", "by_itself", "created_at", "sent_at", "failed_at",
        "error", "closed_at",
    )  # fmt: skip
    readonly_fields = ("for_whom", "what")
    list_select_related = ("scope",)
    acts = (
        Act("add", gettext_lazy("Add a channel"), _add, ADMINISTRATORS, ChannelForm, on_list=True),
        Act("change", gettext_lazy("Change it"), _change, ADMINISTRATORS, ChangeForm, fits=_open),
        Act("test", gettext_lazy("Send a test"), _try_out, ADMINISTRATORS, fits=_open),
        Act("close", gettext_lazy("Close it"), _close, ADMINISTRATORS, fits=_open),
    )

    @admin.display(description="for")
    def for_whom(self, row: Channel) -> str:
        return row.scope.key if row.scope else _("all use cases")

    @admin.display(description="takes")
    def what(self, row: Channel) -> str:
        return "; ".join(str(NoticeKind(one).label) for one in row.kinds)

    def initial_of(self, act: Act, row: Model | None) -> dict[str, Any]:
        if not isinstance(row, Channel):
            return {}
        return {
            "name": row.name,
            "kinds": row.kinds,
            "use_case": row.scope.key if row.scope else "",
            "by_itself": row.by_itself,
        }


@admin.register(Dispatch, site=site)
class DispatchAdmin(ReadOnlyAdmin):
    """What was sent outside, what waits, and the dead letters; never what it said."""

    readers = KEEPERS
    list_display = ("pk", "kind", "goes_to", "due_at", "attempts", "done_at", "dead_at", "error")
    list_filter = (Standing, "kind")
    list_select_related = ("channel", "notice__recipient")
    fields = (
        "kind", "goes_to", "due_at", "digest", "attempts", "done_at", "left_out", "dead_at",
        "error",
    )  # fmt: skip
    readonly_fields = ("goes_to",)
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

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("channel", "notice__recipient")

    @admin.display(description="to")
    def goes_to(self, row: Dispatch) -> str:
        if row.channel:
            return str(row.channel)
        return (
            _("%(recipient)s, by e-mail") % {"recipient": row.notice.recipient}
            if row.notice
            else ""
        )
