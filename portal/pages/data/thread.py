"""Readiness as a dialogue: what was asked, delivered and found, round by round; whose turn it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from governance import canonical
from governance.rules import Answer
from governance.words import Role
from portal.components.formats import thousands
from portal.pages import links, lookup, names
from portal.pages.data.rows import SourceRow
from projects.models import DataPlan, SourceAccess, UseCase, Verdict
from projects.words import AccessState, Part, VerdictOutcome


@dataclass(frozen=True)
class Round:
    """One round; `first` opens with what was asked, later ones answer the same wish.

    `missing` is how many rows the delivery falls short; `settled` says that nothing is wanted of
    this wish any more, `plan` names an older data plan that it was about.
    """

    verdict: Verdict
    first: bool
    missing: int
    settled: bool
    plan: str


@dataclass(frozen=True)
class Turn:
    """Who moves readiness on, and how; `mine` where the reader can, `who` is empty for a role that
    nobody holds.
    """

    role: str
    who: str
    title: str
    why: str
    mine: bool
    href: str
    word: str


def newest(plan: DataPlan | None) -> QuerySet[Verdict]:
    """The last round on each part of the current plan."""
    later = Verdict.objects.filter(
        plan=OuterRef("plan"), part=OuterRef("part"), pk__gt=OuterRef("pk")
    )
    return Verdict.objects.filter(~Exists(later), plan=plan.pk if plan else 0)


def wish() -> Subquery:
    """When what the round before it answers was asked for; None for the first round on a part."""
    before = Verdict.objects.filter(
        plan=OuterRef("plan"), part=OuterRef("part"), pk__lt=OuterRef("pk")
    )
    return Subquery(before.order_by("-pk").values("asked_at")[:1])


def rounds(verdicts: Iterable[Any], plan: DataPlan | None) -> Iterator[Round]:
    """These rounds, those of older plans too; each has its `wish`."""
    for one in verdicts:
        rows = one.delivered_rows
        yield Round(
            verdict=one,
            first=one.wish != one.asked_at,
            missing=max(0, one.asked_rows - rows) if rows is not None else 0,
            settled=one.outcome == VerdictOutcome.SUFFICIENT,
            plan=str(one.plan) if plan is None or one.plan_id != plan.pk else "",
        )


def waiting(newest: Iterable[Verdict]) -> Verdict | None:
    """The oldest of the newest rounds that waits for rows: none or too few came."""
    return next((one for one in newest if one.outcome != VerdictOutcome.SUFFICIENT), None)


def turn(
    case: UseCase,
    plan: DataPlan | None,
    sources: Sequence[SourceRow],
    open_round: Verdict | None,
    best: Mapping[str, int],
    allowed: Mapping[str, Answer],
    now: datetime,
) -> Turn | None:
    """Whose turn it is; the reader's own comes first. None where nothing is wanted. `best` says
    how many rows of each part the plan has made.
    """
    found = list(_turns(case, plan, sources, open_round, best, allowed, now))
    return next((one for one in found if one.mine), next(iter(found), None))


def _turns(case, plan, sources, open_round, best, allowed, now) -> Iterator[Turn]:
    for row in sources:
        if row.access and row.access.state == AccessState.ASKED:
            yield _of_owner(case, row.access, row.mine)
    wanted = plan is None or open_round is not None or list(_short(plan, best))
    engineers = names.holders(lookup.read(case, now).members, Role.DATA_ENGINEER) if wanted else ""
    if plan is None:
        yield Turn(
            Role.DATA_ENGINEER,
            engineers,
            _("Write the data plan"),
            _(
                "Sources, target, split, steps and checks. The Data gate asks for it, and each "
                "delivery is checked by it."
            ),
            allowed["plan"].ok,
            links.to("data_plan", case.slug),
            _("Write it"),
        )
    elif open_round is not None:
        yield _of_round(open_round, engineers, allowed["deliver"].ok)
    else:
        yield from _of_thresholds(plan, best, engineers, allowed["register"].ok)


def _of_owner(case: UseCase, access: SourceAccess, mine: bool) -> Turn:
    return Turn(
        role="",
        who=access.source.owner.label,
        title=_("Answer the request for %(source)s") % {"source": access.source.title},
        why=_("%(name)s asks: %(reason)s")
        % {"name": access.asked_by.label, "reason": access.reason},
        mine=mine,
        href=links.to("data", case.slug) + f"#access-{access.pk}",
        word=_("Answer"),
    )


def _of_round(one: Verdict, engineers: str, mine: bool) -> Turn:
    part = one.get_part_display()
    short = one.asked_rows - (one.delivered_rows or 0)
    again = one.outcome == VerdictOutcome.INSUFFICIENT
    title = (
        _("Deliver %(rows)s more rows of %(part)s data")
        if again
        else _("Deliver %(rows)s rows of %(part)s data")
    )
    why = (
        _("%(delivered)s of %(asked)s came in round %(round)s. %(note)s")
        if again
        else _("%(name)s asks, round %(round)s. %(note)s")
    )
    return Turn(
        role=Role.DATA_ENGINEER,
        who=engineers,
        title=title % {"rows": thousands(short), "part": part},
        why=why
        % {
            "name": one.asked_by.label,
            "round": one.round,
            "note": one.note,
            "asked": thousands(one.asked_rows),
            "delivered": thousands(one.delivered_rows),
        },
        mine=mine,
        href="#deliver",
        word=_("Answer"),
    )


def _of_thresholds(
    plan: DataPlan, best: Mapping[str, int], engineers: str, mine: bool
) -> Iterator[Turn]:
    """What the plan itself wants at least, where no version has it yet."""
    for part, rows in _short(plan, best):
        yield Turn(
            role=Role.DATA_ENGINEER,
            who=engineers,
            title=_("Deliver %(rows)s rows of %(part)s data")
            % {"rows": thousands(rows), "part": Part(part).label},
            why=_("The plan wants at least so many; %(rows)s came.")
            % {"rows": thousands(best.get(part, 0))},
            mine=mine,
            href="#deliver-file",
            word=_("Deliver"),
        )


def _short(plan: DataPlan, best: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """The parts of which the plan wants more than there is, training first."""
    for part, rows in sorted(canonical.loads(plan.thresholds).items(), reverse=True):
        if best.get(part, 0) < rows:
            yield part, rows
