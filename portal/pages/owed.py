"""What the reader waits for, and from whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance.actors import Actor
from governance.models import Proposal
from governance.words import ProposalState, Role, SiteRole, role_label
from portal.components.formats import thousands
from portal.components.words import stage_word
from portal.pages import names, rounds
from projects.models import FrameworkRequest, SourceAccess, Verdict
from projects.words import AccessState, RequestState, VerdictOutcome


@dataclass(frozen=True)
class Owed:
    """Somebody's answer that the reader waits for."""

    who: str
    role: str
    what: str
    since: datetime
    due: datetime | None = None


def of(actor: Actor, now: datetime) -> list[Owed]:
    """All that others owe the actor, oldest first."""
    sources = (_votes, _access, _frameworks, _rows, _proposals)
    return sorted((one for source in sources for one in source(actor, now)), key=_since)


def _since(one: Owed) -> datetime:
    return one.since


def _votes(actor: Actor, now: datetime) -> Iterator[Owed]:
    """Votes in rounds that the actor submitted."""
    for one in rounds.waiting(actor, now):
        if one.review.submitter_id != actor.user_id:
            continue
        for line in one.view.quorum:
            if line.missing:
                yield Owed(
                    who=names.listed(line.can_still) or _("Nobody yet"),
                    role=line.role,
                    what=_("A vote at the %(stage)s gate of %(case)s")
                    % {"stage": stage_word(one.review.gate.stage), "case": one.review.scope.label},
                    since=one.review.submitted_at,
                    due=one.review.due_at,
                )


def _access(actor: Actor, now: datetime) -> Iterator[Owed]:
    rows = SourceAccess.objects.visible_to(actor, now).filter(
        asked_by_id=actor.user_id, state=AccessState.ASKED
    )
    for one in rows.select_related("source__owner", "use_case"):
        yield Owed(
            who=one.source.owner.label,
            role="",
            what=_("Access to %(source)s for %(case)s")
            % {"source": one.source.title, "case": one.use_case.title},
            since=one.asked_at,
        )


def _frameworks(actor: Actor, now: datetime) -> Iterator[Owed]:
    rows = FrameworkRequest.objects.visible_to(actor, now).filter(
        asked_by_id=actor.user_id, state=RequestState.ASKED
    )
    for one in rows.select_related("environment", "scope"):
        yield Owed(
            who=role_label(Role.IT),
            role=Role.IT,
            what=_("%(framework)s on %(environment)s for %(case)s")
            % {
                "framework": f"{one.name} {one.specifier}".strip(),
                "environment": one.environment.title,
                "case": one.scope.label,
            },
            since=one.asked_at,
        )


def _rows(actor: Actor, now: datetime) -> Iterator[Owed]:
    rows = Verdict.objects.visible_to(actor, now).filter(
        asked_by_id=actor.user_id, outcome=VerdictOutcome.ASKED
    )
    for one in rows.select_related("plan__use_case"):
        yield Owed(
            who=role_label(Role.DATA_ENGINEER),
            role=Role.DATA_ENGINEER,
            what=_("%(rows)s rows of %(part)s data for %(case)s")
            % {
                "rows": thousands(one.asked_rows),
                "part": one.get_part_display(),
                "case": one.plan.use_case.title,
            },
            since=one.asked_at,
        )


def _proposals(actor: Actor, now: datetime) -> Iterator[Owed]:
    rows = Proposal.objects.visible_to(actor, now).filter(
        proposed_by_id=actor.user_id, state=ProposalState.OPEN
    )
    for one in rows.select_related("scope"):
        yield Owed(
            who=_("A second person"),
            role=SiteRole.OFFICER,
            what=_("Your proposal for %(case)s") % {"case": one.scope.label},
            since=one.proposed_at,
        )
