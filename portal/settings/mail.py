"""E-mail: where it is sent through and who it is from; the console until that is set."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.settings import environment
from portal.settings.security import PUBLIC_URL

__all__ = [
    "DEFAULT_FROM_EMAIL",
    "EMAIL_BACKEND",
    "EMAIL_CONFIGURED",
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_TIMEOUT",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "SERVER_EMAIL",
]

# smtp://host:25, smtp+tls://user:password@host:587 (STARTTLS) or smtps://user:password@host:465
EMAIL_URL = environment.text("EMAIL_URL")
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}

_url = urlsplit(EMAIL_URL)
if EMAIL_URL and (_url.scheme not in PORTS or not _url.hostname):
    raise ImproperlyConfigured(
        "EMAIL_URL names no mail server; write smtp+tls://user:password@mail.example.org:587."
    )

EMAIL_CONFIGURED = bool(EMAIL_URL)
_kind = "smtp" if EMAIL_CONFIGURED else "console"
EMAIL_BACKEND = f"django.core.mail.backends.{_kind}.EmailBackend"
EMAIL_HOST = _url.hostname or "localhost"
EMAIL_PORT = _url.port or PORTS.get(_url.scheme, 25)
EMAIL_HOST_USER = unquote(_url.username or "")
EMAIL_HOST_PASSWORD = unquote(_url.password or "")
EMAIL_USE_TLS = _url.scheme == "smtp+tls"
EMAIL_USE_SSL = _url.scheme == "smtps"
# A mail server that doesn't answer must not hold a worker.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text(
    "PITWALL_MAIL_FROM", f"Pitwall <pitwall@{urlsplit(PUBLIC_URL).hostname or 'localhost'}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
