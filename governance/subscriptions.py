"""The registry of the ledger's readers: which asked for which kinds, registered at start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured

from governance.kinds import KINDS
from governance.models import LedgerEntry

Effect = Callable[[], object]


class Read(Protocol):
    """What a reader is: a function that a worker calls outside any transaction.

    It is called at least once for each entry, so what it does outside the database must bear
    repeating: look before making. What it does inside, it returns as an effect: a function that
    the worker calls in the transaction that finishes the delivery, so that it happens exactly
    once. `attempt` counts from 1. Whatever it raises is tried again, after growing waits.
    """

    def __call__(self, entry: LedgerEntry, *, attempt: int) -> Effect | None: ...


@dataclass(frozen=True)
class Subscription:
    """One reader: `ordered` within a scope; a worker that was lost is missed after `lease`."""

    name: str
    kinds: frozenset[str]
    read: Read
    ordered: bool
    lease: timedelta


_subscriptions: dict[str, Subscription] = {}


def subscribe(
    name: str,
    kinds: Iterable[str],
    *,
    ordered: bool = True,
    lease: timedelta = timedelta(seconds=60),
) -> Callable[[Read], Read]:
    """Register the decorated function as reader `name` of `kinds`; unknown kinds fail at start.

    An ordered reader gets the entries of one scope one after another; what is dead lets those
    behind it pass. `lease` is renewed while the reader is at work: when it ends, its worker is
    lost, and another takes over.
    """
    wanted = frozenset(kinds)
    unknown = sorted(wanted - KINDS)
    if unknown:
        raise ImproperlyConfigured(f"{name} asks for unknown ledger kinds: {', '.join(unknown)}")

    def register(read: Read) -> Read:
        if name in _subscriptions and _subscriptions[name].read is not read:
            raise ImproperlyConfigured(f"two readers of the ledger are called {name}")
        _subscriptions[name] = Subscription(name, wanted, read, ordered, lease)
        return read

    return register


def readers_of(kind: str) -> list[Subscription]:
    """The readers that asked for entries of `kind`."""
    return [one for one in _subscriptions.values() if kind in one.kinds]


def reader(name: str) -> Subscription:
    """The reader called `name`; KeyError if none is registered."""
    return _subscriptions[name]


def readers() -> list[Subscription]:
    """All readers, in the order in which they registered."""
    return list(_subscriptions.values())
