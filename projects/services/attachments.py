"""Attachments: files at a remark or at the use case; bytes can be erased, their hashes stay."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from governance import canonical, inputs, locks
from governance.actors import Actor
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import Scope
from governance.services import ledger
from projects import access, files, filetypes, room
from projects.models import Attachment, Comment, UseCase
from projects.store import Staged

SWEEPER = Actor.system("attachments")


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: what it calls itself, and its bytes."""

    name: str
    file: BinaryIO


@dataclass(frozen=True)
class _Checked:
    """A file that is written down, known and good, and isn't kept yet."""

    name: str
    media_type: str
    staged: Staged


def add(
    *, actor: Actor, use_case_id: int, uploads: Sequence[Upload], now: datetime
) -> list[Attachment]:
    """Attach files to the use case itself. Raises NotVisible, Denied, Invalid."""
    with transaction.atomic():
        use_case = access.use_case(actor, use_case_id, now=now, lock=True)
        access.authorised(actor, "discussion.take_part", use_case, now=now)
        if not uploads:
            raise Invalid({"files": _("No file was chosen; choose one or more.")})
        with checked(use_case.scope, uploads) as found:
            return keep(actor, use_case.scope, found, comment=None, now=now)


def open_file(*, actor: Actor, attachment_id: int, now: datetime) -> tuple[Attachment, BinaryIO]:
    """A file and its bytes, which are what was attached. Raises NotVisible, also for one erased,
    and StaleState where the bytes have changed on the disk.
    """
    row = access.one(Attachment.objects.all(), actor, attachment_id, now=now)
    if row.erased_at is not None:
        raise NotVisible(access.NOTHING_HERE)
    if not files.intact(row.scope.key, row.sha256):
        raise StaleState(
            _("The bytes of this file aren't those that were attached; they can't be handed out."),
            remedy=_("Ask an administrator to restore them from a backup."),
        )
    return row, files.path(row.scope.key, row.sha256).open("rb")


def erase(*, actor: Actor, attachment_id: int, reason: str, now: datetime) -> Attachment:
    """Remove a file's bytes and name for good, as who added it or as an officer.

    The bytes stay while another file that isn't erased has the same; the record keeps the hash.
    Raises NotVisible, Denied, Invalid without a reason, StaleState if it is erased.
    """
    with transaction.atomic():
        row = access.one(Attachment.objects.all(), actor, attachment_id, now=now, lock=True)
        _may_erase(actor, row, now)
        if row.erased_at is not None:
            raise StaleState(
                _("This file was erased on %(erased_at)s.")
                % {"erased_at": date_format(row.erased_at, "d F Y")}
            )
        errors: inputs.Errors = {}
        reason = inputs.text(errors, "reason", reason, longest=300)
        inputs.raise_if(errors)
        row.name, row.erased_at, row.erased_why = "", now, reason
        row.erased_by_id = access.person(actor)
        row.save(update_fields=["name", "erased_at", "erased_by", "erased_why"])
        _record(actor, "attachment.erased", row, now, reason_sha=canonical.sha256(reason))
        transaction.on_commit(lambda: _sweep(row.scope_id, row.sha256, now))
        return row


def may_erase(row: Attachment, user_id: int | None, officer: bool) -> bool:
    """Whether pages offer it: to who added it, and to officers."""
    return row.erased_at is None and (officer or row.added_by_id == user_id)


def _may_erase(actor: Actor, row: Attachment, now: datetime) -> None:
    use_case: UseCase = access.use_case_of(row.scope)
    if row.added_by_id == actor.user_id:
        access.authorised(actor, "discussion.take_part", use_case, now=now)
        return
    try:
        access.authorised(actor, "attachment.erase", use_case, now=now)
    except Denied as refusal:
        raise Denied(
            refusal.message,
            who_can=_("%(added_by)s, who added it, or %(who_can)s")
            % {"added_by": row.added_by, "who_can": refusal.who_can},
        ) from None


def _sweep(scope_id: int, sha256: str, now: datetime) -> None:
    """Take bytes away that no file needs any more; whoever attaches them again waits meanwhile."""
    with transaction.atomic():
        scope = locks.scope(SWEEPER, scope_id, now=now)
        if not Attachment.objects.filter(scope=scope, sha256=sha256, erased_at=None).exists():
            files.remove(scope.key, sha256)


@contextlib.contextmanager
def checked(scope: Scope, uploads: Sequence[Upload]) -> Iterator[list[_Checked]]:
    """The files, looked at one by one; Invalid names each that isn't taken, and why, or says how
    much room is left. The caller holds the scope, so that nobody takes the same room meanwhile.
    """
    most = settings.ATTACHMENTS_AT_ONCE
    if len(uploads) > most:
        raise Invalid(
            {
                "files": _("%(uploads)s files at once are too many; send %(most)s at most.")
                % {"uploads": len(uploads), "most": most}
            }
        )
    with contextlib.ExitStack() as stack:
        found, faults = [], []
        for one in uploads:
            try:
                found.append(_check(stack, scope, one))
            except filetypes.Refused as fault:
                faults.append(f"“{_shown(one.name)}” {fault}")
        if faults:
            raise Invalid({"files": " ".join(faults)})
        room.check(scope.pk, {one.staged.sha256: one.staged.size for one in found})
        yield found


def _check(stack: contextlib.ExitStack, scope: Scope, one: Upload) -> _Checked:
    most = settings.ATTACHMENT_MIB
    name = _shown(one.name)
    if len(name) > filetypes.LONGEST_NAME:
        raise filetypes.Refused(
            _("has a name of %(name)s characters; shorten it to %(longest_name)s.")
            % {"name": len(name), "longest_name": filetypes.LONGEST_NAME}
        )
    try:
        staged = stack.enter_context(files.staged(scope.key, one.file, most * 1024 * 1024))
    except files.TooLarge:
        raise filetypes.Refused(
            _("is larger than %(most)s MiB, the limit here; make it smaller, or link to it.")
            % {"most": most}
        ) from None
    return _Checked(name, filetypes.type_of(staged.path, name).media_type, staged)


def _shown(name: str) -> str:
    """The last part of what a file calls itself, without what can't be shown."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(one if one.isprintable() else "�" for one in last).strip() or "file"


def keep(
    actor: Actor,
    scope: Scope,
    found: Sequence[_Checked],
    *,
    comment: Comment | None,
    now: datetime,
) -> list[Attachment]:
    """Rows and bytes of files that were looked at; the caller holds the scope and has authorised."""
    return [_keep(actor, scope, one, comment, now) for one in found]


def _keep(
    actor: Actor, scope: Scope, one: _Checked, comment: Comment | None, now: datetime
) -> Attachment:
    row = Attachment.objects.create(
        scope=scope,
        comment=comment,
        name=one.name,
        media_type=one.media_type,
        size=one.staged.size,
        sha256=one.staged.sha256,
        added_by_id=access.person(actor),
        added_at=now,
    )
    _record(actor, "attachment.added", row, now)
    files.keep(scope.key, one.staged)
    return row


def _record(actor: Actor, kind: str, row: Attachment, now: datetime, **data: str) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=row.scope,
        subject=f"attachment:{row.pk}",
        now=now,
        comment=row.comment_id,
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        **data,
    )
