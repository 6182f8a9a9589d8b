"""The page of one run: parameters, claimed figures, data, curves, and whether it can be nominated."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance import canonical
from governance.access import may, visible
from governance.actors import Actor
from portal.components.words import stage_word
from portal.pages import lookup, metric_words, names
from portal.pages.frame import PageRequest, page, piece
from portal.pages.head import head
from portal.pages.runs import comparing, connect, curves, inputs, readiness
from portal.pages.runs import sheet as sheets
from projects.models import UseCase
from workflows.models import Candidate, Run

CHOSEN = "metric"


@dataclass(frozen=True)
class Nomination:
    """Whether a version of this run can be nominated now; if not, why not, and who can."""

    ok: bool
    why: str = ""
    who_can: str = ""


@page
def run(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """One run; `?curves=1` waits for its curves, which a browser with scripts loads by itself."""
    case = lookup.use_case(request, slug)
    row = _run(request, case, pk)
    candidate = Candidate.objects.filter(scope=case.scope_id, mlflow_run_id=row.run_id)
    nominated = candidate.select_related("cycle").order_by("-pk").first()
    binding = sheets.bound(case)
    return render(
        request,
        "portal/run.html",
        {
            "head": head(request, case, "runs"),
            "case": case,
            "run": row,
            "params": sorted(canonical.loads(row.params).items()),
            "metrics": [
                (metric_words.label(name), metric_words.decimal(value), value)
                for name, value in sorted(canonical.loads(row.metrics).items())
            ],
            "tags": sorted(canonical.loads(row.tags).items()),
            "datasets": inputs.of(case, row),
            "candidate": nominated,
            "nomination": None if nominated else _nomination(request.actor, case, request.now),
            "mlflow": connect.run_href(binding, row),
            "artifacts": connect.run_href(binding, row, "artifacts"),
            "took": comparing.took(row),
            **_curves(request, case, row),
        },
    )


@page
def run_curves(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """The curves alone, for a page that is there already."""
    case = lookup.use_case(request, slug)
    row = _run(request, case, pk)
    if not request.htmx:
        return redirect(f"{reverse('run', args=[slug, pk])}?curves=1#curves")
    return piece("portal/_runs_curves.html", _curves(request, case, row, wait=True))


def _run(request: PageRequest, case: UseCase, pk: int) -> Run:
    rows = Run.objects.select_related("author", "cycle", "server")
    return visible(rows, request.actor, request.now, pk=pk, scope=case.scope_id)


def _curves(request: PageRequest, case: UseCase, row: Run, *, wait: bool = False) -> dict:
    asked, drawn = request.GET.urlencode(), None
    if wait or request.GET.get("curves"):
        drawn = curves.draw(sheets.bound(case), [row], request.GET.getlist(CHOSEN))
    return {
        "curves": drawn,
        "curves_href": f"{reverse('run_curves', args=[case.slug, row.pk])}?{asked}",
        "curves_page": f"{reverse('run', args=[case.slug, row.pk])}?",
    }


def _nomination(actor: Actor, case: UseCase, now: datetime) -> Nomination:
    """The page's answer in advance; the service gives its own."""
    said = may(actor, "candidate.nominate", case.scope, now=now, state=case.lifecycle)
    if not said.ok:
        return Nomination(False, said.reason, said.who_can)
    ready = readiness.of(lookup.read(case, now))
    if ready.blocked:
        stages = names.listed([stage_word(key) for key in ready.blocked])
        return Nomination(
            False, _("These gates open first: %(stages)s.") % {"stages": stages}, _("their voters")
        )
    if not ready.workable:
        why = _("No cycle is being built, and a version is nominated in one.")
        return Nomination(False, why, _("whoever may start a cycle"))
    return Nomination(True)
