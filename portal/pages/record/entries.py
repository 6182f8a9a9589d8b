"""Entries of the record as rows: found, in words, with their place in the tree."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from governance import searching
from governance.models import LedgerEntry, LedgerLeaf, User
from portal.components.words import STAGES
from portal.pages import activity
from portal.pages.catalogues.columns import typed
from portal.pages.frame import PageRequest
from portal.pages.paging import Stretch
from portal.pages.record import tellings

PAGE_SIZE = 50
GROUPS = (
    ("decisions", _("Decisions"), ("review.", "vote.", "advice.", "proposal.", "gate.")),
    ("definition", _("Brief and cycles"), ("use_case.", "brief.", "cycle.", "attempt.", "loop.")),
    (
        "work",
        _("Data and platform"),
        (
            "access.",
            "plan.",
            "dataset.",
            "held_out.",
            "verdict.",
            "data.",
            "platform.",
            "framework.",
        ),
    ),
    ("runs", _("Runs and jobs"), ("run.", "job.", "workspace.", "mlflow.", "alias.")),
    ("exceptions", _("Exceptions"), ("waiver.", "delegation.", "finding.", "comment.erased")),
    ("releases", _("Releases"), ("release.", "candidate.", "evaluation.", "window.")),
    ("people", _("People"), ("member.", "person.", "site_role.", "token.")),
    ("talk", _("Discussion"), ("comment.", "work_item.")),
)


@dataclass(frozen=True)
class Row:
    """One entry; `seq` is its place in the tree, None until it is sealed."""

    entry: LedgerEntry
    told: str
    where: str
    seq: int | None
    hash: str

    @property
    def number(self) -> int | None:
        return None if self.seq is None else self.seq + 1


@dataclass(frozen=True)
class Found:
    """One page of entries, and how they were narrowed."""

    page: Stretch
    rows: tuple[Row, ...]
    sought: str
    scope: str
    group: str
    groups: tuple[tuple[str, str], ...]
    person: str = ""
    people: tuple[tuple[str, str], ...] = ()
    stage: str = ""
    stages: tuple[tuple[str, str], ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.sought or self.scope or self.group or self.person or self.stage)


def find(request: PageRequest, entries: QuerySet[LedgerEntry], *, people: bool = False) -> Found:
    """Newest first, narrowed by the query: words, a use case's key, a group of kinds, who, a stage.

    `people` offers whoever did anything, and the stages, to choose from.
    """
    query = request.GET
    sought, scope, group = (typed(query, name) for name in ("q", "scope", "group"))
    rows = activity.labelled(entries).order_by("-pk")
    for word in searching.words(sought):
        rows = rows.filter(
            Q(actor_name__icontains=word)
            | Q(kind__icontains=word)
            | Q(scope__icontains=word)
            | Q(body__icontains=word)
        )
    if scope:
        rows = rows.filter(scope=scope)
    rows = _grouped(rows, group)
    person, stage = (typed(query, name) for name in ("by", "stage"))
    if person:
        rows = rows.filter(actor=person)
    if stage in STAGES:
        # Bodies are canonical JSON: no space follows the colon.
        rows = rows.filter(body__contains=f'"stage":"{stage}"')
    page = Stretch(rows, PAGE_SIZE, query.get("page"))
    return Found(
        page=page,
        rows=tuple(told(page.object_list)),
        sought=sought,
        scope=scope,
        group=group,
        groups=tuple((key, str(label)) for key, label, _kinds in GROUPS),
        person=person,
        people=tuple(_people(entries)) if people else (),
        stage=stage,
        stages=tuple((key, str(word)) for key, word in STAGES.items()) if people else (),
    )


def _people(entries: QuerySet[LedgerEntry]) -> Iterable[tuple[str, str]]:
    """Who did anything, by the name that the record has of them."""
    rows = entries.exclude(actor__startswith="system:").order_by("actor_name")
    yield from dict(rows.values_list("actor", "actor_name").distinct()).items()


def told(entries: Iterable[LedgerEntry]) -> list[Row]:
    """Labelled entries in words, with their places in the tree, in one query."""
    entries = list(entries)
    leaves = {
        one.entry_id: one for one in LedgerLeaf.objects.filter(entry_id__in=[e.pk for e in entries])
    }
    spoken = [one for one in entries if one.kind in activity.SENTENCES]
    words = {
        one.pk: line.text for one, line in zip(spoken, activity.sentences(spoken), strict=True)
    }
    return [_row(one, leaves.get(one.pk), words.get(one.pk, "")) for one in entries]


def _row(entry: Any, leaf: LedgerLeaf | None, words: str) -> Row:
    if not words and entry.kind in tellings.TELLINGS:
        data = json.loads(entry.body)["data"]
        words = activity.fill(str(tellings.TELLINGS[entry.kind]), data)
    words = words or entry.kind.replace("_", " ").replace(".", ": ")
    return Row(
        entry=entry,
        told=words[:1].upper() + words[1:],
        where=entry.where or entry.scope,
        seq=leaf.seq if leaf else None,
        hash=leaf.hash if leaf else "",
    )


def pretty(entry: LedgerEntry) -> str:
    """An entry's body as it is stored, set out over lines."""
    return json.dumps(json.loads(entry.body), indent=2, ensure_ascii=False)


def person(entry: LedgerEntry) -> User | None:
    """The account behind an entry; None for a part of Pitwall."""
    if entry.actor.startswith("system:"):
        return None
    return User.objects.filter(uuid=entry.actor).first()


def _grouped(rows: QuerySet[LedgerEntry], group: str) -> QuerySet[LedgerEntry]:
    for key, _label, kinds in GROUPS:
        if key == group:
            wanted = Q()
            for kind in kinds:
                wanted |= Q(kind__startswith=kind)
            return rows.filter(wanted)
    return rows
