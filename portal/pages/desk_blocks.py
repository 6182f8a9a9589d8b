"""The desk's blocks of the roles in a use case: each one query (IT's two), the urgent first.

Whoever holds three roles has three of them, and a desk takes fifteen queries.
"""

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from governance.models import Finding
from governance.words import FindingState
from portal.components.formats import day, due, moment, ordinal_word, thousands
from portal.components.words import outcome_of
from portal.pages import desk_lines, links
from portal.pages.desk_block import Item, Reader
from projects import loads, queries
from projects.models import (
    Application,
    ContractRevision,
    FrameworkRequest,
)
from projects.words import Part, RequestState, SmokeResult
from workflows.models import ModelProcess
from workflows.words import JobKind, ReleaseState

READ = 12
FULL = 0.9


def owed(reader: Reader) -> Iterator[Item]:
    """Findings and conditions that are open where the reader speaks for the business."""
    rows = Finding.objects.filter(scope__in=reader.scopes).exclude(state=FindingState.RESOLVED)
    for one in rows.select_related("scope", "owner").order_by("due", "pk")[:READ]:
        late = one.due is not None and one.due < reader.now
        yield Item(
            one.title,
            f"{one.scope.label} · {one.owner or _('nobody owns it')}",
            links.to("use_case", one.scope.key) + f"#finding-{one.pk}",
            _("overdue since %(day)s") % {"day": day(one.due)} if late else due(one.due),
            "bad" if late else "slow" if one.due else "quiet",
        )


def tries(reader: Reader) -> Iterator[Item]:
    """Long work that runs, then the newest measurements with the number of their try."""
    for one in desk_lines.tries(reader.scopes, READ):
        if one.is_job:
            yield Item(
                one.title,
                f"{one.case} · {one.step or JobKind(one.kind).label}",
                links.to("job", one.key, one.row),
                f"{one.number} %",
                "accent",
            )
            continue
        words = {"nth": ordinal_word(one.number or 1), "data": one.step}
        found = outcome_of(one.kind)
        yield Item(
            one.title,
            f"{one.case} · {_('%(nth)s try on %(data)s') % words}",
            links.to("runs", one.key),
            found.text,
            found.tone,
        )


def data(reader: Reader) -> Iterator[Item]:
    """Rows and sources that are asked for, then versions that failed their checks."""
    for one in desk_lines.data(reader.scopes, READ):
        text, note, word, tone = _data_words(one)
        yield Item(text, f"{one.case} · {note}", links.to("data", one.key), word, tone)


def _data_words(one: desk_lines.DataLine) -> tuple[str, str, str, str]:
    if one.what == desk_lines.ROWS:
        words = {"rows": thousands(one.rows), "part": Part(one.text).label}
        text = _("%(rows)s rows of %(part)s data") % words
        return text, f"{one.person}, {day(one.at)}", _("asked for"), "slow"
    if one.what == desk_lines.SOURCE:
        note = _("%(name)s decides") % {"name": one.person}
        return one.text, note, _("asked for"), "slow"
    return one.text, moment(one.at), _("failed its checks"), "bad"


def platform(reader: Reader) -> Iterator[Item]:
    """Frameworks that are asked for, then environments by how full they are."""
    asked = FrameworkRequest.objects.filter(scope__in=reader.scopes, state=RequestState.ASKED)
    for one in asked.select_related("scope", "environment", "asked_by").order_by("asked_at")[:READ]:
        yield Item(
            f"{one.name} {one.specifier}".strip(),
            f"{one.environment.title} · {one.scope.label}, {day(one.asked_at)}",
            links.to("platform", one.scope.key),
            _("asked for"),
            "slow",
        )
    yield from _environments()


def _environments() -> Iterator[Item]:
    """Each environment's memory against what active use cases have declared on it."""
    declared = loads.standing_plans().filter(
        revision__environment=OuterRef("environment"), memory_gib__gt=0
    )
    taken = declared.order_by().values("revision__environment").annotate(all=Sum("memory_gib"))
    found = queries.newest_revisions().annotate(taken=Coalesce(Subquery(taken.values("all")), 0))
    rows = found.values_list("environment__title", "memory_gib", "taken")
    shares = [(title, all_, load, load / all_ if all_ else 0.0) for title, all_, load in rows]
    for title, all_, load, full in sorted(shares, key=lambda one: -one[3]):
        words = {"taken": thousands(load), "all": thousands(all_)}
        yield Item(
            title,
            _("%(taken)s of %(all)s GiB declared") % words,
            links.to("environments"),
            _("over capacity") if full > 1 else _("nearly full") if full >= FULL else _("has room"),
            "bad" if full > 1 else "slow" if full >= FULL else "good",
        )


def contracts(reader: Reader) -> Iterator[Item]:
    """Each application's newest contract, and what its smoke test said last."""
    written = ContractRevision.objects.filter(application=OuterRef("pk")).order_by("-number")
    newest = {
        name: Subquery(written.values(field)[:1])
        for name, field in (
            ("contract", "number"),
            ("result", "smoke_result"),
            ("tried", "smoke_version"),
        )
    }
    rows = Application.objects.filter(scope__in=reader.scopes).annotate(**newest).order_by("-pk")
    for title, case, key, number, result, version in rows.values_list(
        "title", "scope__label", "scope__key", *newest
    )[:READ]:
        word, tone = _smoke(result, version)
        note = (
            _("contract revision %(number)s") % {"number": number}
            if number
            else _("no contract yet")
        )
        yield Item(title, f"{case} · {note}", links.to("integration", key), word, tone)


def _smoke(result: str | None, version: str | None) -> tuple[str, str]:
    if not result or result == SmokeResult.NONE:
        return _("not tried"), "slow"
    tried = {"version": (version or "").replace("/", " v")}
    if result == SmokeResult.PASSED:
        return _("smoke passed with %(version)s") % tried, "good"
    return _("smoke failed with %(version)s") % tried, "bad"


def service(reader: Reader) -> Iterator[Item]:
    """The processes of what is in service, the unhealthy first."""
    rows = ModelProcess.objects.filter(
        scope__in=reader.scopes,
        release__state__in=[ReleaseState.LIVE, ReleaseState.STARTING],
    ).select_related("scope", "release__candidate", "release__target")
    order = {"failed": 0, "unhealthy": 1, "stopped": 2, "none": 3, "starting": 4, "healthy": 5}
    for one in sorted(rows.order_by("-pk")[:READ], key=lambda row: order.get(row.observed, 0)):
        found = outcome_of(one.observed)
        again = _("%(count)s restarts") % {"count": one.restarts} if one.restarts else ""
        yield Item(
            f"{one.release.candidate}",
            " · ".join(filter(None, (one.release.target.title, one.scope.label, again))),
            links.to("releases", one.scope.key),
            str(one.get_observed_display()).capitalize(),
            found.tone,
        )
