"""Hosts, cookies, transport and content security."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from portal.settings import environment
from portal.settings.home import PORT

PUBLIC_URL = environment.text("PITWALL_PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
BEHIND_TLS = PUBLIC_URL.startswith("https://")

ALLOWED_HOSTS = environment.items(
    "PITWALL_ALLOWED_HOSTS",
    sorted({urlsplit(PUBLIC_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"}),
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

SESSION_COOKIE_NAME = "pitwall_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_NAME = "pitwall_csrf"
CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
# How many proxies stand before the web process and add to X-Forwarded-For. The one that ends TLS
# does: by its own address everybody would be the same person to the limits at the sign-in, and one
# who guesses passwords would keep all others out.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.integer("PITWALL_PROXIES", 1 if BEHIND_TLS else 0)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A request of a person is small; larger ones (feedback files) are read as streams.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
