"""A process of voters for test_concurrent_votes: one thread a voter, all at once at each gate.

Reads lines of JSON, {"review": id, "content_hash": text}, and answers each with one line: what
became of every voter. With `--unlocked` rows are read as if nobody else could write.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()  # before anything that needs the models

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from governance import locks, wake  # noqa: E402
from governance.actors import Actor  # noqa: E402
from governance.errors import PitwallError  # noqa: E402
from governance.models import User  # noqa: E402
from governance.services import reviews  # noqa: E402


def cast(actor: Actor, choice: str, asked: dict, together: Barrier) -> str:
    """One voter's try; the class of the refusal, or "opened", "ended" or "counted"."""
    connection.ensure_connection()
    together.wait()
    try:
        result = reviews.vote(
            actor=actor,
            review_id=asked["review"],
            role="it",
            choice=choice,
            comment="In my view.",
            current_hash=asked["content_hash"],
            now=timezone.now(),
        )
    except PitwallError as refusal:
        return type(refusal).__name__
    finally:
        connection.close()
    if result.opened:
        return "opened"
    return "counted" if result.review.state == "open" else "ended"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(names: list[str], unlocked: bool) -> None:
    if unlocked:
        locks.held = lambda rows: rows
    wake.register(lambda: None)  # there is no broker here
    people = User.objects.in_bulk(names, field_name="username")
    actors = [Actor.of(people[name], via="api", now=timezone.now()) for name in names]
    choices = ["approve" if n % 10 else "reject" for n in range(len(names))]
    say("ready")
    with ThreadPoolExecutor(len(actors)) as threads:
        for line in sys.stdin:
            asked, together = json.loads(line), Barrier(len(actors))
            tries = [
                threads.submit(cast, actor, choice, asked, together)
                for actor, choice in zip(actors, choices, strict=True)
            ]
            say(json.dumps([one.result() for one in tries]))


if __name__ == "__main__":
    main([one for one in sys.argv[1:] if one != "--unlocked"], "--unlocked" in sys.argv)
