"""What happened lately, told from the record in sentences."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import canonical
from governance.actors import Actor
from governance.models import LedgerEntry, Scope
from governance.words import Choice, role_label
from portal.components.formats import thousands
from portal.components.words import stage_word
from portal.pages import links
from projects.words import Part

# What happened, with places for what the entry's data says; kinds not named here are told in
# the record only.
SENTENCES: Mapping[str, Any] = {
    "use_case.created": gettext_lazy("founded %(case)s"),
    "use_case.suspended": gettext_lazy("suspended %(case)s"),
    "use_case.resumed": gettext_lazy("took %(case)s up again"),
    "use_case.retired": gettext_lazy("retired %(case)s"),
    "member.added": gettext_lazy("added somebody as %(role)s to %(case)s"),
    "member.removed": gettext_lazy("ended somebody’s role as %(role)s in %(case)s"),
    "brief.revised": gettext_lazy("wrote brief revision %(number)s of %(case)s"),
    "access.granted": gettext_lazy("let %(case)s read a source"),
    "access.refused": gettext_lazy("refused %(case)s a source"),
    "plan.revised": gettext_lazy("wrote data plan %(number)s of %(case)s"),
    "dataset.registered": gettext_lazy("delivered %(rows)s rows of %(part)s data to %(case)s"),
    "verdict.asked": gettext_lazy("asked for more rows in %(case)s"),
    "verdict.answered": gettext_lazy("answered how much data there is in %(case)s"),
    "platform.revised": gettext_lazy("chose an environment for %(case)s"),
    "framework.asked": gettext_lazy("asked IT for a framework in %(case)s"),
    "framework.answered": gettext_lazy("answered a framework request of %(case)s"),
    "contract.revised": gettext_lazy("wrote contract revision %(number)s of %(case)s"),
    "review.submitted": gettext_lazy("asked for the %(stage)s gate of %(case)s"),
    "review.approved": gettext_lazy("The %(stage)s gate of %(case)s was approved"),
    "review.rejected": gettext_lazy("The %(stage)s gate of %(case)s was rejected"),
    "review.changes_asked": gettext_lazy(
        "Changes were asked for at the %(stage)s gate of %(case)s"
    ),
    "review.withdrawn": gettext_lazy("took the %(stage)s round of %(case)s back"),
    "review.stale": gettext_lazy("The %(stage)s round of %(case)s went stale"),
    "review.revoked": gettext_lazy("revoked the %(stage)s approval of %(case)s"),
    "vote.cast": gettext_lazy("voted “%(choice)s” at the %(stage)s gate of %(case)s"),
    "advice.given": gettext_lazy("advised “%(choice)s” at the %(stage)s gate of %(case)s"),
    "waiver.granted": gettext_lazy("waived a check at the %(stage)s gate of %(case)s"),
    "waiver.revoked": gettext_lazy("ended a waiver at the %(stage)s gate of %(case)s"),
    "finding.opened": gettext_lazy("A finding was opened in %(case)s"),
    "finding.resolved": gettext_lazy("settled a finding of %(case)s"),
    "finding.lapsed": gettext_lazy("A condition lapsed in %(case)s"),
    "cycle.started": gettext_lazy("Cycle %(number)s of %(case)s began"),
    "cycle.in_service": gettext_lazy("Cycle %(number)s of %(case)s went into service"),
    "cycle.abandoned": gettext_lazy("abandoned cycle %(number)s of %(case)s"),
    "candidate.nominated": gettext_lazy("nominated %(model)s v%(version)s in %(case)s"),
    "evaluation.done": gettext_lazy("A candidate of %(case)s was measured"),
    "evaluation.failed": gettext_lazy("A candidate of %(case)s couldn’t be measured"),
    "release.executed": gettext_lazy("released a version of %(case)s"),
    "release.live": gettext_lazy("A new version of %(case)s is in service"),
    "release.failed": gettext_lazy("A release of %(case)s failed its health check"),
    "release.stopped": gettext_lazy("stopped a version of %(case)s"),
    "window.judged": gettext_lazy("The window %(label)s of %(case)s was judged: %(state)s"),
}
WORDS: Mapping[str, Callable[[Any], str]] = {
    "stage": lambda value: stage_word(str(value)),
    "role": lambda value: role_label(str(value)),
    "rows": lambda value: thousands(int(value)),
    "asked": lambda value: thousands(int(value)),
    "part": lambda value: str(Part(value).label),
    "choice": lambda value: str(Choice(value).label),
}


@dataclass(frozen=True)
class Line:
    """One thing that happened: who did it (nobody, when Pitwall did), in words, and where."""

    actor: str
    text: str
    href: str
    when: datetime


def entries(actor: Actor, now: datetime) -> "QuerySet[LedgerEntry]":
    """The entries that are told in sentences, of use cases that the actor may see, newest first."""
    # Walked by time: most kinds are told, and an index on the kind would have all of them sorted.
    told = Concat("kind", Value(""))
    rows = LedgerEntry.objects.annotate(told=told).filter(
        told__in=list(SENTENCES), occurred_at__lte=now
    )
    if actor.sees_all and actor.within is None:
        rows = rows.exclude(scope="")
    else:
        scopes = Scope.objects.visible_to(actor, now)
        rows = rows.filter(scope__in=scopes.values("key"))
    return labelled(rows).order_by("-occurred_at", "-pk")


def labelled(rows: "QuerySet[LedgerEntry]") -> "QuerySet[LedgerEntry]":
    """Entries with the title of the use case that each belongs to, as `where`."""
    label = Scope.objects.filter(key=OuterRef("scope")).values("label")[:1]
    return rows.annotate(where=Subquery(label))


def sentences(rows: Iterable[LedgerEntry]) -> list[Line]:
    """Entries of the kinds in SENTENCES, labelled, as lines, in their order."""
    return [_line(one) for one in rows if one.kind in SENTENCES]


def _line(entry: Any) -> Line:
    actor, text = told(
        entry.kind, entry.scope, entry.where, entry.actor, entry.actor_name, entry.body
    )
    return Line(
        actor=actor,
        text=text,
        href=links.to("use_case", entry.scope) if entry.scope else "",
        when=entry.occurred_at,
    )


def told(
    kind: str, scope: str, where: str | None, actor: str, actor_name: str, body: str
) -> tuple[str, str]:
    """Who did it (nobody, when Pitwall did), and what, of an entry of a kind in SENTENCES."""
    data = canonical.loads(body)["data"]
    template = str(SENTENCES[kind])
    text = fill(template, {**data, "case": where or scope})
    alone, system = template[:1].isupper(), actor.startswith("system:")
    return (
        "" if alone or system else actor_name,
        text if alone or not system else _("Pitwall ") + text,
    )


def fill(template: str, data: Mapping[str, Any]) -> str:
    """A sentence with what an entry's data says in its places."""
    return template % Words(data)


class Words(dict):
    """An entry's data in words; what an older entry doesn't say is left out."""

    def __getitem__(self, name: str) -> str:
        value = self.get(name, "")
        say = WORDS.get(name)
        return say(value) if say and value != "" else str(value)
