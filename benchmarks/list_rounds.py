"""Measures the API's lists on databases of several sizes, all of them in turn.

Run by benchmarks.lists as a process of its own, `python -m benchmarks.list_rounds`, with what
benchmarks.list_fill printed of each database, and its address, as its input.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import django

django.setup()

from django.core.handlers.base import BaseHandler  # noqa: E402 (Django has to be set up before)
from django.db import connection, connections  # noqa: E402
from django.http.response import HttpResponseBase  # noqa: E402
from django.test import RequestFactory, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks import list_report as report  # noqa: E402
from benchmarks.bare import LISTS, Listed  # noqa: E402
from benchmarks.page_report import Timed  # noqa: E402
from portal import clock  # noqa: E402
from portal.settings.database import database  # noqa: E402

PREFIX = "/api/v1/"
READERS = ("member", "of a hundred", "officer")
WARM = 3
# More than is asked for in a minute; calls are counted all the same.
CALLS = {"account": 1_000_000, "address": 1_000_000}


class Site:
    """A database with so many use cases, and what answers requests about it.

    What a client and a server do around an answer isn't measured, nor the opening of a connection:
    it would be the same for both.
    """

    def __init__(self, told: dict[str, Any]) -> None:
        self.size, self.ids, self.secrets = told["size"], told["ids"], told["secrets"]
        self.now = datetime.fromisoformat(told["now"])
        settings = connections.settings["default"] | database(told["url"])
        connections["default"] = self._connection = type(connections["default"])(
            {**settings, "TIME_ZONE": None}, "default"
        )
        self._handler = BaseHandler()
        self._handler.load_middleware()

    def enter(self) -> None:
        """From now on this database is Django's own, and its moment is the present."""
        connections["default"] = self._connection
        clock.now = lambda: self.now

    def request(self, address: str, reader: str) -> Any:
        secret = self.secrets[reader]
        return RequestFactory(headers={"authorization": f"Bearer {secret}"}).get(address)

    def answer(self, request: Any) -> HttpResponseBase:
        answer = self._handler.get_response(request)
        if answer.status_code != 200:
            raise RuntimeError(f"{request.path} answers with {answer.status_code}")
        return answer


@dataclass
class Call:
    """One address at one size, and what each request for it took."""

    site: Site
    address: str
    reader: str
    took: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0

    def warm(self) -> None:
        """The first requests, of which one is looked at."""
        self.site.enter()
        for _ in range(WARM):
            self.site.answer(self.site.request(self.address, self.reader))
        with CaptureQueriesContext(connection) as asked:
            answer = self.site.answer(self.site.request(self.address, self.reader))
        self.queries, self.size = len(asked), len(getattr(answer, "content", b""))

    def time(self) -> None:
        self.site.enter()
        request = self.site.request(self.address, self.reader)
        wall, used = time.perf_counter(), time.process_time()
        self.site.answer(request)
        self.cpu.append(1000 * (time.process_time() - used))
        self.took.append(1000 * (time.perf_counter() - wall))

    @property
    def timed(self) -> Timed:
        return Timed(self.took, self.cpu, self.queries, self.size)


def main() -> None:
    requests = _arguments().requests
    logging.disable(logging.WARNING)
    sites = [Site(told) for told in json.load(sys.stdin)]
    with override_settings(
        ROOT_URLCONF="benchmarks.bare", ALLOWED_HOSTS=["testserver"], API_CALLS=CALLS
    ):
        found = [
            line
            for reader in READERS
            for number, one in enumerate(LISTS)
            if reader == "officer" or not one.officers
            for line in _measured(sites, reader, number, one, requests)
        ]
    print(report.circumstances(connection.vendor, requests))
    print(report.table(found))
    told = report.summary(found)
    for sentence in report.missed(told):
        print(f"MISSED: {sentence}")
    print(report.line(told))


def _measured(
    sites: Sequence[Site], reader: str, number: int, one: Listed, requests: int
) -> Iterator[report.Line]:
    """The list and its bare view at each size, in turn, each as often before the others as after."""
    calls = [Call(site, address, reader) for site in sites for address in _both(number, one, site)]
    for call in calls:
        call.warm()
    for turn in range(requests):
        for call in calls if turn % 2 else reversed(calls):
            call.time()
    for site, shown, bare in zip(sites, calls[::2], calls[1::2], strict=True):
        yield report.Line(one.name, reader, site.size, shown.timed, bare.timed)


def _both(number: int, one: Listed, site: Site) -> tuple[str, str]:
    about = f"{site.ids[one.about[0]]}/" if one.about else ""
    return PREFIX + one.address.format(**site.ids), f"/bare/{number}/{about}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
