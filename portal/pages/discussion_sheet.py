"""What the discussion shows: decisions and remarks, files and work, each a page at a time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from governance.models import User
from portal.pages import links, said
from portal.pages.about import ABOUT
from portal.pages.forms.inputs import chosen_id
from portal.pages.frame import PageRequest
from portal.pages.paging import Stretch, holding, span
from projects import mentions
from projects.models import Attachment, Comment, UseCase, WorkItem
from projects.services import attachments

A_PAGE, BESIDE = 50, 25


@dataclass(frozen=True)
class Kept:
    """A file that is attached, and whether the reader may erase it."""

    row: Attachment
    may_erase: bool


@dataclass(frozen=True)
class Remark:
    """A remark as it is shown, its speaker's role, what it is about, and its files."""

    comment: Comment
    text: str
    role: str
    about: str
    href: str
    files: tuple[Kept, ...]


@dataclass(frozen=True)
class Sheet:
    """The lists of the page; each is told its own page by the address."""

    decisions: Stretch
    remarks: Stretch
    own_files: Stretch
    items: Stretch
    here: tuple[User, ...]
    owners: tuple[tuple[int, str], ...]


def build(
    request: PageRequest, case: UseCase, officer: bool, *, erasing: Attachment | None = None
) -> Sheet:
    """The pages asked for; `?remark=7` asks for the one with that remark, and the file that is
    being erased has to be in sight.
    """
    people = list(mentions.readers(case.scope, request.now))
    numbers = _numbers(request, case, erasing)
    decisions, remarks = _said(request, case, numbers)
    kept, own = _kept(request, case, [*decisions, *remarks], numbers.get("files"), officer)
    roles = {one.pk: one.role or "" for one in people}
    for page in (decisions, remarks):
        # Pages go from the newest back; each of them is read from the top down.
        page.object_list = list(
            _told(reversed(page.object_list), case.slug, roles, kept, request.user.pk)
        )
    return Sheet(
        decisions=decisions,
        remarks=remarks,
        own_files=own,
        items=_items(request, case),
        here=tuple(one for one in people if one.is_active and not one.is_service),
        owners=tuple((one.pk, one.label) for one in people if one.role and one.is_active),
    )


def every(request: PageRequest, case: UseCase) -> QuerySet[Comment]:
    """The remarks on anything in the use case."""
    return Comment.objects.visible_to(request.actor, request.now).filter(scope=case.scope_id)


def _files(request: PageRequest, case: UseCase) -> QuerySet[Attachment]:
    return Attachment.objects.visible_to(request.actor, request.now).filter(scope=case.scope_id)


def _pinned(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    return rows.filter(pinned_at__isnull=False).order_by("-pinned_at", "-pk")


def _unpinned(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    return rows.filter(pinned_at=None).order_by("-pk")


def _own(rows: QuerySet[Attachment]) -> QuerySet[Attachment]:
    return rows.filter(comment=None).order_by("-pk")


def _numbers(request: PageRequest, case: UseCase, erasing: Attachment | None) -> dict[str, str]:
    """The page of each list: the one asked for, or the one with what is looked for."""
    asked = request.GET.dict()
    if erasing is None:
        sought = chosen_id(asked.get("remark"))
        return {**(_with_remark(every(request, case), sought) if sought else {}), **asked}
    if erasing.comment_id:
        return {**asked, **_with_remark(every(request, case), erasing.comment_id)}
    newer = _own(_files(request, case)).filter(pk__gt=erasing.pk)
    return {**asked, "files": _holding(newer, BESIDE)}


def _with_remark(rows: QuerySet[Comment], pk: int) -> dict[str, str]:
    """The page with this remark on it, among decisions or among the rest."""
    row = rows.filter(pk=pk).first()
    if row is None:
        return {}
    if row.pinned_at is None:
        return {"page": _holding(_unpinned(rows).filter(pk__gt=pk), A_PAGE)}
    later = Q(pinned_at__gt=row.pinned_at) | Q(pinned_at=row.pinned_at, pk__gt=pk)
    return {"decisions": _holding(_pinned(rows).filter(later), BESIDE)}


def _holding(before: QuerySet, size: int) -> str:
    return str(holding(before.count(), size))


def _said(
    request: PageRequest, case: UseCase, numbers: Mapping[str, str]
) -> tuple[Stretch, Stretch]:
    """A page of decisions and one of remarks, read in one query."""
    rows = every(request, case)
    decisions = _pinned(rows).values("pk")[span(BESIDE, numbers.get("decisions"))]
    remarks = _unpinned(rows).values("pk")[span(A_PAGE, numbers.get("page"))]
    found = list(
        rows.filter(Q(pk__in=decisions) | Q(pk__in=remarks))
        .select_related("author", "pinned_by")
        .prefetch_related("mentioned")
        .order_by(F("pinned_at").desc(nulls_last=True), "-pk")
    )
    return (
        Stretch(
            [one for one in found if one.pinned_at], BESIDE, numbers.get("decisions"), cut=True
        ),
        Stretch([one for one in found if not one.pinned_at], A_PAGE, numbers.get("page"), cut=True),
    )


def _kept(
    request: PageRequest, case: UseCase, shown: Iterable[Comment], number: object, officer: bool
) -> tuple[dict[int, list[Kept]], Stretch]:
    """The files of what is shown by remark, and a page of the use case's own, in one query."""
    rows = _files(request, case)
    own = _own(rows).values("pk")[span(BESIDE, number)]
    found = rows.filter(Q(comment__in=[one.pk for one in shown]) | Q(pk__in=own))
    by_remark: dict[int, list[Kept]] = {}
    mine = []
    for one in found.select_related("added_by", "erased_by").order_by("pk"):
        kept = Kept(one, attachments.may_erase(one, request.user.pk, officer))
        if one.comment_id is None:
            mine.append(kept)
        else:
            by_remark.setdefault(one.comment_id, []).append(kept)
    return by_remark, Stretch(mine[::-1], BESIDE, number, cut=True)


def _told(
    rows: Iterable[Comment],
    slug: str,
    roles: Mapping[int, str],
    kept: Mapping[int, list[Kept]],
    reader_id: int,
) -> Iterator[Remark]:
    for one in rows:
        words, place = ABOUT.get(one.subject_type, ("", ""))
        yield Remark(
            one,
            said.html(one.text, one.mentioned.all(), reader_id),
            roles.get(one.author_id, ""),
            str(words),
            links.to(place, slug) if place else "",
            tuple(kept.get(one.pk, ())),
        )


def _items(request: PageRequest, case: UseCase) -> Stretch:
    """What is to be done, what is open first; each with its title as it is shown."""
    rows = WorkItem.objects.visible_to(request.actor, request.now).filter(scope=case.scope_id)
    rows = rows.select_related("owner").prefetch_related("mentioned")
    ordered = rows.order_by(
        F("done_at").desc(nulls_first=True), F("due").asc(nulls_last=True), "pk"
    )
    page = Stretch(ordered, BESIDE, request.GET.get("work"))
    page.object_list = [
        (one, said.line(one.title, one.mentioned.all(), request.user.pk)) for one in page
    ]
    return page
