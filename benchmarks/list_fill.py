"""Fills the database that the environment names, for benchmarks.lists; prints what its readers need.

Run as a process of its own: `python -m benchmarks.list_fill`. The last line of the output is a JSON
object: the moment, a token for each reader, and the ids that addresses name.
"""

import argparse
import json
import logging

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (Django has to be set up before)
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import list_site  # noqa: E402
from benchmarks.site import BEGAN, SHARE, Site  # noqa: E402
from governance.actors import Actor  # noqa: E402
from governance.models import User  # noqa: E402
from governance.services import people, tokens  # noqa: E402
from portal import clock  # noqa: E402

HUNDRED = 100


def main() -> None:
    given = _arguments()
    logging.disable(logging.WARNING)
    call_command("prepare", verbosity=0)
    site = Site(given.runs)
    clock.now = lambda: site.now
    readers = {
        "member": _newcomer("mia"),
        "of a hundred": _newcomer("may"),
        "officer": site.cast.user("ola"),
    }
    site.grow(given.size)
    last = len(site.laps) - 1
    site.member_of(readers["member"], SHARE, last)
    few = given.size <= HUNDRED
    site.member_of(
        readers["of a hundred"],
        1 if few else max(1, given.size // HUNDRED - 1),
        0 if few else last,
    )
    list_site.furnish(given.size)
    list_site.tell(site.now, readers.values())
    with connection.cursor() as cursor:
        # What a database does by itself once it has been filled: look at what it holds.
        cursor.execute("ANALYZE")
    told = {
        "size": given.size,
        "now": site.now.isoformat(),
        "secrets": {kind: _token(user) for kind, user in readers.items()},
        "ids": list_site.ids(site),
    }
    print(json.dumps(told))


def _newcomer(username: str) -> User:
    """Somebody who is in no use case yet."""
    name = username.capitalize()
    return people.add(
        actor=Actor.system("bench"), username=username, full_name=name, email="", now=BEGAN
    )


def _token(user: User) -> str:
    """knox reads the host's clock, so the token is made by it."""
    actor = Actor.of(user, via="page", now=clock.now())
    return tokens.make(actor=actor, name="bench", now=timezone.now()).secret


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--runs", type=int, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
