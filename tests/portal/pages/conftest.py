"""Pages as people see them: clients signed in, at the moment of the test."""

from datetime import datetime

import pytest
from django.test import Client

from portal import clock
from tests.story import Lap


class Site:
    """`site.client("ana")` is a browser in which Ana is signed in; pages read the test's clock."""

    def __init__(self, cast, now: datetime, monkeypatch) -> None:
        self.cast, self.now = cast, now
        self._lap: Lap | None = None
        monkeypatch.setattr(clock, "now", lambda: self._lap.now if self._lap else self.now)

    def follow(self, lap: Lap) -> None:
        """From now on the pages' time is that of the use case's last act."""
        self._lap = lap

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(
            self.cast.user(name), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client


@pytest.fixture
def site(cast, now, monkeypatch, lap) -> Site:
    """Everybody's browser, on a site with one use case whose clock the pages follow."""
    found = Site(cast, now, monkeypatch)
    found.follow(lap)
    return found
