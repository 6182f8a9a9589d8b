"""What a person chooses for themself: the time zone in which pages write moments."""

import zoneinfo
from datetime import datetime

from django.db import transaction

from governance import inputs, locks
from governance.access import person, refuse_keys_of_one
from governance.actors import Actor
from governance.models import User
from governance.services import ledger


def set_time_zone(*, actor: Actor, time_zone: str, now: datetime) -> User:
    """Choose the time zone of one's own pages. Raises Denied to a part of Pitwall, and Invalid."""
    with transaction.atomic():
        refuse_keys_of_one(actor)
        user = locks.held(User.objects.filter(pk=person(actor))).get()
        errors: inputs.Errors = {}
        chosen = inputs.choice(errors, "time_zone", time_zone, zoneinfo.available_timezones())
        inputs.raise_if(errors)
        if chosen != user.time_zone:
            user.time_zone = chosen
            user.save(update_fields=["time_zone"])
            ledger.record(
                actor=actor,
                kind="person.time_zone_chosen",
                scope=None,
                subject=f"person:{user.pk}",
                now=now,
                person=user.uuid,
                time_zone=chosen,
            )
        return user
