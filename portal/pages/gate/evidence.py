"""What a gate looks at: checks with what needs the eye first, and what changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import canonical, checks, queries
from governance.models import Review
from governance.words import Outcome, ReviewState
from portal.components.formats import day
from portal.components.types import Link
from portal.components.words import outcome_of
from portal.pages import links
from portal.pages.gate import changes, content_text, known
from portal.pages.gate.change_words import Content, Step
from projects.models import UseCase
from workflows.standing import StageStanding

Waivers = Sequence[checks.WaiverFact]
WAIVED = "waived"
EYE_FIRST = (Outcome.FAILED, Outcome.UNKNOWN, WAIVED, Outcome.PASSED)
# The page on which what a check read can be looked at.
PLACES = {
    "brief-complete": "brief",
    "residency": "platform",
    "plan-complete": "data",
    "sources-granted": "data",
    "dataset-checks": "data",
    "data-sufficient": "data",
    "environment-capacity": "platform",
    "frameworks-supported": "platform",
    "service-level": "platform",
    "objectives-met": "runs",
    "evaluation-limit": "runs",
    "requirements-fit": "runs",
    "signature-matches": "integration",
    "smoke-passed": "integration",
}


@dataclass(frozen=True)
class CheckRow:
    """One check as the page shows it; `waivable` where an officer may let it pass."""

    key: str
    outcome: str
    title: str
    reason: str
    sources: tuple[Link, ...]
    advisory: bool
    waivable: bool
    waiver_until: datetime | None = None
    who_can: str = ""


@dataclass(frozen=True)
class Change:
    """What differs between the content approved last and that which is asked for or current.

    `steps` say it in people's words, `before` and `after` line by line.
    """

    steps: tuple[Step, ...]
    before: str
    after: str
    on: datetime
    note: str
    same: bool


def rows(
    here: StageStanding, case: UseCase, waivers: Waivers, now: datetime
) -> tuple[CheckRow, ...]:
    """The checks that the gate stands on: frozen with the round, or those of now before any."""
    lifts = {one.code.partition(":")[2]: one.who_can for one in here.view.reasons}
    found = [_row(line, case, lifts) for line in lines(here, waivers, now)]
    return tuple(sorted(found, key=lambda one: (EYE_FIRST.index(one.outcome), one.advisory)))


def lines(here: StageStanding, waivers: Waivers, now: datetime) -> Sequence[checks.CheckLine]:
    """Frozen checks, those that the world can turn afterwards as they are now."""
    review = here.review
    if review is None or review.content_hash != here.content_hash:
        return here.checks
    frozen = queries.frozen_checks(review, here.rules, waivers, now)
    turned = {one.rule.key: one for one in here.turnable}
    return tuple(turned.get(one.rule.key, one) for one in frozen)


def _row(line: checks.CheckLine, case: UseCase, lifts: Mapping[str, str]) -> CheckRow:
    passed = line.outcome.outcome == Outcome.PASSED
    waiver = line.waived if not passed else None
    reason = line.outcome.reason
    if waiver is not None:
        reason = _("%(reason)s %(name)s waives this until %(day)s: %(why)s") % {
            "reason": reason,
            "name": waiver.by,
            "day": day(waiver.until),
            "why": waiver.reason,
        }
    return CheckRow(
        key=line.rule.key,
        outcome=WAIVED if waiver else line.outcome.outcome,
        title=f"{checks.title(line.rule.key)}.",
        reason=reason,
        sources=tuple(_sources(line, case)),
        advisory=not line.rule.binding,
        waivable=line.rule.waivable and not passed and waiver is None,
        waiver_until=waiver.until if waiver else None,
        who_can="" if passed or waiver else lifts.get(line.rule.key) or _lifts(line),
    )


def _lifts(line: checks.CheckLine) -> str:
    """Who can do something about a check of which the gate doesn't say it yet."""
    if not line.rule.binding:
        return ""
    mends = _("whoever mends it")
    return (
        _("%(mends)s; an officer, by a waiver") % {"mends": mends} if line.rule.waivable else mends
    )


def _sources(line: checks.CheckLine, case: UseCase) -> Iterator[Link]:
    place = PLACES.get(line.rule.key)
    if line.outcome.source:
        yield Link(line.outcome.source, links.to(place, case.slug) if place else "")


def summary(found: Sequence[CheckRow]) -> str:
    """“1 failed, 1 waived, 6 passed”."""
    counts = [(word, sum(one.outcome == word for one in found)) for word in EYE_FIRST]
    return ", ".join(f"{count} {outcome_of(word).text.lower()}" for word, count in counts if count)


def change(here: StageStanding, approved: Review | None) -> Change | None:
    """Against the last approval of this stage; None where nothing was ever approved."""
    if approved is None:
        return None
    asked = here.review
    waits = asked is not None and asked.state == ReviewState.OPEN
    after = canonical.loads(asked.content) if waits and asked is not None else here.content
    before = canonical.loads(approved.content)
    decided = approved.decided_at or approved.submitted_at
    return Change(
        steps=told(here.spec.key, approved.scope_id, before, after),
        before=content_text.text(before),
        after=content_text.text(after) if after is not None else "",
        on=decided,
        note=_("round %(round)s, approved %(day)s")
        % {"round": approved.round, "day": day(decided)},
        same=before == after,
    )


def told(stage: str, scope_id: int, before: Content, after: Content | None) -> tuple[Step, ...]:
    """The difference of two contents in people's words."""
    if after is None or before == after:
        return ()
    return changes.of(stage, before, after, known.names_for(stage, scope_id, before, after))


def last_approval(stage: str, scope_id: int, besides: Review | None) -> Review | None:
    """The newest round of this stage in the use case that was ever approved.

    An approval that went stale or was revoked since was one, too; a round that waits isn't.
    """
    rows = Review.objects.filter(
        scope_id=scope_id, gate__stage=stage, decided_at__isnull=False
    ).filter(state__in=[ReviewState.APPROVED, ReviewState.STALE, ReviewState.REVOKED])
    if besides is not None and besides.state == ReviewState.OPEN:
        rows = rows.exclude(pk=besides.pk)
    return rows.order_by("-decided_at", "-pk").first()


def count_missing(votes: int) -> str:
    """“2 votes missing”."""
    return ngettext("%(count)s vote missing", "%(count)s votes missing", votes) % {"count": votes}
