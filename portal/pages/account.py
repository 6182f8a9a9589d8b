"""One's own account: roles, roles lent to others and by others, tokens, what one is told."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.models import Delegation, Membership, Scope, SiteGrant
from governance.models.webhooks import SEES_SITE
from governance.queries.notices import channels_for, wishes
from governance.services import delegations, preferences, tokens
from governance.words import SiteRole, role_label
from portal.pages import acting
from portal.pages.forms.account import LendForm, ZoneForm
from portal.pages.forms.gate import end_of
from portal.pages.forms.keys import TokenForm
from portal.pages.forms.notices import NoticesForm
from portal.pages.frame import PageRequest, act, page


@page
def account(request: PageRequest) -> HttpResponse:
    """The account of the one who asks."""
    return _show(request)


@act
def lend(request: PageRequest) -> HttpResponse:
    """Lend a role to a colleague for a while."""
    form = LendForm(request.POST)

    def call() -> str:
        loan = delegations.give(
            actor=request.actor,
            until=end_of(form.cleaned_data["until"]),
            now=request.now,
            **form.given(),
        )
        return _("%(name)s may vote for you; each vote names both.") % {"name": loan.taker.label}

    status = acting.attempt(request, form, call)
    return _show(request, status=status, lend=form) if status else redirect("account")


@act
def zone(request: PageRequest) -> HttpResponse:
    """Choose the time zone in which pages write moments."""
    form = ZoneForm(request.POST)

    def call() -> str:
        preferences.set_time_zone(actor=request.actor, now=request.now, **form.cleaned_data)
        return _("Pages write times for this zone from now on.")

    status = acting.attempt(request, form, call)
    return _show(request, status=status, zone=form) if status else redirect("account")


@act
def choose_notices(request: PageRequest) -> HttpResponse:
    """Choose what one is told, where, and how often."""
    form = _notices(request, request.POST)

    def call() -> str:
        preferences.choose_notices(actor=request.actor, now=request.now, **form.given())
        return _("Kept. From now on you are told so.")

    status = acting.attempt(request, form, call)
    return _show(request, status=status, notices=form) if status else redirect("account")


@act
def end_loan(request: PageRequest, pk: int) -> HttpResponse:
    """Take a role back that was lent."""
    delegations.revoke(actor=request.actor, delegation_id=pk, now=request.now)
    messages.success(request, _("The role is yours alone again."))
    return redirect("account")


@act
def make_token(request: PageRequest) -> HttpResponse:
    """Make a token; its secret is on the page that answers, and nowhere after."""
    form = TokenForm(request.POST)
    form.offer(_use_cases(request))
    made: list[tokens.MadeToken] = []

    def call() -> str:
        made.append(tokens.make(actor=request.actor, now=request.now, **form.given()))
        return _("The token is made. Copy it now: it is shown this once.")

    status = acting.attempt(request, form, call)
    if status:
        return _show(request, status=status, token=form)
    return _show(request, made=made[0])


@act
def revoke_token(request: PageRequest, key: str) -> HttpResponse:
    """End a token of one's own."""
    tokens.revoke(actor=request.actor, key=key, now=request.now)
    messages.success(request, _("The token is revoked; it stops at its next request."))
    return redirect("account")


def _show(request: PageRequest, *, status: int = 200, **bound: Any) -> HttpResponse:
    mine = list(
        Membership.objects.active(request.now)
        .filter(user=request.user)
        .select_related("scope")
        .order_by("scope__label", "pk")
    )
    loans = _loans(request)
    form = bound.pop("lend", None) or LendForm()
    form.offer(_seats(mine), _colleagues(request, mine))
    token = bound.pop("token", None) or TokenForm()
    token.offer(_use_cases(request))
    grants = SiteGrant.objects.active(request.now).filter(user=request.user)
    context = {
        "mine": mine,
        "grants": list(grants.order_by("role")),
        "given": [one for one in loans if one.giver_id == request.user.pk],
        "taken": [one for one in loans if one.taker_id == request.user.pk],
        "tokens": list(tokens.of(actor=request.actor, now=request.now)),
        "lend": form,
        "token": token,
        "zone": ZoneForm(initial={"time_zone": request.user.time_zone}),
        "notices": bound.pop("notices", None) or _notices(request),
        "mail_configured": settings.EMAIL_CONFIGURED,
        "manages": SiteRole.ADMINISTRATOR in request.actor.site_roles,
        "keeps_site": not request.actor.site_roles.isdisjoint(SEES_SITE),
        **bound,
    }
    return render(request, "portal/account.html", context, status=status)


def _loans(request: PageRequest) -> list[Delegation]:
    """The votes that the reader has lent and been lent, the first to end first."""
    mine = Q(giver=request.user) | Q(taker=request.user)
    rows = Delegation.objects.filter(mine, revoked_at=None, until__gt=request.now)
    return list(rows.select_related("giver", "taker", "scope").order_by("until", "pk"))


def _notices(request: PageRequest, data: Any = None) -> NoticesForm:
    """The reader's choices, with the channels that they may choose."""
    return NoticesForm(
        data,
        wishes=wishes([request.user])[request.user.pk],
        channels=list(channels_for(request.actor, request.now)),
    )


def _use_cases(request: PageRequest) -> QuerySet[Scope]:
    """The use cases that a key of the reader's can open."""
    return Scope.objects.visible_to(request.actor, request.now).filter(archived_at=None)


def _seats(mine: list[Membership]) -> list[tuple[str, str]]:
    return [
        (f"{one.role}:{one.scope_id}", f"{role_label(one.role)}, {one.scope.label}") for one in mine
    ]


def _colleagues(request: PageRequest, mine: list[Membership]) -> list[tuple[int, str]]:
    """Members of the reader's use cases, the reader left out."""
    rows = Membership.objects.active(request.now).filter(
        scope__in=[one.scope_id for one in mine], user__is_active=True, user__is_service=False
    )
    people = rows.exclude(user=request.user).select_related("user").order_by("user__username")
    return list({one.user_id: one.user.label for one in people}.items())
