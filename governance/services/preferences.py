"""What a person chooses for themself: the time zone of pages, and what they are told of."""

import zoneinfo
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import inputs, locks, noticing
from governance.access import person, refuse_keys_of_one
from governance.actors import Actor
from governance.models import NoticeChoice, NoticeHours, User
from governance.noticing import NoticeKind, Often
from governance.queries.notices import channels_for, wishes
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


def choose_notices(
    *,
    actor: Actor,
    choices: Mapping[tuple[str, str], str],
    digest_hour: int | str = noticing.DIGEST_HOUR,
    quiet_from: int | str | None = None,
    quiet_until: int | str | None = None,
    now: datetime,
) -> None:
    """Choose what one is told, where and how often: `choices` by kind and way.

    What is left out stays as it was. Raises Denied to a part of Pitwall, and Invalid.
    """
    with transaction.atomic():
        refuse_keys_of_one(actor)
        user = locks.held(User.objects.filter(pk=person(actor))).get()
        errors: inputs.Errors = {}
        _check_choices(errors, choices, actor, now)
        hours = {
            "digest_hour": inputs.integer(errors, "digest_hour", digest_hour, highest=23),
            "quiet_from": _hour(errors, "quiet_from", quiet_from),
            "quiet_until": _hour(errors, "quiet_until", quiet_until),
        }
        if (hours["quiet_from"] is None) != (hours["quiet_until"] is None):
            missing = "quiet_from" if hours["quiet_from"] is None else "quiet_until"
            errors.setdefault(missing, _("Quiet hours have a beginning and an end; give both."))
        inputs.raise_if(errors)
        _keep_notices(actor, user, choices, hours, now)


def _hour(errors: inputs.Errors, name: str, value: Any) -> int | None:
    return inputs.integer(errors, name, value, highest=23, required=False)


def _check_choices(
    errors: inputs.Errors, choices: Mapping[tuple[str, str], str], actor: Actor, now: datetime
) -> None:
    channels = {noticing.channel_way(one.pk): one for one in channels_for(actor, now)}
    for (kind, way), often in choices.items():
        name = f"{kind}-{way}"
        inputs.choice(errors, name, kind, NoticeKind)
        if way == noticing.PORTAL:
            inputs.choice(errors, name, often, noticing.PORTAL_CHOICES)
            continue
        inputs.choice(errors, name, often, Often)
        if way != noticing.MAIL and (way not in channels or kind not in channels[way].kinds):
            errors.setdefault(name, _("This channel doesn't take this, or isn't there for you."))


def _keep_notices(
    actor: Actor,
    user: User,
    choices: Mapping[tuple[str, str], str],
    hours: Mapping[str, int | None],
    now: datetime,
) -> None:
    kept = wishes([user])[user.pk]
    changed = {key: often for key, often in choices.items() if kept.often(*key) != often}
    before = {name: getattr(kept.hours, name) for name in hours}
    if not changed and before == hours:
        return
    for (kind, way), often in changed.items():
        NoticeChoice.objects.update_or_create(
            user=user, kind=kind, way=way, defaults={"often": often}
        )
    NoticeHours.objects.update_or_create(user=user, defaults=dict(hours))
    ledger.record(
        actor=actor,
        kind="person.notices_chosen",
        scope=None,
        subject=f"person:{user.pk}",
        now=now,
        person=user.uuid,
        choices=[
            {"kind": kind, "way": way, "often": often}
            for (kind, way), often in sorted(changed.items())
        ],
        **hours,
    )
