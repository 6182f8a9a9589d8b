"""The key by which Pitwall's own parts are known at the gateway."""

import hmac
from functools import cache

from django.conf import settings
from django.utils.crypto import salted_hmac


@cache
def _key(secret: str) -> str:
    told = salted_hmac("pitwall.mlflow.own", "parts", secret=secret, algorithm="sha256")
    return f"pitwall-{told.hexdigest()}"


def key() -> str:
    """Derived from the secret key, stored nowhere; given to no server but Pitwall's own."""
    return _key(settings.SECRET_KEY)


def is_own(presented: str) -> bool:
    """Whether this is that key."""
    return hmac.compare_digest(presented.encode(), key().encode())
