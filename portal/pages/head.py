"""The head that all pages of one use case share: name, badges, facts, tabs."""

from collections.abc import Iterator
from typing import TypedDict, cast

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.models import Membership
from governance.models.people import label_of
from governance.words import Role
from portal.components.formats import day
from portal.components.types import Badge, Fact, Tab, UseCaseHead
from portal.pages import links, lookup
from portal.pages.frame import PageRequest
from projects.models import BriefRevision, UseCase
from projects.words import Lifecycle, Residency
from workflows.models import Cycle, Window
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


def head(
    request: PageRequest,
    case: UseCase,
    current: str = "use_case",
    *,
    read: tuple[BriefRevision | None, Cycle | None] | None = None,
) -> UseCaseHead:
    """The head of a use case's page; `current` is the name of the tab's address, `read` the newest
    brief and the current cycle where the page has them already.
    """
    brief, cycle = read or (lookup.brief(case), lookup.current_cycle(case))
    beside = _beside(request, case)
    return UseCaseHead(
        name=case.title,
        need=case.summary or (brief.need if brief else ""),
        badges=tuple(_badges(case, brief, beside)),
        facts=tuple(_facts(case, cycle, beside)),
        tabs=tuple(_tabs(case, current)),
    )


class _Beside(TypedDict):
    """What the head says beside brief and cycle: the last judged window, and who asks for it all."""

    window: str | None
    state: str | None
    speaker: str | None


def _beside(request: PageRequest, case: UseCase) -> _Beside:
    """Both in one query, for every page of a use case asks it."""
    judged = Window.objects.filter(scope=OuterRef("scope"), judged_at__isnull=False)
    last = judged.order_by("-starts_at")
    analysts = Membership.objects.active(request.now).filter(
        scope=OuterRef("scope"), role=Role.ANALYST, user__is_active=True
    )
    rows = UseCase.objects.filter(pk=case.pk).annotate(
        window=Subquery(last.values("label")[:1]),
        state=Subquery(last.values("state")[:1]),
        speaker=Subquery(analysts.order_by("since", "pk").values(name=label_of("user"))[:1]),
    )
    return cast("_Beside", rows.values("window", "state", "speaker").get())


def _badges(case: UseCase, brief: BriefRevision | None, beside: _Beside) -> Iterator[Badge]:
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
    if beside["state"] == WindowState.BREACHED:
        breached = _("%(window)s breached") % {"window": beside["window"]}
        yield Badge(breached, tone="bad", icon="triangle-alert")


def _facts(case: UseCase, cycle: Cycle | None, beside: _Beside) -> Iterator[Fact]:
    if beside["speaker"]:
        yield Fact(_("Speaks for the business"), beside["speaker"], role=Role.ANALYST)
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
