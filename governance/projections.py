"""The registry of what is kept for lists: told of every ledger entry within its transaction."""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

from governance.models import LedgerEntry

Touch = Callable[[LedgerEntry, int | None], None]

_touched: dict[str, Touch] = {}


def project(name: str) -> Callable[[Touch], Touch]:
    """Register the decorated function: it is called with each entry and the id of its scope.

    It runs in the transaction of the change, so what it writes is there exactly when the change
    is; it has to be cheap, and notes what has to be looked at again rather than looking.
    """

    def register(touch: Touch) -> Touch:
        if name in _touched and _touched[name] is not touch:
            raise ImproperlyConfigured(f"two projections are called {name}")
        _touched[name] = touch
        return touch

    return register


def touch(entry: LedgerEntry, scope_id: int | None) -> None:
    """Tell every projection of an entry that has just been written."""
    for one in _touched.values():
        one(entry, scope_id)
