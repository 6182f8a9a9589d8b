"""The brief: what is wanted, its revisions and what changed between two of them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance import canonical
from governance.access import may
from governance.errors import StaleState
from portal.pages import lookup, metric_words, revisions
from portal.pages.acting import DONE, attempt, rebase
from portal.pages.forms.brief import BriefForm, answers, initial
from portal.pages.frame import PageRequest, form_page, page
from portal.pages.head import head
from projects import queries, risk
from projects.models import BriefRevision, UseCase
from projects.services import briefs


@page
def brief(request: PageRequest, slug: str) -> HttpResponse:
    """The brief as it stands, or one revision beside the one before it."""
    case = lookup.use_case(request, slug)
    rows = list(_revisions(case))
    shown = _asked(request, "revision", rows) or next(iter(rows), None)
    before = _asked(request, "against", rows) or _before(shown, rows)
    approvals = revisions.approvals(case, rows)
    if "revision" in request.GET and shown and before and shown is not before:
        return _compare(request, case, rows, revisions.compare(case, before, shown, approvals))
    return render(
        request,
        "portal/brief.html",
        {
            "head": head(request, case, "brief"),
            "case": case,
            "brief": shown,
            "newest": shown is not None and shown is rows[0],
            "revisions": [(row, approvals.get(row.number)) for row in rows],
            "before": before,
            "approval": approvals.get(shown.number) if shown else None,
            "approved": next((row for row in rows if row.number in approvals), None),
            "objectives": _objectives(shown),
            "gaps": queries.brief_gaps(shown),
            "assessment": _assessment(shown),
            "answers": _answers(shown),
            "may": may(
                request.actor, "brief.revise", case.scope, now=request.now, state=case.lifecycle
            ),
        },
    )


def _compare(
    request: PageRequest, case: UseCase, rows: list[BriefRevision], found: revisions.Comparison
) -> HttpResponse:
    """Two revisions side by side; the address names both."""
    return render(
        request,
        "portal/brief_compare.html",
        {
            "head": head(request, case, "brief"),
            "case": case,
            "comparison": found,
            "revisions": rows,
        },
    )


@form_page
def edit(request: PageRequest, slug: str) -> HttpResponse:
    """Write the next revision of the brief."""
    case = lookup.use_case(request, slug)
    newest = queries.latest_brief(case)
    rows = newest.objectives.count() if newest else 0
    form = BriefForm(request.POST or None, initial=initial(newest, case.title), rows=rows)
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _revise(request, case, form))
        if status == DONE:
            return redirect("brief", slug)
    stale = status == StaleState.status
    if stale and newest is not None:
        rebase(form, newest.number)
    return render(
        request,
        "portal/brief_edit.html",
        {
            "head": head(request, case, "brief"),
            "case": case,
            "form": form,
            "newest": newest,
            "stale": stale,
            "assessment": risk.assess(_given(form)),
            "may": may(
                request.actor, "brief.revise", case.scope, now=request.now, state=case.lifecycle
            ),
        },
        status=status,
    )


@page
def tier(request: PageRequest, slug: str) -> HttpResponse:
    """The tier that the answers in the query would give, and why."""
    case = lookup.use_case(request, slug)
    form = BriefForm(request.GET)
    return render(
        request,
        "portal/_brief_tier.html",
        {"assessment": risk.assess(_given(form)), "case": case},
    )


def _revise(request: PageRequest, case: UseCase, form: BriefForm) -> str:
    made = briefs.revise(actor=request.actor, use_case_id=case.pk, **form.given(), now=request.now)
    return _("Saved as revision %(number)s.") % {"number": made.number}


def _given(form: BriefForm) -> dict[str, str]:
    """The answers that the form shows, those that a question offers."""
    said = form.data if form.is_bound else form.initial
    return {
        key: value
        for key, value in answers(said).items()
        if risk.QUESTIONS[key].answer(value) is not None
    }


def _revisions(case: UseCase):
    rows = BriefRevision.objects.filter(use_case=case).select_related("author")
    return rows.prefetch_related("objectives").order_by("-number")


def _asked(request: PageRequest, name: str, rows: list[BriefRevision]) -> BriefRevision | None:
    wanted = request.GET.get(name, "")
    return next((one for one in rows if str(one.number) == wanted), None)


def _before(shown: BriefRevision | None, rows: list[BriefRevision]) -> BriefRevision | None:
    older = [one for one in rows if shown is not None and one.number < shown.number]
    return next(iter(older), None)


def _objectives(shown: BriefRevision | None) -> list[tuple[str, str, str]]:
    rows = shown.objectives.all() if shown else ()
    return [
        (
            metric_words.label(one.metric, one.segment),
            metric_words.needs({"direction": one.direction, "threshold": str(one.threshold)}),
            one.get_measured_on_display(),
        )
        for one in rows
    ]


def _assessment(shown: BriefRevision | None) -> risk.Assessment | None:
    return risk.assess(canonical.loads(shown.questionnaire)) if shown else None


def _answers(shown: BriefRevision | None) -> list[tuple[str, str]]:
    """Each question and what was answered; empty where nothing was."""
    said = canonical.loads(shown.questionnaire) if shown else {}
    found = {key: question.answer(said.get(key, "")) for key, question in risk.QUESTIONS.items()}
    return [
        (str(risk.QUESTIONS[key].text), str(one.text) if one else "") for key, one in found.items()
    ]
