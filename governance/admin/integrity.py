"""The integrity page: how the record stands, and a button that verifies all of it."""

from collections.abc import Callable

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance import heartbeat, relay, triggers
from governance.access import may
from governance.admin.person import actor_of
from governance.models import Checkpoint, LedgerEntry, LedgerPending
from governance.services import verification


def page(console: AdminSite) -> Callable[[HttpRequest], HttpResponse]:
    """The view, for the console that it belongs to."""

    @require_http_methods(["GET", "POST"])
    def integrity(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        said = may(actor_of(request), "record.read", None, now=now)
        if not said.ok:
            raise PermissionDenied(
                _("%(reason)s Who can: %(who_can)s.")
                % {"reason": said.reason, "who_can": said.who_can}
            )
        context = {
            **console.each_context(request),
            "title": _("Integrity of the record"),
            "entries": LedgerEntry.objects.count(),
            "waiting": LedgerPending.objects.count(),
            "checkpoint": Checkpoint.objects.order_by("-size").first(),
            "missing": triggers.missing(connection),
            "parts": heartbeat.status(now),
            "deliveries": relay.standing(now),
            "report": verification.verify() if request.method == "POST" else None,
        }
        return TemplateResponse(request, "governance/admin/integrity.html", context)

    return integrity
