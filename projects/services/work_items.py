"""Work items: something somebody will do by a date, for any object of a use case."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import inputs, locks
from governance.actors import Actor
from governance.errors import StaleState
from governance.queries.notices import zone_of
from governance.services import ledger
from projects import access, mentions, subjects
from projects.models import WorkItem
from projects.services import shapes

REMINDER = Actor.system("reminders")


def add(
    *,
    actor: Actor,
    subject: str,
    title: str,
    owner_id: int | None = None,
    due: date | str | None = None,
    now: datetime,
) -> WorkItem:
    """Note something to do for the object that `subject` names; its owner is a member.

    Whoever is named in it (@ana) and may see it is mentioned. Raises NotVisible, Denied, Invalid.
    """
    with transaction.atomic():
        kind, about = subjects.find(actor, subject, now)
        scope = locks.scope(actor, about.scope_id, now=now)
        use_case = access.use_case_of(scope)
        access.authorised(actor, "discussion.take_part", use_case, now=now)
        errors: inputs.Errors = {}
        row = WorkItem(
            scope=scope,
            subject_type=kind,
            subject_id=about.pk,
            title=inputs.text(errors, "title", title, longest=200),
            due=inputs.day(errors, "due", due, required=False),
            created_by_id=access.person(actor),
            created_at=now,
        )
        if owner_id is not None:
            row.owner = shapes.member(errors, "owner_id", owner_id, scope, now)
        inputs.raise_if(errors)
        row.save(force_insert=True)
        named = mentions.found_in(row.title, scope, now)
        row.mentioned.set(named)
        _record(actor, "work_item.added", row, now, mentioned=[one.uuid for one in named])
        return row


def finish(*, actor: Actor, item_id: int, now: datetime) -> WorkItem:
    """Say that it is done. Raises NotVisible, Denied, StaleState if it was."""
    return _turn(actor, item_id, now, done=True)


def reopen(*, actor: Actor, item_id: int, now: datetime) -> WorkItem:
    """Say that it isn't done after all. Raises NotVisible, Denied, StaleState if it is open."""
    return _turn(actor, item_id, now, done=False)


def _turn(actor: Actor, item_id: int, now: datetime, *, done: bool) -> WorkItem:
    with transaction.atomic():
        row = access.one(WorkItem.objects.all(), actor, item_id, now=now, lock=True)
        use_case = access.use_case_of(row.scope)
        access.authorised(actor, "discussion.take_part", use_case, now=now)
        if (row.done_at is not None) == done:
            raise StaleState(_("This is done already.") if done else _("This is open already."))
        row.done_at = now if done else None
        row.save(update_fields=["done_at"])
        _record(actor, "work_item.done" if done else "work_item.reopened", row, now)
        return row


def remind_due(*, now: datetime) -> list[WorkItem]:
    """Say of each piece of work, once, that its day has come where its owner is."""
    # Somewhere on earth it may be tomorrow already.
    rows = WorkItem.objects.filter(
        done_at=None, reminded_at=None, due__lte=(now + timedelta(hours=14)).date()
    )
    found = list(rows.exclude(owner=None).select_related("owner").order_by("pk"))
    return [row for one in found if _come(one, now) and (row := _remind(one, now)) is not None]


def _come(item: WorkItem, now: datetime) -> bool:
    """Whether its day has come where its owner is."""
    if item.owner is None or item.due is None:
        return False
    return item.due <= now.astimezone(zone_of(item.owner)).date()


def _remind(found: WorkItem, now: datetime) -> WorkItem | None:
    with transaction.atomic():
        locks.scope(REMINDER, found.scope_id, now=now)
        row = WorkItem.objects.select_related("scope", "owner").get(pk=found.pk)
        if row.done_at is not None or row.reminded_at is not None:
            return None
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        _record(REMINDER, "work_item.due", row, now)
        return row


def _record(actor: Actor, kind: str, row: WorkItem, now: datetime, **data: Any) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=row.scope,
        subject=f"{row.subject_type}:{row.subject_id}",
        now=now,
        work_item=row.pk,
        owner=row.owner.uuid if row.owner else None,
        due=row.due,
        **data,
    )
