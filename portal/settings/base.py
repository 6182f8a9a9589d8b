"""What doesn't depend on where Pitwall runs: language, time, templates, URLs."""

from portal.settings import environment
from portal.settings.home import BASE_DIR

__all__ = [
    "AUTH_USER_MODEL",
    "DEBUG",
    "DEFAULT_AUTO_FIELD",
    "LANGUAGES",
    "LANGUAGE_CODE",
    "LOCALE_PATHS",
    "ROOT_URLCONF",
    "TEMPLATES",
    "TIME_ZONE",
    "USE_I18N",
    "USE_TZ",
    "WSGI_APPLICATION",
]

DEBUG = environment.flag("PITWALL_DEBUG", default=False)

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "governance.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.text("PITWALL_TIME_ZONE", "UTC")

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.shell",
            ],
            "builtins": [
                "portal.templatetags.pitwall",
                "django.templatetags.i18n",
                "django_htmx.templatetags.django_htmx",
                "lucide.templatetags.lucide",
                "template_partials.templatetags.partials",
            ],
        },
    }
]
