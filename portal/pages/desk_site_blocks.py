"""The desk's blocks of the roles of the site: validator, auditor, governance officer."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import checks
from governance.counting import number_of
from governance.models import Checkpoint, LedgerPending, Vote, Waiver
from governance.words import Choice, VoteKind
from portal.components.formats import day, span, thousands
from portal.components.words import outcome_of, stage_word
from portal.pages import links
from portal.pages.desk_block import Item, Reader
from workflows.models import Release
from workflows.words import ReleaseKind

SOON = timedelta(days=14)
QUARTER = timedelta(days=90)
READ = 12


def judged(reader: Reader) -> Iterator[Item]:
    """The reader's own votes, newest first, and what became of their rounds."""
    rows = Vote.objects.filter(voter_id=reader.actor.user_id, kind=VoteKind.BINDING)
    for one in rows.select_related("review__gate", "review__scope").order_by("-cast_at")[:READ]:
        review, found = one.review, outcome_of(one.review.state)
        words = {"stage": stage_word(review.gate.stage), "choice": Choice(one.choice).label}
        yield Item(
            _("%(stage)s gate: you voted “%(choice)s”") % words,
            f"{review.scope.label} · {day(one.cast_at)}",
            links.to("gates", review.scope.key),
            found.text,
            found.tone,
        )


def record(reader: Reader) -> Iterator[Item]:
    """How far the record is sealed, and the exceptions that an auditor asks about first."""
    yield from _sealed(reader)
    waivers = Waiver.objects.active(reader.now).count()
    yield Item(
        ngettext("%(count)s waiver holds", "%(count)s waivers hold", waivers) % {"count": waivers},
        _("checks that officers let pass until a day"),
        links.to("record") + "?q=waiver.granted",
        "" if waivers else _("none"),
        "slow" if waivers else "good",
    )
    broken = Release.objects.filter(
        kind=ReleaseKind.BREAK_GLASS, executed_at__gte=reader.now - QUARTER
    ).count()
    words = ngettext(
        "%(count)s break-glass release in 90 days",
        "%(count)s break-glass releases in 90 days",
        broken,
    )
    yield Item(
        words % {"count": broken},
        _("released by two people, before its approval"),
        links.to("record"),
        "" if broken else _("none"),
        "slow" if broken else "good",
    )


def exceptions(reader: Reader) -> Iterator[Item]:
    """Waivers that run out soon, conditions that lapsed, and whether the record is whole."""
    console = reader.console
    for waiver in console.waivers if console else ():
        if waiver.until <= reader.now + SOON:
            yield Item(
                _("Waiver: %(check)s") % {"check": checks.title(waiver.check_key)},
                f"{waiver.scope.label} · {stage_word(waiver.stage)}",
                links.to("gates", waiver.scope.key),
                _("runs out %(day)s") % {"day": day(waiver.until)},
                "slow",
            )
    for late in console.overdue if console else ():
        yield Item(
            late.title,
            f"{late.where} · {late.owner or _('nobody owns it')}",
            f"{links.to('use_case', late.key)}#finding-{late.finding}",
            _("overdue since %(day)s") % {"day": day(late.due)},
            "bad",
        )
    yield from _sealed(reader)


def _sealed(reader: Reader) -> Iterator[Item]:
    rows = Checkpoint.objects.annotate(waiting=number_of(LedgerPending.objects.all()))
    newest = rows.order_by("-size").values("size", "created_at", "waiting").first()
    if newest is None:
        yield Item(_("The record"), _("nothing is sealed yet"), links.to("record"), "", "slow")
        return
    waiting, age = newest["waiting"], reader.now - newest["created_at"]
    late = waiting and age > timedelta(hours=1)
    yield Item(
        _("Record sealed to entry %(size)s") % {"size": thousands(newest["size"])},
        _("%(span)s ago · %(count)s entries wait to be sealed")
        % {"span": span(age), "count": thousands(waiting)},
        links.to("record"),
        _("sealing is late") if late else _("whole"),
        "bad" if late else "good",
    )
