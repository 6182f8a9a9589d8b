"""Keep the projections for lists: noted as stale within each change, written again right after.

What pages of the use case read (workflows.services.readings) is read again with them.

What may change without an entry of its scope's own, because a site role or a source changes
hands, is noted too. A process that is killed between the two leaves a row that says so; the
next look, or the next round of `catch_up`, writes it.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from governance import canonical
from governance.models import LedgerEntry, Review, Scope
from governance.projections import project
from governance.words import ReviewState
from projects.models import SourceAccess, UseCase
from projects.words import AccessState
from workflows import access, positions
from workflows.models import Bar, Duty, Position, Seat
from workflows.positions.duties import Waits
from workflows.positions.snapshot import NEVER
from workflows.services import readings

log = logging.getLogger(__name__)

# Entries that change nothing that lists show; a kind that isn't here is a reason to look again.
BESIDE = frozenset(
    {
        "act.refused",
        "advice.given",
        "alias.out_of_band",
        "comment.added",
        "comment.erased",
        "comment.pinned",
        "comment.unpinned",
        "decision.written_back",
        "delegation.given",
        "delegation.revoked",
        "delivery.dead",
        "delivery.retried",
        "feedback.received",
        "held_out.opened",
        "job.cancel_asked",
        "job.cancelled",
        "job.done",
        "job.failed",
        "job.started",
        "job.wanted",
        "mlflow.refused",
        "process.restarted",
        "record.exported",
        "run.linked",
        "run.mirrored",
        "scores.received",
        "token.made",
        "token.revoked",
        "use_case.exported",
        "workspace.bound",
    }
)
# How many rows one look writes again, at most.
AT_ONCE = 20


@project("workflows.positions")
def touch(entry: LedgerEntry, scope_id: int | None) -> None:
    """Something has happened: what lists say of these use cases is stale until it is written again."""
    if entry.kind in BESIDE:
        return
    if entry.kind == "use_case.created" and scope_id is not None:
        _begin(scope_id)
    ids = _scopes_of(entry) if scope_id is None else [scope_id]
    rows = Position.objects.filter(scope__in=ids)
    if scope_id is not None:
        # The act holds the scope, as whoever writes the row does: what is stale here stays so.
        rows = rows.filter(stale=False)
    if ids and rows.update(stale=True):
        transaction.on_commit(partial(_afterwards, list(ids), entry.occurred_at), robust=True)


def _begin(scope_id: int) -> None:
    """The row of a new use case; what it says is written after the change, as always."""
    case = UseCase.objects.get(scope=scope_id)
    Position.objects.create(
        use_case=case,
        scope_id=scope_id,
        slug=case.slug,
        title=case.title,
        lifecycle=case.lifecycle,
        urgent_at=NEVER,
        stale=True,
    )
    transaction.on_commit(partial(_afterwards, [scope_id], case.created_at), robust=True)


def _scopes_of(entry: LedgerEntry) -> Collection[int]:
    """The scopes that an entry of the whole site concerns."""
    if not entry.kind.startswith(("person.site_role_", "source.")):
        return ()
    said = canonical.loads(entry.body)
    subject = int(said["subject"].rpartition(":")[2])
    if entry.kind.startswith("source."):
        rows = SourceAccess.objects.filter(source_id=subject, state=AccessState.ASKED)
        return set(rows.values_list("scope_id", flat=True))
    in_role = Q(pk__in=Seat.objects.filter(role=said["data"]["role"]).values("scope_id"))
    voted = Review.objects.filter(
        Q(votes__voter=subject) | Q(votes__on_behalf_of=subject), state=ReviewState.OPEN
    )
    return set(
        Scope.objects.filter(in_role | Q(pk__in=voted.values("scope_id"))).values_list(
            "pk", flat=True
        )
    )


def _afterwards(scope_ids: list[int], now: datetime) -> None:
    """Right after the commit: those that aren't many; the others are left to the next look."""
    if len(scope_ids) <= AT_ONCE:
        refresh(scope_ids=scope_ids, now=now)


def refresh(*, scope_ids: Iterable[int], now: datetime) -> None:
    """Write the projections of these scopes again from facts, each in a transaction of its own."""
    for scope_id in scope_ids:
        with transaction.atomic():
            scope = Scope.objects.filter(pk=scope_id).first()
            if scope is None:
                continue
            access.hold(scope)
            case = UseCase.objects.select_related("scope").filter(scope=scope_id).first()
            mine = case is not None and _is_mine(case)
            if case is not None and mine:
                _write(case, positions.of(case, now))
        if case is not None and mine:
            readings.keep(case, now=now)


def catch_up(*, now: datetime) -> int:
    """Write again what is stale, a few at once; how many were written.

    One that can't be written stays as it is and is told in the log: a list that is a little old
    is better than no page.
    """
    # In no order, so that those which can't be written don't keep the others from their turn.
    stale = Position.objects.filter(stale=True).order_by("?")
    ids = list(stale.values_list("scope_id", flat=True)[:AT_ONCE])
    written = 0
    for scope_id in ids:
        try:
            refresh(scope_ids=[scope_id], now=now)
            written += 1
        except Exception:
            log.exception("where the use case of scope %s stands can't be written", scope_id)
    return written


def _is_mine(case: UseCase) -> bool:
    """Whether it is stale still; whoever held the scope before may have written it already.

    Noted before the facts are read: an act of the whole site, which holds no scope, waits for the
    row from here on and marks it anew, so that what it changed isn't taken for written.
    """
    return bool(Position.objects.filter(scope=case.scope_id, stale=True).update(stale=False))


def _write(case: UseCase, seen: positions.Snapshot) -> None:
    Position.objects.filter(scope=case.scope_id).update(**seen.position)
    old = Duty.objects.filter(scope=case.scope_id)
    Bar.objects.filter(duty__in=old).delete()
    Seat.objects.filter(scope=case.scope_id).delete()
    old.delete()
    made = Duty.objects.bulk_create(_duty(case, one) for one in seen.duties)
    pairs = list(zip(made, seen.duties, strict=True))
    Seat.objects.bulk_create(seat for duty, one in pairs for seat in _seats(duty, one))
    Bar.objects.bulk_create(
        Bar(duty=duty, user_id=user_id, role=role)
        for duty, one in pairs
        for user_id, role in sorted(one.barred)
    )


def _duty(case: UseCase, one: Waits) -> Duty:
    return Duty(
        scope_id=case.scope_id,
        kind=one.kind,
        rank=one.rank,
        subject=one.subject,
        since=one.since,
        due=one.due,
        asked_by_id=one.asked_by,
        told=canonical.dumps(dict(one.told)),
    )


def _seats(duty: Duty, one: Waits) -> list[Seat]:
    return [
        *(Seat(duty=duty, scope_id=duty.scope_id, role=role) for role in one.roles),
        *(
            Seat(duty=duty, scope_id=duty.scope_id, user_id=person, outside=one.outside)
            for person in one.people
        ),
    ]
