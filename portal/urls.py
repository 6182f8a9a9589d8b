"""The root of all addresses."""

from django.conf import settings
from django.urls import include, path

from governance.admin.site import site as console
from portal.cli.views import program
from portal.components.gallery import gallery
from portal.health import healthz, readyz
from portal.launch.views import starting, starting_status

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("cli/pitwall.py", program, {"name": "pitwall"}, name="cli"),
    path("cli/verify.py", program, {"name": "verify"}, name="cli_verify"),
    path("starting/", starting, name="starting"),
    path("starting/status/", starting_status, name="starting-status"),
    path("admin/", console.urls),
    path("accounts/", include("portal.signin_urls")),
    path("api/v1/", include("portal.api.urls")),
    path("", include("portal.pages.urls")),
]

if settings.DEBUG:
    urlpatterns.insert(0, path("gallery/", gallery, name="gallery"))
