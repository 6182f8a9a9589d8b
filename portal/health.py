"""Health for machines: /healthz says that the process answers, /readyz what it leans on."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import readiness


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers at all."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when pages can be right, else 503; whatever else isn't well is said beside it."""
    checks = readiness.checks(timezone.now())
    ready = all(check.ok for check in checks if check.needed)
    body = {
        "ready": ready,
        "well": all(check.ok for check in checks),
        "checks": {check.name: {"ok": check.ok, "says": check.says} for check in checks},
    }
    return JsonResponse(body, status=200 if ready else 503)
