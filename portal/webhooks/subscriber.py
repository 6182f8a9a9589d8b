"""The reader of the ledger that makes messages to webhooks: called webhooks, registered at start."""

from functools import partial

from governance import events
from governance.models import LedgerEntry
from governance.services import webhook_messages
from governance.subscriptions import Effect, subscribe
from portal import clock


@subscribe("webhooks", events.kinds())
def enlist(entry: LedgerEntry, *, attempt: int) -> Effect | None:
    """Who listens is asked in the transaction that makes their messages, in the entries' order."""
    return partial(_enlist, entry)


def _enlist(entry: LedgerEntry) -> None:
    webhook_messages.enlist(entry=entry, now=clock.now())
