"""What the reader waits for, and from whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance import canonical
from governance.words import Role, SiteRole, role_label
from portal.components.formats import thousands
from portal.components.words import stage_word
from portal.pages import names
from portal.pages.waits import Reader
from projects.words import Part
from workflows.models import Duty
from workflows.words import DutyKind


@dataclass(frozen=True)
class Owed:
    """Somebody's answer that the reader waits for."""

    who: str
    role: str
    what: str
    since: datetime
    due: datetime | None = None


def of(reader: Reader, most: int) -> list[Owed]:
    """What others owe the reader where they may see it, oldest first."""
    rows = Duty.objects.visible_to(reader.actor, reader.now).filter(
        asked_by_id=reader.actor.user_id or 0
    )
    found = rows.select_related("scope").order_by("since", "pk")[:most]
    return [line for one in found for line in _told(one)]


def _told(one: Duty) -> Iterator[Owed]:
    said, case = canonical.loads(one.told), one.scope.label
    if one.kind == DutyKind.VOTE:
        yield from _votes(one, said, case)
    elif one.kind == DutyKind.ACCESS:
        what = _("Access to %(source)s for %(case)s")
        yield _owed(one, said["owner"], "", what % {"source": said["source"], "case": case})
    elif one.kind == DutyKind.FRAMEWORK:
        what = _("%(framework)s on %(environment)s for %(case)s")
        names_ = {"framework": said["framework"], "environment": said["environment"]}
        yield _owed(one, role_label(Role.IT), Role.IT, what % {**names_, "case": case})
    elif one.kind == DutyKind.VERDICT:
        what = _("%(rows)s rows of %(part)s data for %(case)s")
        figures = {"rows": thousands(said["rows"]), "part": Part(said["part"]).label}
        engineer = Role.DATA_ENGINEER
        yield _owed(one, role_label(engineer), engineer, what % {**figures, "case": case})
    elif one.kind == DutyKind.PROPOSAL:
        what = _("Your proposal for %(case)s") % {"case": case}
        yield _owed(one, _("A second person"), SiteRole.OFFICER, what)


def _votes(one: Duty, said: dict, case: str) -> Iterator[Owed]:
    """A line a role whose vote is missing."""
    what = _("A vote at the %(stage)s gate of %(case)s")
    for line in said["lines"]:
        who = names.listed(line["can_still"]) or _("Nobody yet")
        yield _owed(
            one, who, line["role"], what % {"stage": stage_word(said["stage"]), "case": case}
        )


def _owed(one: Duty, who: str, role: str, what: str) -> Owed:
    if one.since is None:
        raise ValueError(f"{one} was asked for, but not at any time")
    return Owed(who=who, role=role, what=what, since=one.since, due=one.due)
