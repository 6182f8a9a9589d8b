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
# Where names below Pitwall's own are somebody else's, whoever holds the domain says no to these: a
# browser forgets neither for a year.
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("PITWALL_HSTS_SUBDOMAINS", default=BEHIND_TLS)
SECURE_HSTS_PRELOAD = environment.flag("PITWALL_HSTS_PRELOAD", default=BEHIND_TLS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
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
