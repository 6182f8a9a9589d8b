"""The reader's own work: findings, stages that they own, work items, roles to fill."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.words import Role, role_label
from portal.components.words import stage_word
from portal.pages import links, names
from portal.pages.waits.types import Told, Wait
from workflows.stages import STAGES

# Where the work of a stage is done.
PLACES = {
    "definition": "brief",
    "data": "data",
    "platform": "platform",
    "training": "runs",
    "integration": "integration",
    "release": "releases",
}


def finding(one: Told) -> Wait:
    """A finding that the reader owns, or of a role of theirs that nobody has taken."""
    barred = one.actor.user_id in one.said["apart"]
    return Wait(
        rank=one.duty.rank,
        kind=_("Finding"),
        icon="triangle-alert",
        title=one.said["title"],
        why=_whose(one, barred),
        where=f"{one.case} · F-{one.duty.subject}",
        do=_("Look") if barred else _("Settle"),
        href=links.to("use_case", one.slug) + f"#finding-{one.duty.subject}",
        since=one.duty.since,
        due=one.duty.due,
        scope_id=one.duty.scope_id,
    )


def _whose(one: Told, barred: bool) -> str:
    if one.said["owned"]:
        later = _("You own it; once it is done, somebody else settles it.")
        return later if barred else _("You own it.")
    return _("Nobody has taken it yet; it is for a %(role)s.") % {
        "role": role_label(one.said["role"])
    }


def stage(one: Told) -> Wait:
    """A stage that the reader's role owns, which may be worked on and waits for nobody else."""
    key, cycle = one.said["stage"], one.said["cycle"]
    return Wait(
        rank=one.duty.rank,
        kind=_("Stage"),
        icon="flag",
        title=_("Bring %(what)s to its gate") % {"what": STAGES[key].produces},
        why=one.said["why"] or _("Nothing has been submitted."),
        where=_("%(case)s · cycle %(cycle)s · %(stage)s")
        % {"case": one.case, "cycle": cycle, "stage": stage_word(key)},
        do=_("Continue"),
        href=links.to(PLACES[key], one.slug) or links.to("gate", one.slug, cycle, key),
        since=one.duty.since,
        scope_id=one.duty.scope_id,
    )


def item(one: Told) -> Wait:
    """What the reader has promised to do."""
    due = one.said["due"]
    return Wait(
        rank=one.duty.rank,
        kind=_("Work"),
        icon="check",
        title=one.said["title"],
        why="",
        where=one.case,
        do=_("Open"),
        href=links.to("discussion", one.slug) or links.to("use_case", one.slug),
        since=one.duty.since,
        due=_end_of(date.fromisoformat(due)) if due else None,
        scope_id=one.duty.scope_id,
    )


def vacancy(one: Told) -> Wait:
    """Roles that nobody holds, in a use case whose team the reader answers for as analyst."""
    vacant = [str(label) for role, label in Role.choices if role in one.said["roles"]]
    return Wait(
        rank=one.duty.rank,
        kind=_("Team"),
        icon="users",
        title=_("Find somebody as %(roles)s") % {"roles": names.listed(vacant)},
        why=_("Nobody holds this role; gates that ask for its vote can’t open."),
        where=one.case,
        do=_("Fill"),
        href=links.to("team", one.slug) or links.to("use_case", one.slug) + "#team",
        scope_id=one.duty.scope_id,
    )


def _end_of(day: date) -> datetime:
    """The last moment of a day where the reader is."""
    return datetime.combine(day, time(23, 59), tzinfo=timezone.get_current_timezone())
