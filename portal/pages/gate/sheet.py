"""The gate page, put together: where the gate stands, on what, and what the reader may do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import canonical
from governance.actors import Actor
from governance.errors import NotVisible
from governance.gates import Reason
from governance.models import Finding, Membership, Review
from governance.services.findings import CONDITION
from governance.words import GateState, Outcome, ReviewState
from portal.components.types import Link
from portal.components.words import stage_word
from portal.pages import links, lookup, names
from portal.pages.gate import (
    acts,
    ballots,
    consequences,
    content_text,
    evidence,
    lending,
    measured,
    pulse,
    short,
)
from projects.models import UseCase
from workflows import standing
from workflows.models import Cycle
from workflows.services import readings
from workflows.services.gates import frozen_facts
from workflows.standing import LoopStanding, StageStanding, gate_of
from workflows.words import CycleState

# Where the work of a stage is done.
WORK = {
    "definition": ("brief", gettext_lazy("Open the brief")),
    "data": ("data", gettext_lazy("Open the data plan")),
    "platform": ("platform", gettext_lazy("Open the platform plan")),
    "training": ("runs", gettext_lazy("Open the runs")),
    "integration": ("integration", gettext_lazy("Open the contract")),
    "release": ("releases", gettext_lazy("Open the releases")),
}


SHUTTING = (Outcome.FAILED, Outcome.UNKNOWN)


@dataclass(frozen=True)
class Why:
    """One reason why the gate isn't open, who can lift it, and where."""

    text: str
    who_can: str
    link: Link | None = None


@dataclass(frozen=True)
class Round:
    """One round in the history of a stage; `attempt` is named where there are several."""

    review: Review
    attempt: int
    said: tuple[ballots.Said, ...]
    conditions: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """All that the gate page shows."""

    case: UseCase
    cycle: Cycle
    stage: str
    stage_name: str
    title: str
    here: StageStanding
    review: Review | None
    asked: bool
    badge: str
    tone: str
    short: tuple[short.Line, ...]
    reasons: tuple[Why, ...]
    checks: tuple[evidence.CheckRow, ...]
    check_summary: str
    measured: measured.Measured | None
    change: evidence.Change | None
    quorum: tuple[ballots.QuorumRow, ...]
    said: tuple[ballots.Said, ...]
    reader: ballots.Standing
    members: tuple[Membership, ...]
    lending: lending.Lending
    follows: dict[str, str]
    opens: str
    acts: acts.Acts
    history: tuple[Round, ...]
    work: Link | None
    carried_href: str
    over: bool
    live: bool
    content: str
    shutting: int
    stamp: str

    @property
    def eye(self) -> tuple[evidence.CheckRow, ...]:
        """The checks that need the eye: failed, unknown, waived."""
        return tuple(one for one in self.checks if one.outcome != Outcome.PASSED)

    @property
    def passed(self) -> tuple[evidence.CheckRow, ...]:
        return tuple(one for one in self.checks if one.outcome == Outcome.PASSED)

    @property
    def passed_note(self) -> str:
        return evidence.summary(self.passed)

    @property
    def seat_choices(self) -> list[tuple[str, str]]:
        return [(seat.value, seat.label) for seat in self.reader.seats]


def build(actor: Actor, case: UseCase, cycle: Cycle, stage: str, now: datetime) -> Sheet:
    """The page of one stage's gate. Raises NotVisible for a stage without a gate."""
    seen = _standing(case, cycle, now)
    if stage not in seen.stages:
        raise NotVisible(_("This stage has no gate."))
    here = seen.stages[stage]
    review = here.review
    asked = review is not None and review.state == ReviewState.OPEN
    found = evidence.rows(here, case, seen.waivers, now)
    reader = ballots.standing(actor, review, seen.roll, now)
    over = cycle.state != CycleState.BUILDING
    figures = _figures(seen, here)
    change = evidence.change(here, evidence.last_approval(stage, cycle.scope_id, review))
    members = _members(case, now) if reader.seats else ()
    return Sheet(
        case=case,
        cycle=cycle,
        stage=stage,
        stage_name=stage_word(stage),
        title=names.question(stage, _version(seen, here)),
        here=here,
        review=review,
        asked=asked,
        badge=_badge(here),
        tone={"open": "good", "asked": "accent"}.get(here.view.state, "quiet"),
        short=short.lines(figures, change, found, here.view, asked=asked),
        reasons=tuple(
            _why(one, case, here)
            for one in here.view.reasons
            if not (asked and one.code.startswith("votes:"))
        ),
        checks=found,
        check_summary=evidence.summary(found),
        measured=figures,
        change=change,
        quorum=tuple(
            ballots.quorum(
                here, standing.context_of(seen.material), case, actor.name, seen.roll, now
            )
        ),
        said=ballots.said(review, seen.roll, now) if review else (),
        reader=reader,
        members=members,
        lending=lending.of(actor, reader, review, members, now),
        follows=consequences.of(seen, here, reader.seats),
        opens=consequences.opens(seen.stages, stage),
        acts=acts.of(actor, cycle, here, now),
        history=tuple(_history(seen, stage, now)),
        work=_work(stage, case),
        carried_href=_carried(here, case),
        over=over,
        live=not over and figures is not None and figures.running,
        content=content_text.text(_content(here)) if here.content is not None else "",
        shutting=sum(one.outcome in SHUTTING and not one.advisory for one in found),
        stamp=pulse.stamp(review) if review else "",
    )


