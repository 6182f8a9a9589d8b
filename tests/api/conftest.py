"""Programs as Pitwall sees them: clients with tokens, at the moment of the test."""

from datetime import datetime

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from governance.services import tokens
from portal import clock
from tests.api.everything import everywhere, whole  # noqa: F401 (fixtures for all that go everywhere)
from tests.story import Lap

PREFIX = "/api/v1/"


class Program:
    """Calls the API with somebody's token; `post("use-cases/1/briefs/", {...})` gives the answer."""

    def __init__(self, client: APIClient) -> None:
        self.client = client

    def get(self, address: str, query: dict | None = None, **given):
        return self.client.get(PREFIX + address, query, **given)

    def post(self, address: str, body=None, **given):
        return self.client.post(PREFIX + address, body, **given)

    def patch(self, address: str, body=None, **given):
        return self.client.patch(PREFIX + address, body, **given)

    def put(self, address: str, body=None, **given):
        return self.client.put(PREFIX + address, body, **given)

    def delete(self, address: str, **given):
        return self.client.delete(PREFIX + address, **given)

    def raw(self, address: str, body: bytes | str, content_type: str = "application/json"):
        """Bytes as they are, for bodies that no client library would make."""
        return self.client.post(PREFIX + address, body, content_type=content_type)

    def call(self, method: str, address: str):
        return self.client.generic(method.upper(), PREFIX + address)


class Api:
    """`api("ana")` is a program with Ana's token; the API reads the test's clock."""

    def __init__(self, cast, now: datetime, monkeypatch) -> None:
        self.cast, self.now = cast, now
        self._lap: Lap | None = None
        self._programs: dict[str, Program] = {}
        monkeypatch.setattr(clock, "now", lambda: self._lap.now if self._lap else self.now)

    def follow(self, lap: Lap) -> None:
        """From now on the API's time is that of the use case's last act."""
        self._lap = lap

    def __call__(self, name: str) -> Program:
        if name not in self._programs:
            client = APIClient()
            # knox reads the host's clock, so the token is made by it.
            secret = tokens.make(
                actor=self.cast.actor(name), name="tests", now=timezone.now()
            ).secret
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
            self._programs[name] = Program(client)
        return self._programs[name]


@pytest.fixture(autouse=True)
def one_use_case_is_no_loop(settings) -> None:
    """An act looks at the standing of one use case and its cycle several times, before and after it decides;
    zeal takes that for a loop where they came joined to another row. What lists of use
    cases ask for is counted in test_use_cases.py.
    """
    settings.ZEAL_ALLOWLIST = [
        *settings.ZEAL_ALLOWLIST,
        {"model": "projects.UseCase", "field": "*"},
        {"model": "workflows.Cycle", "field": "*"},
    ]


@pytest.fixture
def api(cast, now, monkeypatch) -> Api:
    """Everybody's programs, on a site that holds nothing but people."""
    return Api(cast, now, monkeypatch)


@pytest.fixture
def told(api, lap) -> Lap:
    """A use case with everybody in it, whose clock the API follows."""
    api.follow(lap)
    return lap
