"""Access to a source: a use case asks, the source's owner decides, and may take it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs, locks
from governance.actors import Actor
from governance.errors import Denied, NotVisible, StaleState
from governance.models import Scope
from governance.services import ledger
from projects import access
from projects.models import DataSource, SourceAccess
from projects.words import AccessState

LONGEST = 2000


def ask(
    *, actor: Actor, use_case_id: int, source_id: int, reason: str, now: datetime
) -> SourceAccess:
    """Ask the owner to let a use case read a source; again after a refusal or a revocation.

    The owner sees the use case's title by that, member or not. Raises NotVisible, Denied,
    Invalid, StaleState where it is granted or asked for already.
    """
    with transaction.atomic():
        use_case = access.use_case(actor, use_case_id, now=now, lock=True)
        access.authorised(actor, "access.ask", use_case, now=now)
        asker = access.person(actor)
        source = access.catalogued(DataSource.objects.all(), source_id)
        errors: inputs.Errors = {}
        reason = inputs.text(errors, "reason", reason, longest=LONGEST, multiline=True)
        inputs.raise_if(errors)
        row = use_case.source_access.filter(source=source).first()
        if row is None:
            row = SourceAccess(scope=use_case.scope, use_case=use_case, source=source)
        elif row.state in {AccessState.ASKED, AccessState.GRANTED}:
            raise StaleState(
                _("Access to %(source)s is %(state)s already.")
                % {"source": source, "state": row.get_state_display()}
            )
        row.state, row.reason, row.answer = AccessState.ASKED, reason, ""
        row.asked_by_id, row.asked_at = asker, now
        row.decided_by = row.decided_at = None
        row.save()
        _record(actor, "access.asked", row, now, reason)
        return row


def grant(*, actor: Actor, access_id: int, answer: str = "", now: datetime) -> SourceAccess:
    """Let the use case read the source. Only its owner can. Raises NotVisible, Denied,
    StaleState where nothing waits.
    """
    return _decide(actor, access_id, AccessState.GRANTED, answer, now)


def refuse(*, actor: Actor, access_id: int, answer: str, now: datetime) -> SourceAccess:
    """Say no, and why. Raises as `grant` does, and Invalid without an answer."""
    return _decide(actor, access_id, AccessState.REFUSED, answer, now)


def revoke(*, actor: Actor, access_id: int, answer: str, now: datetime) -> SourceAccess:
    """Take granted access back, and say why. Raises as `refuse` does."""
    return _decide(actor, access_id, AccessState.REVOKED, answer, now)


# What a decision starts from, and the entry it leaves.
_FROM = {
    AccessState.GRANTED: (AccessState.ASKED, "access.granted"),
    AccessState.REFUSED: (AccessState.ASKED, "access.refused"),
    AccessState.REVOKED: (AccessState.GRANTED, "access.revoked"),
}


def _decide(
    actor: Actor, access_id: int, state: AccessState, answer: str, now: datetime
) -> SourceAccess:
    with transaction.atomic():
        row = _owned(actor, access_id, now)
        before, kind = _FROM[state]
        if row.state != before:
            raise StaleState(
                _("Access to %(source)s is %(state)s.")
                % {"source": row.source, "state": row.get_state_display()}
            )
        errors: inputs.Errors = {}
        row.answer = inputs.text(
            errors,
            "answer",
            answer,
            longest=LONGEST,
            required=state != AccessState.GRANTED,
            multiline=True,
        )
        inputs.raise_if(errors)
        row.state, row.decided_by_id, row.decided_at = state, actor.user_id, now
        row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
        _record(actor, kind, row, now, row.answer)
        return row


def _owned(actor: Actor, access_id: int, now: datetime) -> SourceAccess:
    """The request, held, if this actor owns the source: membership isn't needed for that.

    A key of one use case decides on that one's requests alone.
    """
    rows = SourceAccess.objects.select_related("scope", "source__owner")
    row = rows.filter(pk=access_id).first()
    if row is None or actor.within not in (None, row.scope_id):
        raise NotVisible(access.NOTHING_HERE)
    if row.source.owner_id != access.person(actor):
        access.one(SourceAccess.objects.all(), actor, access_id, now=now)
        raise Denied(
            _("Only the source's owner decides on access."), who_can=row.source.owner.label
        )
    locks.held(Scope.objects.filter(pk=row.scope_id)).get()
    return rows.get(pk=access_id)


def _record(actor: Actor, kind: str, row: SourceAccess, now: datetime, said: str) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=row.scope,
        subject=f"access:{row.pk}",
        now=now,
        use_case=row.use_case_id,
        source=row.source.key,
        said_sha=canonical.sha256(said),
    )
