"""Logging to standard error, tracebacks included whatever DEBUG says."""

from portal.settings import environment

__all__ = ["LOGGING"]

LOG_LEVEL = environment.text("PITWALL_LOG_LEVEL", "INFO").upper()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(process)d] %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers write no traceback when DEBUG is off; the root's handler does.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "celery": {"level": LOG_LEVEL},
        # At INFO they write a line for each call to MLflow, 100 kB a minute at rest.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "governance": {"level": LOG_LEVEL},
        "projects": {"level": LOG_LEVEL},
        "workflows": {"level": LOG_LEVEL},
        "portal": {"level": LOG_LEVEL},
    },
}