def _standing(case: UseCase, cycle: Cycle, now: datetime) -> LoopStanding:
    """How the cycle stands: the one that counts as it was read for all pages, others anew."""
    seen = lookup.read(case, now).seen
    if seen is not None and seen.material.cycle.pk == cycle.pk:
        return seen
    return readings.past(cycle, now=now)


def _members(case: UseCase, now: datetime) -> tuple[Membership, ...]:
    """Whoever acts in the use case: they may own a condition, or vote in somebody's place."""
    found = lookup.read(case, now).members
    return tuple(sorted(found, key=lambda one: (one.user.first_name, one.user.username, one.pk)))


def _content(here: StageStanding) -> object:
    """What is decided on: that of the round that waits, else what is there now."""
    review = here.review
    asked = review is not None and review.state == ReviewState.OPEN
    return canonical.loads(review.content) if asked and review is not None else here.content


def _figures(seen: LoopStanding, here: StageStanding) -> measured.Measured | None:
    """The frozen measurement of the round, or the one of now where none waits."""
    if here.spec.key not in ("training", "release"):
        return None
    facts = here.facts
    if here.review is not None and here.review.content_hash == here.content_hash:
        facts = frozen_facts(here.review)
    return measured.of(facts, seen.material.policy.counts)


def _version(seen: LoopStanding, here: StageStanding) -> str:
    if here.review is not None and here.review.state == ReviewState.OPEN:
        return names.version_in(here.review.content)
    candidate = seen.material.candidate
    return f"v{candidate.version}" if candidate else ""


def _badge(here: StageStanding) -> str:
    if here.view.state == GateState.OPEN:
        return _("Open")
    missing = sum(line.missing for line in here.view.quorum)
    if here.view.state == GateState.ASKED and missing:
        return _("Waits: %(votes)s") % {"votes": evidence.count_missing(missing)}
    return _("Waits for a check") if here.view.state == GateState.ASKED else _("Shut")


def _why(reason: Reason, case: UseCase, here: StageStanding) -> Why:
    places = {
        "team": (links.to("team", case.slug), _("Fill the role")),
        "waivers": ("#checks", _("See the check")),
        "needs": ("#checks", _("See what it needs")),
        "submit": ("#act", _("Submit it")),
        "content": ("#changed", _("See what changed")),
    }
    href, word = places.get(reason.link_hint, ("", ""))
    work = _work(here.spec.key, case)
    if reason.link_hint == "submit" and here.content is None and work is not None:
        href, word = work.href, work.text
    # A sentence on votes names who can cast them already.
    who_can = "" if reason.code.startswith("votes:") else reason.who_can
    return Why(reason.text, who_can, Link(word, href) if href else None)


def _history(seen: LoopStanding, stage: str, now: datetime) -> Iterator[Round]:
    """Every round at the gates of this stage's attempts in the cycle, newest first."""
    by_gate = {gate.pk: one for one in seen.attempts.get(stage, []) if (gate := gate_of(one))}
    found = [row for pk in by_gate for row in seen.rounds.get(pk, [])]
    found.sort(key=lambda row: (row.submitted_at, row.pk), reverse=True)
    conditions = _conditions(found)
    for row in found:
        n = by_gate[row.gate_id].n if len(by_gate) > 1 else 0
        said = ballots.said(row, seen.roll, now)
        yield Round(row, n, said, tuple(conditions.get(row.pk, ())))


def _conditions(rounds: list[Review]) -> dict[int, list[Finding]]:
    """What approvals were given on, by round."""
    rows = Finding.objects.filter(review__in=rounds, kind=CONDITION).select_related("owner")
    by_round: dict[int, list[Finding]] = {}
    for row in rows.order_by("due", "pk"):
        by_round.setdefault(row.review_id or 0, []).append(row)
    return by_round


def _work(stage: str, case: UseCase) -> Link | None:
    name, word = WORK[stage]
    href = links.to(name, case.slug)
    return Link(str(word), href) if href else None


def _carried(here: StageStanding, case: UseCase) -> str:
    """The gate at which a carried approval was given."""
    attempt = here.attempt
    if attempt is None or attempt.carried_from is None:
        return ""
    return links.to("gate", case.slug, attempt.carried_from.cycle.number, here.spec.key)
