"""How people sign in: by user name, with accounts that an administrator makes."""

from portal.settings import environment
from portal.settings.security import BEHIND_TLS

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Argon2id, for new passwords and at the next sign-in of old ones: harder to guess at, and quicker to
# check, than PBKDF2 is at the same safety.
PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "portal.accounts.ClosedAccounts"
ACCOUNT_FORMS = {"login": "portal.pages.forms.signin.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,10/5m/key"}
# How many proxies of one's own stand before the web process: without the last one's word on who
# asks, all people would be one address, and one stranger's failures would shut everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.integer("PITWALL_PROXIES", 1 if BEHIND_TLS else 0)

# Rate limits count across processes, so the cache is the database's. Django's would drop a third of
# all rows past 300: whoever tries many names would wipe the counts by that.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "pitwall_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
