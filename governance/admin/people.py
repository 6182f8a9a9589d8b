"""People at the console: accounts, site roles, teams to read, delegations and keys."""

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
from governance.admin.person import actor_of
from governance.admin.site import KEEPERS, READERS, site
from governance.models import ApiToken, Delegation, Membership, SiteGrant, User
from governance.services import people
from governance.words import SiteRole

ADMINISTRATORS = frozenset({SiteRole.ADMINISTRATOR})


class AccountForm(forms.Form):
    username = forms.CharField(max_length=150)
    full_name = forms.CharField(max_length=200)
    email = forms.CharField(max_length=254, required=False)
    time_zone = forms.CharField(max_length=64, initial="UTC")
    password = forms.CharField(
        widget=forms.PasswordInput, required=False, help_text="Empty: this account can't sign in."
    )
    is_service = forms.BooleanField(
        required=False, help_text="A pipeline's account: it writes through the API, never votes."
    )


class SiteRoleForm(forms.Form):
    role = forms.ChoiceField(choices=SiteRole.choices)


class AddressForm(forms.Form):
    email = forms.CharField(
        max_length=254,
        required=False,
        help_text="Notices go there, and the letter that renews a password. Empty: no mail.",
    )


def _add(actor: Actor, row: None, values: Mapping[str, Any], now: datetime) -> str:
    password = values["password"] or None
    user = people.add(actor=actor, **{**values, "password": password}, now=now)
    return _("%(user)s has an account.") % {"user": user}


def _grant(actor: Actor, row: User, values: Mapping[str, Any], now: datetime) -> str:
    grant = people.grant_site_role(actor=actor, user_id=row.pk, role=values["role"], now=now)
    return _("%(row)s is %(role)s from now on.") % {"row": row, "role": grant.get_role_display()}


def _end(actor: Actor, row: User, values: Mapping[str, Any], now: datetime) -> str:
    grant = people.end_site_role(actor=actor, user_id=row.pk, role=values["role"], now=now)
    return _("%(row)s isn't %(role)s any more.") % {"row": row, "role": grant.get_role_display()}


def _readdress(actor: Actor, row: User, values: Mapping[str, Any], now: datetime) -> str:
    people.change_address(actor=actor, user_id=row.pk, email=values["email"], now=now)
    return _("The mail of %(row)s goes to the new address from now on.") % {"row": row}


def _deactivate(actor: Actor, row: User, values: Mapping[str, Any], now: datetime) -> str:
    people.deactivate(actor=actor, user_id=row.pk, now=now)
    return _("The account of %(row)s is closed; the name stays in the record.") % {"row": row}


class SiteGrantInline(ReadOnlyInline):
    model = SiteGrant
    joined = ("user",)
    fields = ("role", "since", "until")


class MembershipInline(ReadOnlyInline):
    model = Membership
    joined = ("user", "scope")
    fields = ("role", "since", "until")
    verbose_name_plural = gettext_lazy("roles in use cases (which ones, officers and auditors see)")

    def get_fields(self, request, obj=None):
        """Use cases are none of an administrator's business."""
        held = actor_of(request).site_roles
        return ("scope", *self.fields) if held & READERS else self.fields


@admin.register(User, site=site)
class UserAdmin(ReadOnlyAdmin):
    readers = KEEPERS
    list_display = ("username", "full_name", "is_active", "is_service", "last_login")
    list_filter = ("is_active", "is_service")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    fields = (
        "username", "full_name", "email", "time_zone", "uuid",
        "is_active", "is_service", "date_joined", "last_login",
    )  # fmt: skip
    readonly_fields = ("full_name", "uuid")
    inlines = (SiteGrantInline, MembershipInline)
    acts = (
        Act("add", gettext_lazy("Add an account"), _add, ADMINISTRATORS, AccountForm, on_list=True),
        Act("grant", gettext_lazy("Grant a site role"), _grant, ADMINISTRATORS, SiteRoleForm,
            fits=lambda user: user.is_active),
        Act("end", gettext_lazy("End a site role"), _end, ADMINISTRATORS, SiteRoleForm,
            fits=lambda user: user.is_active),
        Act("address", gettext_lazy("Change the e-mail address"), _readdress, ADMINISTRATORS, AddressForm,
            fits=lambda user: user.is_active),
        Act("deactivate", gettext_lazy("Close the account"), _deactivate, ADMINISTRATORS,
            fits=lambda user: user.is_active),
    )  # fmt: skip

    @admin.display(description="name", ordering="first_name")
    def full_name(self, user: User) -> str:
        return user.label


@admin.register(Membership, site=site)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "role", "scope", "since", "until")
    list_filter = ("role", "scope")
    list_select_related = ("user", "scope")
    search_fields = ("user__username", "user__first_name", "scope__key")


@admin.register(Delegation, site=site)
class DelegationAdmin(ReadOnlyAdmin):
    list_display = ("giver", "taker", "role", "scope", "since", "until", "revoked_at")
    list_filter = ("role",)
    list_select_related = ("giver", "taker", "scope")


@admin.register(ApiToken, site=site)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Names and dates of keys, what they open and allow; the digests stay where they are."""

    readers = KEEPERS
    list_display = ("name", "user", "token_key", "opens", "uses", "expiry", "last_used_at")
    list_select_related = ("user", "scope")
    fields = (
        "name",
        "user",
        "token_key",
        "opens",
        "uses",
        "lent_for",
        "created",
        "expiry",
        "last_used_at",
    )
    readonly_fields = ("opens", "uses")
    search_fields = ("name", "user__username")

    def get_list_display(self, request):
        return self.told(request, self.list_display)

    def get_fields(self, request, obj=None):
        return self.told(request, self.fields)

    @admin.display(description="opens")
    def opens(self, token: ApiToken) -> str:
        return _("one use case") if token.scope_id else _("the whole API")

    @admin.display(description="allows")
    def uses(self, token: ApiToken) -> str:
        return ", ".join(token.uses)
