"""Sends what is due outside: claimed before, marked after, and looked at once more in between."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import vault
from governance.models import Channel, Dispatch, User
from governance.noticing import NoticeKind
from governance.services import dispatches
from governance.services.dispatches import Batch
from portal.notices import hearing, letters, posting, sentences
from portal.notices.letters import Line
from portal.notices.sentences import Told
from portal.pages import names

logger = logging.getLogger(__name__)

# A task's share: what is left over is due in the next, seconds later.
MOST = 50
UNTOLD = "nothing is to be told of this"


def send_due(*, clock: Callable[[], datetime] = timezone.now, most: int = MOST) -> int:
    """Send what is due, at most so many messages; how many were taken up."""
    for taken in range(most):
        batch = dispatches.claim(now=clock())
        if batch is None:
            return taken
        send(batch, clock=clock)
    return most


def send(batch: Batch, *, clock: Callable[[], datetime] = timezone.now) -> bool:
    """Send one message; what goes wrong is kept and tried again. True when it was sent or settled."""
    try:
        told = sentences.of(one.entry_id for one in batch.rows)
        left_out = _left_out(batch, told, clock())
        rows = [one for one in batch.rows if one.pk not in left_out]
        if rows and rows[0].channel:
            _post(rows[0].channel, rows, told)
        elif rows and rows[0].notice:
            _mail(rows[0].notice.recipient, rows, told, batch)
    except posting.NotSent as fault:
        return not dispatches.fail(
            batch, str(fault), now=clock(), for_good=isinstance(fault, posting.NeverSent)
        )
    except vault.Unreadable as fault:
        return not dispatches.fail(batch, str(fault), now=clock(), for_good=True)
    except Exception as error:  # noqa: BLE001 (whatever mail servers and their clients raise)
        # A channel's address may stand in the text of an error, and must not be kept.
        said = f"{type(error).__name__}: {error}" if batch.rows[0].channel_id is None else ""
        logger.warning("a message to %s wasn't sent: %s", batch.address, type(error).__name__)
        return not dispatches.fail(batch, said or type(error).__name__, now=clock())
    return dispatches.finish(batch, left_out=left_out, now=clock())


def _left_out(batch: Batch, told: dict[int, Told], now: datetime) -> dict[int, str]:
    found = hearing.left_out(batch.rows, now)
    for one in batch.rows:
        if one.entry_id is not None and one.entry_id not in told:
            found.setdefault(one.pk, UNTOLD)
    return found


def _mail(user: User, rows: list[Dispatch], told: dict[int, Told], batch: Batch) -> None:
    lines = [
        Line(str(NoticeKind(one.kind).label), told[one.entry_id]) for one in rows if one.entry_id
    ]
    letters.letter(user, lines, batch.key).send()


def _post(channel: Channel, rows: list[Dispatch], told: dict[int, Told]) -> None:
    """One message for all; each event once, with the names of those who want it there."""
    wanted: dict[int, list[str]] = {}
    for one in rows:
        if one.entry_id is not None:
            people = wanted.setdefault(one.entry_id, [])
            if one.notice:
                people.append(one.notice.recipient.label)
    if not wanted:
        title, text = _("A test from Pitwall"), _("If you can read this, the channel works.")
    else:
        title = ngettext("News from Pitwall", "%(count)s news from Pitwall", len(wanted))
        title = title % {"count": len(wanted)}
        text = "\n\n".join(_paragraph(told[key], people) for key, people in wanted.items())
    posting.post(vault.unlock(channel.address), title=title, text=text)


def _paragraph(told: Told, people: list[str]) -> str:
    said = told.sentence
    if people:
        said = _("For %(names)s: %(said)s") % {"names": names.listed(people), "said": said}
    return f"{said}\n{letters.absolute(told.href)}"
