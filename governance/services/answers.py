"""Calls with a key: the first one's answer is kept with its effect, and given to each that repeats it.

The key's row is inserted in the transaction that has the effect, before it. So another call with the
key waits at the row until the first has ended, on PostgreSQL at the unique index and on SQLite where
its transaction begins; and whatever ends the first without a commit, a crash too, leaves neither
effect nor row, and the next begins anew. There is no moment in which one is there without the other.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import vault
from governance.errors import PitwallError
from governance.models import Answer

KEPT_FOR = timedelta(hours=24)
PATIENCE = "10s"
WAITED_IN_VAIN = ("lock timeout", "database is locked")
SALT = "pitwall.answers"


class StillRunning(PitwallError):
    """The first call with this key hasn't ended yet."""

    kind = "still-running"
    status = 409
    title = gettext_lazy("The first call with this key is still running")
    headers = {"Retry-After": "5"}


class KeyReused(PitwallError):
    """The key names another call already."""

    kind = "key-reused"
    status = 422
    title = gettext_lazy("This key was used for another call")


@dataclass(frozen=True)
class Call:
    """One call: who makes it, its key, what is called, and what gives its body's digest.

    `body_digest` reads what is left of the body, so it is asked for last.
    """

    caller: str
    key: str
    address: str
    body_digest: Callable[[], str]


@dataclass(frozen=True)
class Said:
    """An answer as it went out."""

    status: int
    headers: dict[str, str]
    body: str
    replayed: bool = False


def once(*, call: Call, act: Callable[[], Said | None], now: datetime) -> Said | None:
    """What `act` answers, or what it answered when this call was made first.

    None from `act` is an answer that isn't kept, a refusal or a file: the key is free again, and
    what the act wrote stays. Raises StillRunning, KeyReused.
    """
    try:
        with transaction.atomic():
            row = _claimed(call, now)
            return _first(row, call, act) if row.status is None else _again(row, call)
    except OperationalError as error:
        if any(words in str(error) for words in WAITED_IN_VAIN):
            raise StillRunning(_("The first call with this key is still running.")) from None
        raise


def known(caller: str, key: str, now: datetime) -> bool:
    """Whether something was answered to this key: then nothing has to be prepared for it."""
    rows = Answer.objects.filter(caller=caller, key_digest=_plain(key))
    rows = rows.filter(made_at__gte=now - KEPT_FOR)
    return rows.exclude(status=None).exists()


def forget(*, now: datetime) -> int:
    """Drop answers that no repetition is given any more; how many there were."""
    return Answer.objects.filter(made_at__lt=now - KEPT_FOR).delete()[0]


def _claimed(call: Call, now: datetime) -> Answer:
    """The key's row: without a status it is this call's own, for others' are seen with theirs."""
    mine = Answer.objects.filter(caller=call.caller, key_digest=_plain(call.key))
    mine.filter(made_at__lt=now - KEPT_FOR).delete()
    row = Answer(
        caller=call.caller,
        key_digest=_plain(call.key),
        call_digest=_plain(call.address),
        made_at=now,
    )
    with _patience():
        Answer.objects.bulk_create([row], ignore_conflicts=True)
    return mine.get()


@contextmanager
def _patience() -> Iterator[None]:
    """PostgreSQL waits for the first call no longer than this; SQLite has its own timeout."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [PATIENCE])
        yield
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def _first(row: Answer, call: Call, act: Callable[[], Said | None]) -> Said | None:
    said = act()
    if said is not None:
        row.status = said.status
        row.body_digest = call.body_digest()
        row.locked = vault.lock(json.dumps([said.headers, said.body]))
        row.save()
    elif not connection.needs_rollback:
        row.delete()
    return said


def _again(row: Answer, call: Call) -> Said:
    if row.call_digest != _plain(call.address):
        raise KeyReused(_("This key was used at another address."))
    if not constant_time_compare(row.body_digest, call.body_digest()):
        raise KeyReused(_("This key was used with another body."))
    headers, body = json.loads(vault.unlock(row.locked))
    return Said(row.status or 200, headers, body, replayed=True)


def keyed() -> hmac.HMAC:
    """A digest to feed a body to: keyed, so that nobody can try out what a short one was."""
    return salted_hmac(SALT, b"", algorithm="sha256")


def _plain(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
