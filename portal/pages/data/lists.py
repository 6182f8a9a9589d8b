"""The Data page's lists that grow, each a page at a time, in no more queries than unpaged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, Q, TextField, Value, When
from django.utils.translation import gettext as _

from governance import canonical
from governance.rules import Answer
from portal.pages.data import thread
from portal.pages.data.rows import SourceRow
from portal.pages.paging import Stretch, span, whole
from projects import queries
from projects.models import DataPlan, DatasetVersion, UseCase, Verdict
from projects.words import AccessState, Part
from workflows.models import CycleData

A_PAGE = 25


@dataclass(frozen=True)
class VersionRow:
    """A dataset version, what its checks said, and whether it is pinned."""

    version: DatasetVersion
    checks: tuple[Mapping[str, Any], ...]
    failed: tuple[str, ...]
    pinned: str
    old: bool
    readable: bool


@dataclass(frozen=True)
class Pages:
    """The lists that grow, each at the page that the address asks for."""

    sources: Page
    versions: Stretch
    rounds: Stretch
    plans: Stretch


def of_sources(sources: Sequence[SourceRow], number: str | None) -> Page:
    """A page of the sources; what waits for an answer is on the first."""
    ordered = sorted(
        sources, key=lambda one: not one.access or one.access.state != AccessState.ASKED
    )
    return Paginator(ordered, A_PAGE).get_page(number)


def plans(case: UseCase, number: str | None) -> tuple[DataPlan | None, Stretch]:
    """The newest plan, and a page of all of them, in as many queries as the plan alone."""
    rows = queries.data_plans(case)
    page = case.data_plans.order_by("-number").values("pk")[span(A_PAGE, number)]
    newest = case.data_plans.order_by("-number").values("pk")[:1]
    found = list(rows.filter(Q(pk__in=page) | Q(pk__in=newest)))
    first = whole(number) == 1
    return next(iter(found), None), Stretch(found if first else found[1:], A_PAGE, number, cut=True)


def versions(
    case: UseCase, plan: DataPlan | None, number: str | None
) -> tuple[Stretch, tuple[DatasetVersion, ...]]:
    """A page of the versions of every plan, the newest first, and all that the newest plan made and
    that passed, in one query; what checks said, which is long, is read for the page alone.
    """
    rows = DatasetVersion.objects.filter(scope=case.scope_id)
    page = Q(pk__in=rows.order_by("-pk").values("pk")[span(A_PAGE, number)])
    made = Q(plan=plan, passed=True) if plan else Q(pk=None)
    found = rows.filter(page | made).defer("columns", "check_results")
    found = found.select_related("place", "registered_by", "plan").order_by("-pk")
    said = Case(When(page, then=F("check_results")), default=Value("[]"), output_field=TextField())
    read = list(found.annotate(in_page=page, made=made, said=said))
    shown = Stretch([one for one in read if one.in_page], A_PAGE, number, cut=True)
    return shown, tuple(one for one in read if one.made)


def told(
    page: Stretch,
    plan: DataPlan | None,
    pins: Iterable[CycleData],
    allowed: Mapping[str, Answer],
) -> Stretch:
    """The page of versions, each as a row."""
    uses = {one.dataset_id: one.part for one in pins}
    page.object_list = [_version(one, plan, uses, allowed) for one in page]
    return page


def _version(
    one: Any, plan: DataPlan | None, uses: Mapping[int, str], allowed: Mapping[str, Answer]
) -> VersionRow:
    words = {"train": _("to train on"), "held_out": _("to measure on"), "slice": _("as one part")}
    checks = tuple(canonical.loads(one.said))
    held_out = one.part == Part.HELD_OUT
    return VersionRow(
        version=one,
        checks=checks,
        failed=tuple(str(check["reason"]) for check in checks if not check["passed"]),
        pinned=words.get(uses.get(one.pk, ""), ""),
        old=plan is not None and one.plan_id != plan.pk,
        readable=allowed["held_out" if held_out else "read"].ok,
    )


def rounds(
    case: UseCase, plan: DataPlan | None, number: str | None
) -> tuple[Verdict | None, Stretch]:
    """The round that waits for rows, and a page of all of them to be read downwards, in one query."""
    rows = Verdict.objects.filter(scope=case.scope_id)
    page = rows.order_by("-pk").values("pk")[span(A_PAGE, number)]
    newest = thread.newest(plan).values("pk")
    found = rows.filter(Q(pk__in=page) | Q(pk__in=newest)).annotate(
        in_page=Q(pk__in=page), newest=Q(pk__in=newest), wish=thread.wish()
    )
    found = found.select_related("asked_by", "answered_by", "delivered", "plan").order_by("-pk")
    shown = Stretch([one for one in found if one.in_page], A_PAGE, number, cut=True)
    shown.object_list = list(thread.rounds(shown.object_list[::-1], plan))
    return thread.waiting([one for one in found if one.newest][::-1]), shown
