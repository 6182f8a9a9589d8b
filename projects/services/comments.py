"""Discussion on any object of a use case; texts can be erased, their hashes stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from governance import canonical, inputs, locks
from governance.actors import Actor
from governance.errors import StaleState
from governance.services import ledger
from projects import access, mentions, subjects
from projects.models import Comment
from projects.services import attachments
from projects.services.attachments import Upload

LONGEST = 10_000


def add(
    *, actor: Actor, subject: str, text: str, uploads: Sequence[Upload] = (), now: datetime
) -> Comment:
    """Say something about the object that `subject` names (brief:7), with files or without.

    Whoever is named in it (@ana) and may see it is mentioned. The ledger keeps the SHA-256 of
    text and files only. Where one file isn't taken, nothing is. Raises NotVisible, Denied,
    Invalid.
    """
    with transaction.atomic():
        kind, about = subjects.find(actor, subject, now)
        scope = locks.scope(actor, about.scope_id, now=now)
        use_case = access.use_case_of(scope)
        access.authorised(actor, "discussion.take_part", use_case, now=now)
        errors: inputs.Errors = {}
        text = inputs.text(errors, "text", text, longest=LONGEST, multiline=True)
        inputs.raise_if(errors)
        row = Comment(
            scope=scope,
            subject_type=kind,
            subject_id=about.pk,
            author_id=access.person(actor),
            text=text,
            text_sha=canonical.sha256(text),
            created_at=now,
        )
        with attachments.checked(scope, uploads) as found:
            row.save(force_insert=True)
            named = mentions.found_in(text, scope, now)
            row.mentioned.set(named)
            _record(actor, "comment.added", row, now, mentioned=[one.uuid for one in named])
            attachments.keep(actor, scope, found, comment=row, now=now)
        return row


def erase(*, actor: Actor, comment_id: int, now: datetime) -> Comment:
    """Remove a comment's text for good; who spoke when, its files and the text's hash stay.

    Raises NotVisible, Denied, StaleState if it is erased already.
    """
    with transaction.atomic():
        row = _comment(actor, comment_id, "comment.erase", now)
        row.text, row.erased_at = "", now
        row.save(update_fields=["text", "erased_at"])
        row.mentioned.clear()
        _record(actor, "comment.erased", row, now)
        return row


def pin(*, actor: Actor, comment_id: int, now: datetime) -> Comment:
    """Keep a comment at the top, as a decision. Raises NotVisible, Denied, StaleState."""
    return _pin(actor, comment_id, now, pinned=True)


def unpin(*, actor: Actor, comment_id: int, now: datetime) -> Comment:
    """Let a pinned comment go back to its place. Raises NotVisible, Denied, StaleState."""
    return _pin(actor, comment_id, now, pinned=False)


def _pin(actor: Actor, comment_id: int, now: datetime, *, pinned: bool) -> Comment:
    with transaction.atomic():
        row = _comment(actor, comment_id, "discussion.take_part", now)
        if (row.pinned_at is not None) == pinned:
            raise StaleState(
                _("This comment is pinned already.") if pinned else _("It isn't pinned.")
            )
        row.pinned_at = now if pinned else None
        row.pinned_by_id = access.person(actor) if pinned else None
        row.save(update_fields=["pinned_at", "pinned_by"])
        _record(actor, "comment.pinned" if pinned else "comment.unpinned", row, now)
        return row


def _comment(actor: Actor, comment_id: int, action: str, now: datetime) -> Comment:
    """The comment, held, if it still has its text and this actor may do that to it."""
    row = access.one(Comment.objects.all(), actor, comment_id, now=now, lock=True)
    access.authorised(actor, action, access.use_case_of(row.scope), now=now)
    if row.erased_at is not None:
        raise StaleState(
            _("This comment was erased on %(erased_at)s.")
            % {"erased_at": date_format(row.erased_at, "d F Y")}
        )
    return row


def _record(actor: Actor, kind: str, row: Comment, now: datetime, **data: Any) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=row.scope,
        subject=f"{row.subject_type}:{row.subject_id}",
        now=now,
        comment=row.pk,
        text_sha=row.text_sha,
        **data,
    )
