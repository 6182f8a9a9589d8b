"""The database: SQLite in PITWALL_HOME, or whatever DATABASE_URL says."""

import dj_database_url

from portal.settings import environment
from portal.settings.home import PITWALL_HOME

__all__ = ["DATABASES", "SESSION_ENGINE"]

# IMMEDIATE takes the write lock where the transaction begins, so that no reader has to be
# turned into a writer later ("database is locked"); FULL keeps the last commits on power loss.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def database(url: str) -> dict:
    """Django's configuration for a database URL, with SQLite's options where it is SQLite."""
    configuration = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if configuration["ENGINE"] == "django.db.backends.sqlite3":
        configuration |= {"CONN_MAX_AGE": 0, "OPTIONS": dict(SQLITE_OPTIONS)}
    return configuration | {"ATOMIC_REQUESTS": False}


DATABASES = {
    "default": database(
        environment.text("DATABASE_URL", f"sqlite:///{PITWALL_HOME / 'pitwall.sqlite3'}")
    )
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
