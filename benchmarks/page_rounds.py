"""Fills the database that the environment names, size after size, and measures pages at each.

Run by benchmarks.pages as a process of its own: `python -m benchmarks.page_rounds`.
"""

import argparse
import logging
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (Django has to be set up before)
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks import page_report as report  # noqa: E402
from benchmarks.site import BEGAN, SHARE, Site  # noqa: E402
from governance.actors import Actor  # noqa: E402
from governance.models import Membership, User  # noqa: E402
from governance.services import people  # noqa: E402
from portal import clock  # noqa: E402
from projects.models import UseCase, WorkItem  # noqa: E402
from projects.services import work_items  # noqa: E402

# Each page with the thinnest view over its rows, where it is a list.
PAGES = (
    ("desk", "/", "/thin/desk/"),
    ("board", "/board/", "/thin/board/"),
    ("table", "/board/?view=table", "/thin/table/"),
    ("table by name", "/board/?view=table&sort=name", ""),
    ("search", "/search/?q=case", ""),
    ("search for runs", "/search/?q=gbm&kind=runs", "/thin/search/"),
    ("monitoring", "/monitoring/", "/thin/monitoring/"),
    ("notifications", "/notifications/", "/thin/news/"),
    ("record", "/record/", ""),
    ("sources", "/sources/", ""),
    ("environments", "/environments/", ""),
)
MEMBER, OFFICER = "mia", "ola"
WARM = 2


@dataclass
class Readers:
    """The member, the officer, and who changes something between their requests."""

    site: Site
    member: User
    turn: int = 0
    promised: WorkItem | None = None

    def clients(self) -> Iterator[tuple[str, Client]]:
        for kind, user in (("member", self.member), ("officer", self.site.cast.user(OFFICER))):
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            yield kind, client

    def alter(self) -> None:
        """Somebody promises something in a use case that the member is in too, or keeps the promise:
        lists change, and are as long as before. It is a copy: of the patterns more will be made.
        """
        self.turn += 1
        by_ana = {"actor": self.site.cast.ana, "now": self.site.now - timedelta(minutes=1)}
        if self.promised is not None:
            work_items.finish(item_id=self.promised.pk, **by_ana)
            self.promised = None
            return
        mine = Membership.objects.filter(user=self.member).order_by("scope")
        scope_id = mine.values_list("scope_id", flat=True)[0]
        self.promised = work_items.add(
            subject=f"use_case:{_case_of(scope_id)}",
            title=f"Promise {self.turn}",
            owner_id=self.member.pk,
            **by_ana,
        )


def main() -> None:
    given = _arguments()
    logging.disable(logging.WARNING)
    begun = time.monotonic()
    call_command("prepare", verbosity=0)
    site = Site(given.runs)
    clock.now = lambda: site.now
    member = people.add(
        actor=Actor.system("bench"), username=MEMBER, full_name="Mia", email="", now=BEGAN
    )
    readers = Readers(site, member)
    _note(begun, "the patterns are made")
    found: list[report.Line] = []
    with override_settings(ROOT_URLCONF="benchmarks.thin", ALLOWED_HOSTS=["testserver"]):
        for size in given.size:
            site.grow(size)
            if not site.copies:
                sys.exit(
                    f"{size} use cases are too few: the member's are copies of {len(site.laps)}."
                )
            site.member_of(member, SHARE, first=len(site.laps))
            _settle()
            _note(begun, f"{size} use cases are there")
            found.extend(_measured(readers, size, given.requests))
            _note(begun, f"measured at {size}")
    print(report.circumstances(connection.vendor, given.requests))
    print(report.table(found))
    told = report.summary(found)
    for sentence in report.missed(told):
        print(f"MISSED: {sentence}")
    print(report.line(told))


def _measured(readers: Readers, size: int, requests: int) -> Iterator[report.Line]:
    for kind, client in readers.clients():
        for name, address, thin in PAGES:
            page = _timed(readers, client, address, requests)
            beside = _timed(readers, client, thin, requests) if thin else None
            print(f"{size} {kind} {name}: {page.cpu_ms:.0f} ms of CPU", file=sys.stderr, flush=True)
            yield report.Line(name, kind, size, page, beside)


def _timed(readers: Readers, client: Client, address: str, requests: int) -> report.Timed:
    for _ in range(WARM):
        client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        queries = len(asked.captured_queries)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers with {answer.status_code}")
    took, cpu = [], []
    for _ in range(requests):
        readers.alter()
        wall, used = time.perf_counter(), time.process_time()
        client.get(address)
        cpu.append(1000 * (time.process_time() - used))
        took.append(1000 * (time.perf_counter() - wall))
    return report.Timed(tuple(took), tuple(cpu), queries, len(answer.content))


def _case_of(scope_id: int) -> int:
    return UseCase.objects.values_list("pk", flat=True).get(scope=scope_id)


def _settle() -> None:
    """What a database does by itself once it has been filled: look at what it holds, and take what was
    written from its log, which at 10,000 use cases is 2 GB that every read would pass through.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, action="append", required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--requests", type=int, required=True)
    return parser.parse_args()


def _note(begun: float, text: str) -> None:
    print(f"{text} after {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
