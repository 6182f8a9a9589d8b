"""Channels: places outside that administrators configure, and try out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from governance import addresses, inputs, locks, noticing, vault
from governance.access import authorise
from governance.actors import Actor
from governance.errors import Invalid, NotVisible, StaleState
from governance.models import Channel, Dispatch, Scope
from governance.noticing import NoticeKind
from governance.services import ledger


def add(
    *,
    actor: Actor,
    name: str,
    address: str,
    kinds: Iterable[str],
    use_case: str = "",
    by_itself: bool = False,
    now: datetime,
) -> Channel:
    """Configure a channel for events of these kinds, of one use case (its key) or of all.

    The address is locked and never shown again. Raises Denied, Invalid.
    """
    with transaction.atomic():
        authorise(actor, "channel.manage", None, now=now)
        errors: inputs.Errors = {}
        row = Channel(created_at=now, by_itself=bool(by_itself))
        _name(errors, row, name)
        _address(errors, row, address)
        row.kinds, row.scope = _kinds(errors, kinds), _scope(errors, use_case)
        inputs.raise_if(errors)
        _save(row)
        _record("channel.added", actor, row, now)
        return row


def change(
    *,
    actor: Actor,
    channel_id: int,
    name: str,
    kinds: Iterable[str],
    use_case: str = "",
    by_itself: bool = False,
    address: str = "",
    now: datetime,
) -> Channel:
    """Change a channel; without an address it keeps the one it has.

    Raises Denied, NotVisible, Invalid, StaleState for one that is closed.
    """
    with transaction.atomic():
        row = _held(actor, channel_id, now)
        errors: inputs.Errors = {}
        _name(errors, row, name)
        if address:
            _address(errors, row, address)
        row.kinds, row.scope = _kinds(errors, kinds), _scope(errors, use_case)
        row.by_itself = bool(by_itself)
        inputs.raise_if(errors)
        _save(row)
        _record("channel.changed", actor, row, now, new_address=bool(address))
        return row


def close(*, actor: Actor, channel_id: int, now: datetime) -> Channel:
    """End a channel: nothing more is sent there, and its address is forgotten.

    Raises Denied, NotVisible, StaleState for one that is closed.
    """
    with transaction.atomic():
        row = _held(actor, channel_id, now)
        row.closed_at, row.address = now, ""
        row.save(update_fields=["closed_at", "address"])
        _record("channel.closed", actor, row, now)
        return row


def try_out(*, actor: Actor, channel_id: int, now: datetime) -> Dispatch:
    """Send a test there; the channel says how it went. Raises Denied, NotVisible, StaleState."""
    with transaction.atomic():
        row = _held(actor, channel_id, now)
        return Dispatch.objects.create(
            channel=row, address=noticing.channel_way(row.pk), due_at=now
        )


def _held(actor: Actor, channel_id: int, now: datetime) -> Channel:
    authorise(actor, "channel.manage", None, now=now)
    row = locks.held(Channel.objects.filter(pk=channel_id)).first()
    if row is None:
        raise NotVisible(_("There is no such channel."))
    if row.closed_at is not None:
        raise StaleState(_("This channel is closed; add another."))
    return row


def _name(errors: inputs.Errors, row: Channel, name: Any) -> None:
    row.name = inputs.text(errors, "name", name, longest=60)


def _address(errors: inputs.Errors, row: Channel, address: Any) -> None:
    said = address.strip() if isinstance(address, str) else ""
    try:
        row.service = addresses.service_of(said)
    except ValueError as fault:
        errors["address"] = str(fault)
    else:
        row.address = vault.lock(said)


def _kinds(errors: inputs.Errors, kinds: Iterable[str]) -> list[str]:
    chosen = set(kinds)
    unknown = sorted(chosen - set(NoticeKind.values))
    if unknown or not chosen:
        errors["kinds"] = _("Choose one or more of: %(values)s.") % {
            "values": ", ".join(NoticeKind.values)
        }
    return [str(one) for one in NoticeKind.values if one in chosen]


def _scope(errors: inputs.Errors, key: Any) -> Scope | None:
    said = inputs.text(errors, "use_case", key, longest=80, required=False)
    if not said or "use_case" in errors:
        return None
    found = Scope.objects.filter(key=said).first()
    if found is None:
        errors["use_case"] = _("No use case has this key; it is the last part of its address.")
    return found


def _save(row: Channel) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Invalid({"name": _("Another channel has this name; choose another.")}) from None


def _record(kind: str, actor: Actor, row: Channel, now: datetime, **data: Any) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=row.scope,
        subject=f"channel:{row.pk}",
        now=now,
        name=row.name,
        service=row.service,
        kinds=row.kinds,
        by_itself=row.by_itself,
        **data,
    )
