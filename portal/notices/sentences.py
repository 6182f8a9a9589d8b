"""What an entry says to those who are told of it: a sentence, and where to look."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

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
    "webhook.paused": gettext_lazy("paused the webhook “%(name)s”; nothing is sent there"),
}
# Where what an entry is about stands, by the kind's first word: the name of a page, and a place on it.
PLACES = {
    "comment": ("discussion", "?remark={comment}#remark-{comment}"),
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


# Said in the reader's language, and only where it is said.
SOMEBODY = gettext_lazy("somebody")


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


class Entry(NamedTuple):
    """What is read of an entry, to say it."""

    pk: int
    scope: str
    kind: str
    actor: str
    actor_name: str
    occurred_at: datetime
    body: str


def of(entry_ids: Iterable[int | None], cases: Mapping[str, str] | None = None) -> dict[int, Told]:
    """What these entries say, by their ids, in a fixed number of queries.

    `cases` are titles of use cases by their slugs, of those that the caller knows already.
    """
    rows = LedgerEntry.objects.filter(pk__in=[one for one in entry_ids if one is not None])
    return of_entries((Entry(*one) for one in rows.values_list(*Entry._fields)), cases)


def of_entries(found: Iterable[Entry], cases: Mapping[str, str] | None = None) -> dict[int, Told]:
    """The same of entries that were read before."""
    entries = [(one, canonical.loads(one.body)) for one in found if one.kind in SENTENCES]
    look_up = _LookUp.of(entries, cases or {})
    return {one.pk: look_up.told(one, body) for one, body in entries}


@dataclass(frozen=True)
class _LookUp:
    """The names behind the ids in some entries."""

    cases: Mapping[str, str]
    people: Mapping[str, Any]
    findings: Mapping[int, str]
    items: Mapping[int, str]
    sources: Mapping[str, str]
    cycles: Mapping[int, int]
    # By kind, in the reader's language.
    templates: dict[str, str] = field(default_factory=dict)
    pitwall: str = field(default_factory=lambda: _("Pitwall"))
    # By page and use case: most entries of a list are of few.
    places: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Sequence[tuple[Entry, dict]], known: Mapping[str, str]) -> "_LookUp":
        data = [body["data"] for _entry, body in entries]

        def named(*names: str) -> set[Any]:
            return {one[name] for one in data for name in names if one.get(name)}

        def numbers(name: str, of: Iterable[str]) -> list[int]:
            found = (one.partition(":") for one in of if one.startswith(f"{name}:"))
            return [int(number) for _name, _colon, number in found if number.isdecimal()]

        findings = numbers("finding", (body["subject"] for _entry, body in entries))
        attempts = numbers("attempt", named("of"))
        left = {entry.scope for entry, _body in entries} - known.keys() - {""}
        people = named("person", "taker")
        return cls(
            {**known, **_names(Scope, "key", left, "label")},
            {str(one.uuid): one.label for one in User.objects.filter(uuid__in=people)}
            if people
            else {},
            _names(Finding, "pk", findings, "title"),
            _names(WorkItem, "pk", named("work_item"), "title"),
            _names(DataSource, "key", named("source"), "title"),
            _names(StageAttempt, "pk", attempts, "cycle__number"),
        )

    def told(self, entry: Entry, body: dict) -> Told:
        template = self.templates.get(entry.kind)
        if template is None:
            template = self.templates[entry.kind] = str(SENTENCES[entry.kind])
        alone, system = template[:1].isupper(), entry.actor.startswith("system:")
        text = template % activity.Words(self._words(entry, body))
        return Told(
            actor="" if alone else self.pitwall if system else entry.actor_name,
            text=text,
            case=self.cases.get(entry.scope, ""),
            href=self._href(entry, body),
            when=entry.occurred_at,
        )

    def _words(self, entry: Entry, body: dict) -> dict[str, Any]:
        data, number = body["data"], _number(body["subject"])
        return {
            **data,
            "case": self.cases.get(entry.scope, entry.scope),
            "person": self.people.get(data.get("person", ""), SOMEBODY),
            "taker": self.people.get(data.get("taker", ""), SOMEBODY),
            "finding": self.findings.get(number, "") or f"F-{number}",
            "item": self.items.get(data.get("work_item", 0), ""),
            "source": self.sources.get(data.get("source", ""), data.get("source", "")),
        }

    def _href(self, entry: Entry, body: dict) -> str:
        first, number = entry.kind.partition(".")[0], _number(body["subject"])
        if first == "review":
            attempt = _number(str(body["data"].get("of", "")))
            cycle = self.cycles.get(attempt)
            gate = links.to("gate", entry.scope, cycle, body["data"]["stage"]) if cycle else ""
            return gate or links.to("gates", entry.scope)
        if entry.kind == "access.asked" and number:
            return links.to("source_access", number)
        if first == "webhook":
            return links.to("webhook", number)
        page, place = PLACES[first]
        comment = body["data"].get("comment", "")
        return self._page(page, entry.scope) + place.format(number=number, comment=comment)

    def _page(self, name: str, scope: str) -> str:
        found = self.places.get((name, scope))
        if found is None:
            inside = [scope] if scope and name != "account" else []
            found = self.places[name, scope] = links.to(name, *inside)
        return found


def _number(subject: str) -> int:
    number = subject.partition(":")[2]
    return int(number) if number.isdecimal() else 0


def _names(model: Any, key: str, keys: Collection[Any], name: str) -> dict[Any, Any]:
    """A column of some rows, by another; nothing is asked where there are none."""
    if not keys:
        return {}
    return dict(model.objects.filter(**{f"{key}__in": keys}).order_by().values_list(key, name))
