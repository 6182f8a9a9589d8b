"""What waits for the reader's decision: votes, second persons, releases to be executed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.models import Proposal
from governance.words import GateState, ProposalState, role_label
from portal.components.words import stage_word
from portal.pages import links, names
from portal.pages.rounds import Waiting
from portal.pages.waits.reader import Reader
from portal.pages.waits.types import Wait
from workflows.models import Candidate, Release, StageAttempt
from workflows.services.attempts import SUBJECT
from workflows.stages import RELEASE
from workflows.words import CycleState, ReleaseState

ACTS = {
    "use_case.suspend": gettext_lazy("Second the suspension of %(case)s"),
    "use_case.resume": gettext_lazy("Second the return of %(case)s"),
    "use_case.retire": gettext_lazy("Second the retirement of %(case)s"),
    "cycle.abandon": gettext_lazy("Second the end of the cycle of %(case)s"),
    "release.break_glass": gettext_lazy("Second the break-glass release of %(case)s"),
}


def votes(reader: Reader) -> Iterator[Wait]:
    """Rounds in which the reader may cast a vote that is still wanted."""
    mine = [one for one in reader.rounds if wanted(one)]
    cycles = _cycles_of(mine)
    for one in mine:
        case, stage = reader.cases[one.scope_id], one.review.gate.stage
        cycle = cycles[one.review.gate.subject_id]
        yield Wait(
            rank=0,
            kind=_("Gate review"),
            icon="square-check-big",
            title=names.question(stage, _names_of(one)),
            why=why_vote(one),
            where=_("%(case)s · cycle %(cycle)s · %(stage)s gate, round %(round)s")
            % {
                "case": case.title,
                "cycle": cycle,
                "stage": stage_word(stage),
                "round": one.review.round,
            },
            do=_("Review and vote"),
            href=links.to("gate", case.slug, cycle, stage),
            since=one.review.submitted_at,
            due=one.review.due_at,
            scope_id=one.scope_id,
            review_id=one.review.pk,
        )


def wanted(one: Waiting) -> bool:
    """Whether one of the reader's votes is still missing."""
    missing = {line.role for line in one.view.quorum if line.missing}
    return bool(missing.intersection(one.votable))


def why_vote(one: Waiting) -> str:
    """Whose vote is missing, and what was said by those who have voted."""
    lines = [line for line in one.view.quorum if line.missing and line.role in one.votable]
    role = role_label(lines[0].role)
    voters = [name for line in one.view.quorum for name in line.voters]
    said = (_("%(names)s voted.") % {"names": names.listed(voters)} + " ") if voters else ""
    if one.missing == 1 and len(lines[0].can_still) == 1:
        return said + _("Yours, as %(role)s, is the one vote still missing.") % {"role": role}
    if one.missing == 1:
        return said + _("One %(role)s vote is still missing.") % {"role": role}
    return said + _("%(count)s votes are missing; one of them may be yours, as %(role)s.") % {
        "count": one.missing,
        "role": role,
    }


def proposals(reader: Reader) -> Iterator[Wait]:
    """Acts that need a second person, who may be the reader."""
    rows = Proposal.objects.visible_to(reader.actor, reader.now).filter(state=ProposalState.OPEN)
    for one in rows.exclude(proposed_by_id=reader.actor.user_id).select_related("proposed_by"):
        if one.act not in ACTS or not reader.may(one.act, one.scope_id):
            continue
        case = reader.cases[one.scope_id]
        yield Wait(
            rank=1,
            kind=_("Second person"),
            icon="users",
            title=str(ACTS[one.act]) % {"case": case.title},
            why=_("%(name)s proposes it: %(reason)s")
            % {"name": one.proposed_by.label, "reason": one.reason},
            where=case.title,
            do=_("Decide"),
            href=links.to("use_case", case.slug) + "#proposals",
            since=one.proposed_at,
            scope_id=one.scope_id,
        )


def releases(reader: Reader) -> Iterator[Wait]:
    """Approved releases: approval deploys nothing, somebody with the right then does."""
    rows = StageAttempt.objects.visible_to(reader.actor, reader.now).filter(
        stage=RELEASE, gate__state=GateState.OPEN, cycle__state=CycleState.BUILDING
    )
    rows = rows.select_related("cycle__target", "gate").order_by("pk")
    mine = [one for one in rows if reader.may("release.execute", one.scope_id)]
    candidates = {
        one.cycle_id: one
        for one in Candidate.objects.filter(
            cycle__in=[row.cycle_id for row in mine], superseded_at=None
        )
    }
    started = set(
        Release.objects.filter(
            candidate__in=list(candidates.values()),
            state__in=[ReleaseState.STARTING, ReleaseState.LIVE],
        ).values_list("candidate_id", flat=True)
    )
    for one in mine:
        candidate, case = candidates.get(one.cycle_id), reader.cases[one.scope_id]
        if candidate is None or candidate.pk in started or one.cycle.target is None:
            continue
        yield Wait(
            rank=0,
            kind=_("Release"),
            icon="flag",
            title=_("Release %(version)s to %(target)s")
            % {"version": candidate, "target": one.cycle.target.title},
            why=_("It is approved; nothing is deployed until somebody with the right does it."),
            where=_("%(case)s · cycle %(cycle)s") % {"case": case.title, "cycle": one.cycle.number},
            do=_("Release"),
            href=links.to("releases", case.slug) or links.to("use_case", case.slug),
            since=one.ended_at,
            scope_id=one.scope_id,
        )


def _cycles_of(mine: list[Waiting]) -> dict[int, int]:
    """The number of the cycle behind each round, by the attempt that its gate belongs to."""
    gates = [one.review.gate for one in mine if one.review.gate.subject_type == SUBJECT]
    rows = StageAttempt.objects.filter(pk__in=[gate.subject_id for gate in gates])
    return dict(rows.values_list("pk", "cycle__number"))


def _names_of(one: Waiting) -> str:
    """The model version that the round is about, where it is about one."""
    return names.version_in(one.review.content)
