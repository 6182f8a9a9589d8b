"""Static files: found in place, or collected under hashed and compressed names."""

from portal.settings import environment
from portal.settings.home import PITWALL_HOME

__all__ = [
    "STATICFILES_FINDERS",
    "STATIC_ROOT",
    "STATIC_URL",
    "STORAGES",
    "WHITENOISE_USE_FINDERS",
]

COLLECTED = environment.flag("PITWALL_STATIC_COLLECTED", default=False)

STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.css_finder.JoinedCssFinder",
]
STATIC_ROOT = (
    environment.text("PITWALL_STATIC_ROOT", str(PITWALL_HOME / "static")) if COLLECTED else None
)
WHITENOISE_USE_FINDERS = not COLLECTED

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "portal.collected.CollectedFiles"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
