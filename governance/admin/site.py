"""The admin's own site: only what is registered on it exists, and site roles open it."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.admin import integrity
from governance.admin.person import actor_of
from governance.words import SiteRole

READERS = frozenset({SiteRole.OFFICER, SiteRole.AUDITOR})
KEEPERS = READERS | {SiteRole.ADMINISTRATOR}


class Console(AdminSite):
    """Officers, auditors and administrators come in; Django's staff and superuser flags count
    for nothing.
    """

    site_header = gettext_lazy("Pitwall console")
    site_title = gettext_lazy("Pitwall console")
    index_title = gettext_lazy("Rules and record")
    index_template = "governance/admin/index.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return (
            user.is_active
            and user.is_authenticated
            and bool(actor_of(request).site_roles & KEEPERS)
        )

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Signing in is the same as everywhere; who is signed in already isn't let in here."""
        if request.user.is_authenticated:
            raise PermissionDenied(
                _("The console is for governance officers, auditors and administrators.")
            )
        return redirect_to_login(request.GET.get("next", request.get_full_path()))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("integrity/", self.admin_view(integrity.page(self)), name="integrity"),
            *super().get_urls(),
        ]


site = Console(name="admin")
