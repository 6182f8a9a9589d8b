"""Noting that somebody looks at their desk.

Nothing about the work changes by a look, so it leaves no entry in the record: a record of who
looked when would be one of people, and reviews and people are never ranked.
"""

from datetime import datetime, timedelta

from django.db import transaction

from governance.actors import Actor
from governance.models import Visit

OFTEN = timedelta(minutes=1)
BREAK = timedelta(minutes=30)


def look(*, actor: Actor, now: datetime) -> datetime | None:
    """Note a look, at most once a minute; answers with the end of the visit before this one.

    Looks less than half an hour apart are one visit, so that loading the page again doesn't empty
    what it says. None for a first visit, and for a part of Pitwall.
    """
    if actor.user_id is None:
        return None
    seen = Visit.objects.filter(user_id=actor.user_id).first()
    if seen is not None and now - seen.at < OFTEN:
        return seen.before
    return _note(actor.user_id, now)


def _note(user_id: int, now: datetime) -> datetime | None:
    with transaction.atomic():
        visit, first = Visit.objects.get_or_create(user_id=user_id, defaults={"at": now})
        if first or now - visit.at < OFTEN:
            return visit.before
        if now - visit.at > BREAK:
            visit.before = visit.at
        visit.at = now
        visit.save(update_fields=["at", "before"])
        return visit.before
