"""How many calls an account, or an address of strangers, may make; said in the standard headers."""

import time
from typing import Any

from django.conf import settings
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from governance.services.counts import Shares

SHARES = Shares()


class CallLimit(BaseThrottle):
    """A limit for a fixed span of time; what is left of it goes out with every answer.

    The headers are those of the IETF's draft-ietf-httpapi-ratelimit-headers-10.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        name, caller = self._caller(request)
        limit, span = settings.API_CALLS[name], settings.API_SPAN_SECONDS
        if not limit:
            return True
        number, passed = divmod(int(time.time()), span)
        left = SHARES.take(caller, limit=limit, span=number)
        self.ends_in = span - passed
        request.limits = {  # type: ignore[attr-defined] # read by Endpoint.finalize_response
            "RateLimit-Policy": f'"{name}";q={limit};w={span}',
            "RateLimit": f'"{name}";r={left or 0};t={self.ends_in}',
        }
        return left is not None

    def wait(self) -> int:
        return self.ends_in

    def _caller(self, request: Request) -> tuple[str, str]:
        """Which limit counts, and for whom; what was sent for a token and isn't one is a stranger's."""
        try:
            user = request.user
        except APIException:
            user = None
        if user is not None and user.is_authenticated:
            return "account", f"account {user.pk}"
        return "address", f"address {self.get_ident(request)}"[:150]
