"""A web process on a database that was filled before it started, and sessions of its people."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client, override_settings
from django.utils import timezone

from governance.models import Delivery, User
from governance.services import deliveries
from tests.fixtures.database import connected_to, copied
from tests.fixtures.parts import ROOT, Part, answers, environment_of_parts
from tests.grounds.people import PASSWORD

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Premises:
    """`url` answers; `facts` is what whoever filled the database wants to be known of it."""

    def __init__(self, part: Part, facts: Any, sessions: Mapping[str, str]) -> None:
        self.part, self.facts, self.sessions = part, facts, sessions

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.part.environment['PORT']}"

    def cookie(self, name: str) -> dict[str, str]:
        """The session of somebody, as a browser's context takes it."""
        return {
            "name": settings.SESSION_COOKIE_NAME,
            "value": self.sessions[name],
            "url": self.url,
        }


@pytest.fixture(scope="session")
def collected() -> Iterator[dict[str, str]]:
    """Static files as `make run` serves them, hashed and compressed, as the environment's words."""
    folder = tempfile.mkdtemp(prefix="pitwall-static-")
    words = {"PITWALL_STATIC_COLLECTED": "1", "PITWALL_STATIC_ROOT": folder}
    environment = environment_of_parts(Path(tempfile.mkdtemp(prefix="pitwall-home-")), **words)
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True, cwd=ROOT)
    yield words
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(environment["PITWALL_HOME"], ignore_errors=True)


@contextmanager
def premises(
    template: str, fill: Callable[[pytest.MonkeyPatch], Any], **environment: str
) -> Iterator[Premises]:
    """A copy of the migrated database, filled in this process, then a web process on it."""
    home = Path(tempfile.mkdtemp(prefix="pitwall-ground-"))
    with copied(template) as database, override_settings(PITWALL_HOME=home):
        found = environment_of_parts(home, DATABASE_URL=database.url, **environment)
        found["PITWALL_SECRET_KEY"] = settings.SECRET_KEY
        with connected_to(database), pytest.MonkeyPatch.context() as patches:
            facts = fill(patches)
            tell_people()
            give_passwords()
            names = User.objects.filter(is_service=False).values_list("username", flat=True)
            sessions = {name: session(name) for name in names}
        address = f"http://127.0.0.1:{found['PORT']}"
        web = Part("web", found, lambda: answers(f"{address}/healthz"))
        try:
            yield Premises(web.start(), facts, sessions)
        finally:
            web.stop()
            shutil.rmtree(home, ignore_errors=True)


def tell_people() -> None:
    """What the reader called notices does; the others ask MLflow, which isn't there, or gates, which
    are computed anyway.
    """
    others = Delivery.objects.exclude(subscriber="notices")
    others.update(run_after=timezone.now() + timedelta(days=9999))
    deliveries.work_off(clock=timezone.now)


def give_passwords() -> None:
    """Everybody gets the same password, hashed as the web process reads it."""
    User.objects.filter(is_service=False).update(password=hashed())


@cache
def hashed() -> str:
    """Once: a proper hash takes its time."""
    hasher = Argon2PasswordHasher()
    return hasher.encode(PASSWORD, hasher.salt())


def session(name: str) -> str:
    """The cookie of a session in which this person is signed in."""
    client = Client()
    client.force_login(User.objects.get(username=name), backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
