"""The head that all pages of one use case share: name, badges, facts, tabs."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.words import Role
from portal.components.formats import day
from portal.components.types import Badge, Fact, Tab, UseCaseHead
from portal.pages import links, lookup
from portal.pages.frame import PageRequest
from portal.pages.monitoring.verdicts import of_another
from projects.models import UseCase
from projects.words import Lifecycle, Residency
from workflows.reading import Reading
from workflows.words import WindowState

TABS = (
    ("use_case", gettext_lazy("Overview")),
    ("brief", gettext_lazy("Brief")),
    ("data", gettext_lazy("Data")),
    ("platform", gettext_lazy("Platform")),
    ("runs", gettext_lazy("Runs")),
    ("integration", gettext_lazy("Integration")),
    ("gates", gettext_lazy("Gates")),
    ("releases", gettext_lazy("Releases")),
    ("uc_monitoring", gettext_lazy("Monitoring")),
    ("discussion", gettext_lazy("Discussion")),
    ("team", gettext_lazy("Team")),
    ("uc_record", gettext_lazy("History")),
)


def head(request: PageRequest, case: UseCase, current: str = "use_case") -> UseCaseHead:
    """The head of a use case's page; `current` is the name of the tab's address."""
    found = lookup.read(case, request.now)
    brief = found.brief
    return UseCaseHead(
        name=case.title,
        need=case.summary or (brief.need if brief else ""),
        badges=tuple(_badges(case, found)),
        facts=tuple(_facts(case, found)),
        tabs=tuple(_tabs(case, current)),
    )


def _badges(case: UseCase, found: Reading) -> Iterator[Badge]:
    brief, last = found.brief, found.last
    if case.lifecycle != Lifecycle.ACTIVE:
        yield Badge(case.get_lifecycle_display().capitalize(), tone="slow", icon="clock")
    if brief is not None:
        yield Badge(brief.get_tier_display().capitalize(), line=True)
        icon = "building-2" if brief.residency == Residency.ON_PREMISES else "cloud"
        yield Badge(brief.get_residency_display().capitalize(), icon=icon, line=True)
        yield Badge(
            _("%(class)s data") % {"class": brief.get_classification_display().capitalize()},
            line=True,
        )
    breached = last is not None and last.state == WindowState.BREACHED
    if last is not None and breached and not of_another(found.serving, last):
        told = _("%(window)s breached") % {"window": last.label}
        yield Badge(told, tone="bad", icon="triangle-alert")


def _facts(case: UseCase, found: Reading) -> Iterator[Fact]:
    speaker = next((one.user for one in found.members if one.role == Role.ANALYST), None)
    if speaker is not None:
        yield Fact(_("Speaks for the business"), speaker.label, role=Role.ANALYST)
    cycle = found.cycle
    if cycle is None:
        yield Fact(_("Policy"), case.policy.title)
        return
    version = cycle.policy_version
    yield Fact(
        _("Policy"),
        _("%(policy)s, version %(number)s")
        % {"policy": version.policy.title, "number": version.number},
    )
    yield Fact(
        _("Cycle"),
        _("%(number)s, since %(day)s") % {"number": cycle.number, "day": day(cycle.started_at)},
    )


def _tabs(case: UseCase, current: str) -> Iterator[Tab]:
    for name, label in TABS:
        href = links.to(name, case.slug)
        if href:
            yield Tab(str(label), href, current=name == current)
