"""Webhooks of a use case or of the whole site, one webhook with its log, and what is done to them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance import rules
from governance.access import may, visible
from governance.errors import Denied
from governance.models import Scope, Webhook, WebhookMessage
from governance.models.webhooks import SEES_SITE
from governance.services import webhook_messages, webhooks
from governance.services.webhooks import MadeWebhook
from portal.pages import lookup
from portal.pages.acting import DONE, attempt
from portal.pages.forms.webhooks import ChangeForm, RotateForm, WebhookForm
from portal.pages.frame import PageRequest, act, form_page, page
from portal.pages.head import head
from portal.pages.paging import Stretch

A_PAGE = 25


@form_page
def site(request: PageRequest) -> HttpResponse:
    """The webhooks of the whole site; making one."""
    if request.actor.site_roles.isdisjoint(SEES_SITE):
        raise Denied(
            _("Webhooks of the whole site aren’t yours to see."),
            who_can=rules.who_can("webhook.manage_site"),
            remedy=_("Those of one use case are on its page, under Integration."),
        )
    return _list(request, None, "portal/webhooks.html", {})


@form_page
def use_case(request: PageRequest, slug: str) -> HttpResponse:
    """The webhooks of a use case; making one."""
    case = lookup.use_case(request, slug)
    context = {"head": head(request, case, "integration"), "case": case}
    return _list(request, case.scope, "portal/uc_webhooks.html", context)


@page
def webhook(request: PageRequest, pk: int) -> HttpResponse:
    """One webhook: how it does, what was sent, and what can be done."""
    return _show(request, _row(request, pk))


@act
def change(request: PageRequest, pk: int) -> HttpResponse:
    """Change name, address or events."""
    row = _row(request, pk)
    form = ChangeForm(request.POST, of_site=row.scope is None, initial={"events": row.events})

    def call() -> str:
        webhooks.change(actor=request.actor, webhook_id=pk, now=request.now, **form.given())
        return _("Changed.")

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("webhook", pk)
    return _show(request, row, status=status, change=form)


@act
def rotate(request: PageRequest, pk: int) -> HttpResponse:
    """Make a new secret; it is on the page that answers, and nowhere after."""
    row, form = _row(request, pk), RotateForm(request.POST)
    made: list[MadeWebhook] = []

    def call() -> str:
        given = form.cleaned_data
        made.append(webhooks.rotate(actor=request.actor, webhook_id=pk, now=request.now, **given))
        return _("The secret is made. Copy it now: it is shown this once.")

    status = attempt(request, form, call)
    if status == DONE:
        return _show(request, row, made=made[0])
    return _show(request, row, status=status, rotate=form)


@act
def pause(request: PageRequest, pk: int) -> HttpResponse:
    """Send nothing there for now."""
    webhooks.pause(actor=request.actor, webhook_id=pk, now=request.now)
    messages.success(request, _("Paused. What happens meanwhile isn’t collected."))
    return redirect("webhook", pk)


@act
def resume(request: PageRequest, pk: int) -> HttpResponse:
    """Send again."""
    webhooks.resume(actor=request.actor, webhook_id=pk, now=request.now)
    messages.success(request, _("It is told again; you answer for it from now on."))
    return redirect("webhook", pk)


@act
def try_out(request: PageRequest, pk: int) -> HttpResponse:
    """Send a test."""
    webhooks.try_out(actor=request.actor, webhook_id=pk, now=request.now)
    messages.success(request, _("A test is on its way; reload in ten seconds to see how it went."))
    return redirect("webhook", pk)


@act
def remove(request: PageRequest, pk: int) -> HttpResponse:
    """End a webhook."""
    row = webhooks.remove(actor=request.actor, webhook_id=pk, now=request.now)
    messages.success(request, _("%(name)s is removed.") % {"name": row.name})
    return redirect("uc_webhooks", row.scope.key) if row.scope else redirect("webhooks")


@act
def redeliver(request: PageRequest, pk: int) -> HttpResponse:
    """Send a message again."""
    row = webhook_messages.redeliver(actor=request.actor, message_id=pk, now=request.now)
    messages.success(request, _("It is sent again, under the webhook-id that it had."))
    return redirect("webhook", row.webhook_id)


def _list(
    request: PageRequest, scope: Scope | None, template: str, context: dict[str, Any]
) -> HttpResponse:
    form, status = WebhookForm(request.POST or None, of_site=scope is None), 200
    made: list[MadeWebhook] = []
    if request.method == "POST":
        status = attempt(request, form, lambda: _make(request, scope, form, made))
        if status == DONE:
            form, status = WebhookForm(of_site=scope is None), 200
    rows = Webhook.objects.there().filter(scope=scope).select_related("owner")
    may_manage = may(
        request.actor,
        webhooks.action(scope.pk if scope else None),
        scope,
        now=request.now,
    )
    context |= {"rows": rows, "form": form, "may": may_manage, "made": made[0] if made else None}
    return render(request, template, context, status=status)


def _make(
    request: PageRequest, scope: Scope | None, form: WebhookForm, made: list[MadeWebhook]
) -> str:
    scope_id = scope.pk if scope else None
    given = form.given()
    made.append(webhooks.create(actor=request.actor, scope_id=scope_id, now=request.now, **given))
    return _("The webhook is made. Copy its secret now: it is shown this once.")


def _row(request: PageRequest, pk: int) -> Webhook:
    rows = Webhook.objects.there().select_related("scope", "owner", "created_by")
    return visible(rows, request.actor, request.now, pk=pk)


def _show(request: PageRequest, row: Webhook, *, status: int = 200, **bound: Any) -> HttpResponse:
    sent = WebhookMessage.objects.visible_to(request.actor, request.now).filter(webhook=row)
    sent = sent.select_related("scope").prefetch_related("tries").order_by("-pk")
    context = {
        "hook": row,
        "page": Stretch(sent, A_PAGE, request.GET.get("page")),
        "may": may(request.actor, webhooks.action(row.scope_id), row.scope, now=request.now),
        "change": ChangeForm(
            of_site=row.scope is None, initial={"name": row.name, "events": row.events}
        ),
        "rotate": RotateForm(),
        **bound,
    }
    return render(request, "portal/webhook.html", context, status=status)
