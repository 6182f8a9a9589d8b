"""Conflicts as pages tell them: both ends, and each way out with who can take it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from governance import canonical, checks, rules
from governance.models import SiteGrant
from governance.words import SiteRole, role_label
from portal.pages import links, names
from projects.models import PlatformPlan, UseCase
from workflows.conflicts import Conflict
from workflows.models import Cycle
from workflows.stages import DATA, PLATFORM

FRAMEWORKS, CAPACITY = "frameworks-supported", "environment-capacity"


@dataclass(frozen=True)
class Way:
    """One way out: what helps, who can do it, and where."""

    what: str
    who: str
    href: str
    word: str


@dataclass(frozen=True)
class Told:
    """One conflict; `waived_by` is set while an officer's waiver lifts it."""

    title: str
    reason: str
    gate: str
    waived_by: str
    waived_until: datetime | None
    ways: tuple[Way, ...]


def told(
    found: list[Conflict],
    case: UseCase,
    cycle: Cycle | None,
    platform: PlatformPlan | None = None,
    *,
    now: datetime,
) -> list[Told]:
    """Conflicts in words; who the officers are is read only where there is one."""
    officers = _officers(now) if found else ""
    return [
        Told(
            title=_title(one),
            reason=one.reason,
            gate=links.to("gate", case.slug, cycle.number, one.stage) if cycle else "",
            waived_by=one.line.waived.by if one.line.waived else "",
            waived_until=one.line.waived.until if one.line.waived else None,
            ways=tuple(_ways(one, case, cycle, platform, officers)),
        )
        for one in found
    ]


def _title(one: Conflict) -> str:
    titles = {
        FRAMEWORKS: _("The environment lacks a framework"),
        CAPACITY: _("The load is more than the environment has"),
        "target-residency": _("The target lies outside"),
    }
    if one.key in titles:
        return titles[one.key]
    if one.stage == PLATFORM:
        return _("The environment lies outside")
    if one.stage == DATA:
        return _("Data lies outside")
    return checks.title(one.key)


def _ways(
    one: Conflict,
    case: UseCase,
    cycle: Cycle | None,
    platform: PlatformPlan | None,
    officers: str,
) -> Iterator[Way]:
    if one.key == FRAMEWORKS:
        yield from _with_framework(case, platform)
    elif one.key == CAPACITY:
        yield _another_environment(case, {})
        if platform is not None:
            wall = links.to("environment", platform.revision.environment.key)
            yield Way(_("More of it, or other months"), role_label("it"), wall, _("See its wall"))
    else:
        yield from _inside(one, case)
    if one.line.rule.waivable and cycle is not None:
        gate = links.to("gate", case.slug, cycle.number, one.stage)
        yield Way(_("A waiver of this check until a date"), officers, gate, _("At the gate"))


def _with_framework(case: UseCase, platform: PlatformPlan | None) -> Iterator[Way]:
    needed = canonical.loads(platform.frameworks) if platform else {}
    have = {one.name for one in platform.revision.frameworks.all()} if platform else set()
    wanted = next(
        ((name, said) for name, said in needed.items() if name not in have),
        next(iter(needed.items()), ("", "")),
    )
    yield _another_environment(case, {"framework": wanted[0], "version": wanted[1]})
    yield Way(
        _("The framework in this environment"),
        rules.who_can("framework.answer"),
        links.to("platform", case.slug) + "#asked",
        _("Ask IT for it"),
    )


def _another_environment(case: UseCase, query: dict[str, str]) -> Way:
    return Way(
        _("Another environment"),
        rules.who_can("platform.revise"),
        links.to("environments") + ("?" + urlencode(query) if query else ""),
        _("Look for one"),
    )


def _inside(one: Conflict, case: UseCase) -> Iterator[Way]:
    if one.stage == DATA:
        yield Way(
            _("A copy or another source on-premises"),
            rules.who_can("plan.revise"),
            links.to("sources") + "?kind=on_premises",
            _("Look for one"),
        )
    elif one.stage == PLATFORM:
        yield _another_environment(case, {"kind": "on_premises"})
    else:
        yield Way(
            _("Another target"),
            rules.who_can("release.execute"),
            links.to("releases", case.slug),
            _("Choose one"),
        )
    yield Way(
        _("A brief that lets the work be there; Definition is decided anew"),
        rules.who_can("brief.revise"),
        links.to("brief_edit", case.slug),
        _("Revise the brief"),
    )


def _officers(now: datetime) -> str:
    rows = SiteGrant.objects.active(now).filter(role=SiteRole.OFFICER, user__is_active=True)
    people = [one.user.label for one in rows.select_related("user").order_by("pk")]
    return names.listed(people) or role_label(SiteRole.OFFICER)
