"""The reader of the ledger that tells people: called notices, registered at start."""

from functools import partial

from governance.models import LedgerEntry, User
from governance.services import notices
from governance.subscriptions import Effect, subscribe
from portal import clock
from portal.notices import audiences, hearing
from portal.notices.event import Event


@subscribe("notices", audiences.AUDIENCES, ordered=False)
def tell(entry: LedgerEntry, *, attempt: int) -> Effect | None:
    """Whom an entry concerns, and who may see it, is asked in the transaction that tells them."""
    return partial(_tell, entry)


def _tell(entry: LedgerEntry) -> None:
    event = Event.of(entry, clock.now())
    concerned = audiences.of(event)
    users = User.objects.filter(pk__in=concerned, is_active=True, is_service=False)
    hearers = {
        one.pk: concerned[one.pk]
        for one in users.order_by("pk")
        # Nobody is told of what they did themselves.
        if str(one.uuid) != entry.actor and hearing.may_hear(one, event)
    }
    notices.tell(
        entry=entry,
        hearers=hearers,
        kinds=dict.fromkeys(concerned.values()),
        scope=event.scope,
        subject=(event.subject_type, event.subject_id or None),
        now=event.now,
    )
