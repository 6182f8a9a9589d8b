"""The desk's blocks of the roles in a use case: each one or two queries, the urgent first."""

from collections.abc import Iterator

from django.db.models import Sum
from django.utils.translation import gettext as _

from governance.models import Finding
from governance.words import FindingState
from portal.components.formats import day, due, moment, ordinal_word, thousands
from portal.components.words import outcome_of
from portal.pages import links
from portal.pages.desk_block import Item, Reader
from projects import loads, queries
from projects.models import (
    Application,
    ContractRevision,
    DatasetVersion,
    EnvironmentRevision,
    FrameworkRequest,
    SourceAccess,
    Verdict,
)
from projects.words import AccessState, RequestState, SmokeResult, VerdictOutcome
from workflows.models import Evaluation, Job, ModelProcess
from workflows.services import jobs
from workflows.words import EvaluationPurpose, ReleaseState

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
    running = Job.objects.filter(scope__in=reader.scopes, state__in=jobs.UNFINISHED)
    for job in running.select_related("scope").order_by("-pk")[:READ]:
        yield Item(
            job.title,
            f"{job.scope.label} · {job.step or job.get_kind_display()}",
            links.to("job", job.scope.key, job.pk),
            f"{job.progress} %",
            "accent",
        )
    rows = Evaluation.objects.filter(scope__in=reader.scopes, purpose=EvaluationPurpose.CANDIDATE)
    for one in rows.select_related("scope", "candidate", "dataset").order_by("-pk")[:READ]:
        words = {"nth": ordinal_word(one.n or 1), "data": one.dataset.label}
        found = outcome_of(one.state)
        yield Item(
            f"{one.candidate}",
            f"{one.scope.label} · {_('%(nth)s try on %(data)s') % words}",
            links.to("runs", one.scope.key),
            found.text,
            found.tone,
        )


def data(reader: Reader) -> Iterator[Item]:
    """Rows and sources that are asked for, then versions that failed their checks."""
    asked = Verdict.objects.filter(scope__in=reader.scopes, outcome=VerdictOutcome.ASKED)
    for one in asked.select_related("scope", "asked_by").order_by("asked_at")[:READ]:
        words = {"rows": thousands(one.asked_rows), "part": one.get_part_display()}
        yield Item(
            _("%(rows)s rows of %(part)s data") % words,
            f"{one.scope.label} · {one.asked_by.label}, {day(one.asked_at)}",
            links.to("data", one.scope.key),
            _("asked for"),
            "slow",
        )
    access = SourceAccess.objects.filter(scope__in=reader.scopes, state=AccessState.ASKED)
    rows = access.select_related("scope", "source__owner").order_by("asked_at")
    for row in rows[:READ]:
        yield Item(
            row.source.title,
            f"{row.scope.label} · {_('%(name)s decides') % {'name': row.source.owner.label}}",
            links.to("data", row.scope.key),
            _("asked for"),
            "slow",
        )
    failed = DatasetVersion.objects.filter(scope__in=reader.scopes, passed=False)
    for version in failed.select_related("scope").order_by("-registered_at")[:3]:
        yield Item(
            version.label,
            f"{version.scope.label} · {moment(version.registered_at)}",
            links.to("data", version.scope.key),
            _("failed its checks"),
            "bad",
        )


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
    taken = _declared()
    rows = [(one, taken.get(one.environment_id, 0)) for one in queries.environments()]
    for one, load in sorted(rows, key=lambda pair: -_share(*pair)):
        full = _share(one, load)
        words = {"taken": thousands(load), "all": thousands(one.memory_gib)}
        yield Item(
            one.environment.title,
            _("%(taken)s of %(all)s GiB declared") % words,
            links.to("environments"),
            _("over capacity") if full > 1 else _("nearly full") if full >= FULL else _("has room"),
            "bad" if full > 1 else "slow" if full >= FULL else "good",
        )


def _share(revision: EnvironmentRevision, load: int) -> float:
    return load / revision.memory_gib if revision.memory_gib else 0.0


def _declared() -> dict[int, int]:
    """GiB by environment, of the newest plan of each use case that isn't over."""
    rows = loads.standing_plans().values_list("revision__environment")
    return dict(rows.annotate(total=Sum("memory_gib")).order_by())


def contracts(reader: Reader) -> Iterator[Item]:
    """Each application's newest contract, and what its smoke test said last."""
    rows = Application.objects.filter(scope__in=reader.scopes).select_related("scope")
    found = list(rows.order_by("-pk")[:READ])
    newest: dict[int, ContractRevision] = {}
    for row in ContractRevision.objects.filter(application__in=found).order_by("number"):
        newest[row.application_id] = row
    for one in found:
        contract = newest.get(one.pk)
        word, tone = _smoke(contract)
        note = (
            _("contract revision %(number)s") % {"number": contract.number}
            if contract
            else _("no contract yet")
        )
        yield Item(
            one.title,
            f"{one.scope.label} · {note}",
            links.to("integration", one.scope.key),
            word,
            tone,
        )


def _smoke(contract: ContractRevision | None) -> tuple[str, str]:
    if contract is None or contract.smoke_result == SmokeResult.NONE:
        return _("not tried"), "slow"
    tried = {"version": contract.smoke_version.replace("/", " v")}
    if contract.smoke_result == SmokeResult.PASSED:
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
