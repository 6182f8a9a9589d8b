"""What an entry says to those who are told of it: a sentence, and where to look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import canonical
from governance.models import Finding, LedgerEntry, Scope, User
from portal.pages import activity, links
from projects.models import DataSource, WorkItem
from workflows.models import StageAttempt

# Those that the feed of what happened doesn't tell; nobody is addressed, because channels say them
# to many. A text never quotes what may be erased.
SENTENCES: Mapping[str, Any] = {
    **activity.SENTENCES,
    "comment.added": gettext_lazy("wrote in the discussion of %(case)s"),
    "work_item.added": gettext_lazy("noted “%(item)s” to be done in %(case)s"),
    "work_item.reopened": gettext_lazy("opened “%(item)s” in %(case)s again"),
    "work_item.due": gettext_lazy("The day has come for “%(item)s” in %(case)s"),
    "finding.opened": gettext_lazy("A finding was opened in %(case)s: %(finding)s"),
    "finding.assigned": gettext_lazy("assigned a finding of %(case)s: %(finding)s"),
    "finding.lapsed": gettext_lazy("A condition lapsed in %(case)s: %(finding)s"),
    "review.expired": gettext_lazy("The %(stage)s approval of %(case)s has expired"),
    "access.asked": gettext_lazy("asks to read %(source)s for %(case)s"),
    "access.granted": gettext_lazy("let %(case)s read %(source)s"),
    "access.refused": gettext_lazy("refused %(case)s the source %(source)s"),
    "access.revoked": gettext_lazy("took %(source)s back from %(case)s"),
    "framework.asked": gettext_lazy("asks IT for %(name)s %(specifier)s in %(case)s"),
    "framework.answered": gettext_lazy("answered the request for %(name)s in %(case)s"),
    "verdict.asked": gettext_lazy("asks for %(asked)s rows in %(case)s"),
    "proposal.made": gettext_lazy("proposes an act in %(case)s that needs a second person"),
    "proposal.confirmed": gettext_lazy("confirmed what was proposed in %(case)s"),
    "proposal.declined": gettext_lazy("declined what was proposed in %(case)s"),
    "member.added": gettext_lazy("gave %(person)s the role %(role)s in %(case)s"),
    "member.removed": gettext_lazy("ended the role %(role)s of %(person)s in %(case)s"),
    "person.site_role_granted": gettext_lazy("made %(person)s %(role)s"),
    "person.site_role_ended": gettext_lazy("ended the role %(role)s of %(person)s"),
    "delegation.given": gettext_lazy("lent %(taker)s the role %(role)s"),
    "delegation.revoked": gettext_lazy("took the role %(role)s back from %(taker)s"),
}
# Where what an entry is about stands, by the kind's first word: the name of a page, and a place on it.
PLACES = {
    "comment": ("discussion", "#remark-{comment}"),
    "work_item": ("discussion", "#work"),
    "finding": ("use_case", "#finding-{number}"),
    "release": ("releases", ""),
    "window": ("uc_monitoring", ""),
    "access": ("data", "#sources"),
    "framework": ("platform", "#asked"),
    "verdict": ("data", "#enough"),
    "proposal": ("use_case", "#proposals"),
    "member": ("team", ""),
    "delegation": ("account", "#lend"),
    "person": ("account", "#roles"),
}


@dataclass(frozen=True)
class Told:
    """One event in words: who did it (nobody, when Pitwall did), what, where, and when."""

    actor: str
    text: str
    case: str
    href: str
    when: datetime

    @property
    def sentence(self) -> str:
        """All of it in one, for a subject or a line elsewhere."""
        return f"{self.actor} {self.text}" if self.actor else self.text


def of(entry_ids: Iterable[int | None]) -> dict[int, Told]:
    """What these entries say, by their ids, in a fixed number of queries."""
    rows = LedgerEntry.objects.filter(pk__in=[one for one in entry_ids if one is not None])
    entries = [(one, canonical.loads(one.body)) for one in rows if one.kind in SENTENCES]
    look_up = _LookUp.of(entries)
    return {one.pk: look_up.told(one, body) for one, body in entries}


@dataclass(frozen=True)
class _LookUp:
    """The names behind the ids in some entries."""

    cases: Mapping[str, str]
    people: Mapping[str, str]
    findings: Mapping[int, str]
    items: Mapping[int, str]
    sources: Mapping[str, str]
    cycles: Mapping[int, int]

    @classmethod
    def of(cls, entries: Sequence[tuple[LedgerEntry, dict]]) -> "_LookUp":
        data = [body["data"] for _entry, body in entries]

        def named(*names: str) -> set[Any]:
            return {one[name] for one in data for name in names if one.get(name)}

        def numbers(name: str, of: Iterable[str]) -> list[int]:
            found = (one.partition(":") for one in of if one.startswith(f"{name}:"))
            return [int(number) for _name, _colon, number in found if number.isdecimal()]

        findings = numbers("finding", (body["subject"] for _entry, body in entries))
        attempts = numbers("attempt", named("of"))
        return cls(
            _pairs(Scope.objects.filter(key__in={e.scope for e, _b in entries}), "key", "label"),
            {str(one.uuid): one.label for one in _named_users(named("person", "taker"))},
            _pairs(Finding.objects.filter(pk__in=findings), "pk", "title"),
            _pairs(WorkItem.objects.filter(pk__in=named("work_item")), "pk", "title"),
            _pairs(DataSource.objects.filter(key__in=named("source")), "key", "title"),
            _pairs(StageAttempt.objects.filter(pk__in=attempts), "pk", "cycle__number"),
        )

    def told(self, entry: LedgerEntry, body: dict) -> Told:
        template = str(SENTENCES[entry.kind])
        alone, system = template[:1].isupper(), entry.actor.startswith("system:")
        text = template % activity.Words(self._words(entry, body))
        return Told(
            actor="" if alone else _("Pitwall") if system else entry.actor_name,
            text=text,
            case=self.cases.get(entry.scope, ""),
            href=self._href(entry, body),
            when=entry.occurred_at,
        )

    def _words(self, entry: LedgerEntry, body: dict) -> dict[str, Any]:
        data, number = body["data"], _number(body["subject"])
        return {
            **data,
            "case": self.cases.get(entry.scope, entry.scope),
            "person": self.people.get(data.get("person", ""), _("somebody")),
            "taker": self.people.get(data.get("taker", ""), _("somebody")),
            "finding": self.findings.get(number, "") or f"F-{number}",
            "item": self.items.get(data.get("work_item", 0), ""),
            "source": self.sources.get(data.get("source", ""), data.get("source", "")),
        }

    def _href(self, entry: LedgerEntry, body: dict) -> str:
        first, number = entry.kind.partition(".")[0], _number(body["subject"])
        if first == "review":
            attempt = _number(str(body["data"].get("of", "")))
            cycle = self.cycles.get(attempt)
            gate = links.to("gate", entry.scope, cycle, body["data"]["stage"]) if cycle else ""
            return gate or links.to("gates", entry.scope)
        if entry.kind == "access.asked" and number:
            return links.to("source_access", number)
        page, place = PLACES[first]
        inside = [entry.scope] if entry.scope and page != "account" else []
        return links.to(page, *inside) + place.format(number=number, **_ids(body["data"]))


def _ids(data: dict[str, Any]) -> dict[str, Any]:
    return {"comment": data.get("comment", "")}


def _number(subject: str) -> int:
    number = subject.partition(":")[2]
    return int(number) if number.isdecimal() else 0


def _pairs(rows: Any, key: str, value: str) -> dict[Any, Any]:
    return dict(rows.values_list(key, value))


def _named_users(uuids: set[str]) -> Iterable[User]:
    return User.objects.filter(uuid__in=uuids) if uuids else ()
