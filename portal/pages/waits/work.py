"""The reader's own work: findings, stages that they own, work items, roles to fill."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.models import Finding, Membership
from governance.queries import apart
from governance.words import FindingState, GateState, Role, role_label
from portal.components.words import stage_word
from portal.pages import links, names
from portal.pages.waits.reader import Reader
from portal.pages.waits.types import Wait
from projects.models import WorkItem
from projects.words import Lifecycle
from workflows.models import StageAttempt
from workflows.stages import OPERATION, STAGES
from workflows.words import CycleState

# Where the work of a stage is done.
PLACES = {
    "definition": "brief",
    "data": "data",
    "platform": "platform",
    "training": "runs",
    "integration": "integration",
    "release": "releases",
}


def findings(reader: Reader) -> Iterator[Wait]:
    """Findings that the reader owns, and those of a role of theirs that nobody has taken."""
    unowned = Q(owner=None, scope__in=list(reader.roles)) & ~Q(owner_role="")
    rows = Finding.objects.visible_to(reader.actor, reader.now).exclude(state=FindingState.RESOLVED)
    rows = rows.select_related("review").prefetch_related("exclusions")
    for one in rows.filter(Q(owner_id=reader.actor.user_id) | unowned).order_by("due", "pk"):
        mine = one.owner_id == reader.actor.user_id
        if not mine and one.owner_role not in reader.roles.get(one.scope_id, ()):
            continue
        case = reader.cases.get(one.scope_id)
        if case is None:
            continue
        barred = reader.actor.user_id in apart(one)
        yield Wait(
            rank=3,
            kind=_("Finding"),
            icon="triangle-alert",
            title=one.title,
            why=_whose(one, mine, barred),
            where=f"{case.title} · F-{one.pk}",
            do=_("Look") if barred else _("Settle"),
            href=links.to("use_case", case.slug) + f"#finding-{one.pk}",
            since=one.opened_at,
            due=one.due,
            scope_id=one.scope_id,
        )


def _whose(finding: Finding, mine: bool, barred: bool) -> str:
    if mine:
        later = _("You own it; once it is done, somebody else settles it.")
        return later if barred else _("You own it.")
    return _("Nobody has taken it yet; it is for a %(role)s.") % {
        "role": role_label(finding.owner_role)
    }


def stages(reader: Reader) -> Iterator[Wait]:
    """Stages that the reader's role owns, which may be worked on and wait for nobody else."""
    rows = StageAttempt.objects.visible_to(reader.actor, reader.now).filter(
        scope__in=list(reader.roles),
        ended_at=None,
        waiting_since=None,
        cycle__state=CycleState.BUILDING,
    )
    for one in rows.exclude(stage=OPERATION).select_related("cycle", "gate").order_by("pk"):
        if STAGES[one.stage].owner not in reader.roles.get(one.scope_id, ()):
            continue
        case = reader.cases[one.scope_id]
        if case.lifecycle != Lifecycle.ACTIVE or one.gate.state == GateState.ASKED:
            continue
        gate = links.to("gate", case.slug, one.cycle.number, one.stage)
        yield Wait(
            rank=4,
            kind=_("Stage"),
            icon="flag",
            title=_("Bring %(what)s to its gate") % {"what": STAGES[one.stage].produces},
            why=one.gate.reason or one.why or _("Nothing has been submitted."),
            where=_("%(case)s · cycle %(cycle)s · %(stage)s")
            % {"case": case.title, "cycle": one.cycle.number, "stage": stage_word(one.stage)},
            do=_("Continue"),
            href=links.to(PLACES[one.stage], case.slug) or gate,
            since=one.started_at,
            scope_id=one.scope_id,
        )


def items(reader: Reader) -> Iterator[Wait]:
    """What the reader has promised to do."""
    rows = WorkItem.objects.visible_to(reader.actor, reader.now).filter(
        owner_id=reader.actor.user_id, done_at=None
    )
    for one in rows.order_by("due", "pk"):
        case = reader.cases.get(one.scope_id)
        if case is None:
            continue
        yield Wait(
            rank=4,
            kind=_("Work"),
            icon="check",
            title=one.title,
            why="",
            where=case.title,
            do=_("Open"),
            href=links.to("discussion", case.slug) or links.to("use_case", case.slug),
            since=one.created_at,
            due=_end_of(one.due) if one.due else None,
            scope_id=one.scope_id,
        )


def vacancies(reader: Reader) -> Iterator[Wait]:
    """Roles that nobody holds, in use cases whose team the reader answers for as analyst."""
    mine = [
        scope_id
        for scope_id, roles in reader.roles.items()
        if Role.ANALYST in roles and reader.may("team.manage", scope_id)
    ]
    held: dict[int, set[str]] = {}
    rows = Membership.objects.active(reader.now).filter(scope_id__in=mine, user__is_active=True)
    for scope_id, role in rows.values_list("scope_id", "role"):
        held.setdefault(scope_id, set()).add(role)
    for scope_id in mine:
        vacant = [label for role, label in Role.choices if role not in held.get(scope_id, ())]
        if not vacant:
            continue
        case = reader.cases[scope_id]
        yield Wait(
            rank=5,
            kind=_("Team"),
            icon="users",
            title=_("Find somebody as %(roles)s") % {"roles": names.listed(vacant)},
            why=_("Nobody holds this role; gates that ask for its vote can’t open."),
            where=case.title,
            do=_("Fill"),
            href=links.to("team", case.slug) or links.to("use_case", case.slug) + "#team",
            scope_id=scope_id,
        )


def _end_of(day) -> datetime:
    """The last moment of a day where the reader is."""
    return datetime.combine(day, time(23, 59), tzinfo=timezone.get_current_timezone())
