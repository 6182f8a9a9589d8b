"""The guided way to a use case, in steps that can be left and taken up again."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.access import may
from governance.errors import Denied, Invalid, NotVisible, PitwallError, StaleState
from portal.pages import intake_draft
from portal.pages.forms.brief import answers
from portal.pages.forms.founding import FoundingForm
from portal.pages.forms.intake import told
from portal.pages.frame import PageRequest, act, form_page, page, piece
from portal.pages.intake_draft import Draft
from projects import risk
from projects.services import intake

STEPS = (
    ("need", gettext_lazy("Need")),
    ("aim", gettext_lazy("Prediction")),
    ("limits", gettext_lazy("Limits")),
    ("risk", gettext_lazy("Risk")),
    ("team", gettext_lazy("Team")),
    ("review", gettext_lazy("Last look")),
)
KEYS = tuple(key for key, _label in STEPS)
LAST = KEYS[-1]
# The columns of an objective, of which the page may have more rows than an empty form.
ROWS = ("metric_", "threshold_", "measured_on_", "segment_")
LONGEST = 20_000


@form_page
def step(request: PageRequest, key: str) -> HttpResponse:
    """One step: shown, or what was typed kept and then looked at."""
    place = _place(key)
    if request.method != "POST":
        return show(request, key)
    go = request.POST.get("go", "next")
    if key == LAST:
        return _found(request) if go == "found" else redirect("intake", KEYS[place - 1])
    _keep(request, key)
    if go == "leave":
        messages.success(request, _("Your draft is kept. Go on with it whenever you like."))
        return redirect("desk")
    if go in ("back", "stay"):
        return redirect("intake", KEYS[place - (1 if go == "back" and place else 0)])
    draft = intake_draft.of(request, people=key == "team")
    wrong = draft.faults(key)
    if not wrong:
        return redirect("intake", KEYS[place + 1])
    for name, why in wrong.items():
        if name not in draft.form.errors:
            draft.form.add_error(name, why)
    return _page(request, key, draft, status=Invalid.status)


@act
def keep(request: PageRequest, key: str) -> HttpResponse:
    """Keep what has been typed so far, for a page that stays as it is."""
    _place(key)
    _keep(request, key)
    return HttpResponse(status=204)


@act
def discard(request: PageRequest) -> HttpResponse:
    """Throw the draft away."""
    intake.discard(actor=request.actor, now=request.now)
    messages.success(request, _("The draft is thrown away; nothing of it is left."))
    return redirect("use_case_new")


@page
def tier(request: PageRequest) -> HttpResponse:
    """The tier that the answers in the query would give, and why."""
    assessment = risk.assess(_answered(request.GET))
    return piece("portal/_brief_tier.html", {"assessment": assessment})


def show(
    request: PageRequest, key: str = "", *, short: FoundingForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a step; without a key that where the draft was left."""
    draft = intake_draft.of(request, people=key in ("team", LAST))
    left = draft.row.step if draft.row and draft.row.step in KEYS[:-1] else KEYS[0]
    if key == LAST:
        return _last_look(request, draft, status)
    if not key and left == "team":
        draft = intake_draft.of(request, people=True)
    return _page(request, key or left, draft, short=short, status=status)


def _page(
    request: PageRequest,
    key: str,
    draft: Draft,
    *,
    short: FoundingForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    return render(
        request,
        "portal/intake.html",
        {
            "may": may(request.actor, "use_case.create", None, now=request.now),
            "draft": draft,
            "form": draft.form,
            "step": key,
            "steps": [str(label) for _key, label in STEPS],
            "at": KEYS.index(key) + 1,
            "template": f"portal/_intake_{key}.html",
            "assessment": risk.assess(_answered(draft.typed)),
            "short": short or _short(draft),
            **more,
        },
        status=status,
    )


def _last_look(request: PageRequest, draft: Draft, status: int, **more: Any) -> HttpResponse:
    """All that was typed, what is wrong with it, and what the brief still lacks."""
    wrong = [
        (key, label, [(draft.form[name].label, why) for name, why in draft.faults(key).items()])
        for key, label in STEPS[:-1]
    ]
    return _page(
        request,
        LAST,
        draft,
        status=status,
        wrong=[one for one in wrong if one[2]],
        members=told(draft.team[0], draft.form.people),
        gaps=draft.gaps(),
        **more,
    )


def _found(request: PageRequest) -> HttpResponse:
    """One act: the use case, its brief and its team, or why it isn't done."""
    draft = intake_draft.of(request, people=True)
    if draft.row is None:
        raise StaleState(
            _("This draft was founded or thrown away already."),
            remedy=_("What you founded is on your desk and on the board."),
        )
    if any(draft.faults(key) for key in KEYS[:-1]):
        return _last_look(request, draft, Invalid.status)
    try:
        case = intake.found(
            actor=request.actor,
            founding=draft.form.founding(),
            brief=draft.form.brief(),
            members=draft.team[0],
            now=request.now,
        )
    except (Invalid, Denied) as error:
        return _last_look(request, draft, error.status, refused=_lines(error))
    messages.success(
        request,
        _("%(title)s is founded, with its first brief. Start its first cycle next.")
        % {"title": case.title},
    )
    return redirect("use_case", case.slug)


def _lines(error: PitwallError) -> list[str]:
    who = getattr(error, "who_can", "")
    who_can = _("Who can: %(who)s.") % {"who": who} if who else ""
    return [line for line in (error.message, *error.reasons, error.remedy, who_can) if line]


def _keep(request: PageRequest, key: str) -> None:
    names = intake_draft.form_of(request, {}, ()).parts(key)
    typed = {name: request.POST.get(name, "")[:LONGEST] for name in names}
    if key == "aim":
        typed |= _rows(request.POST)
    intake.keep(actor=request.actor, typed=typed, step=key, now=request.now)


def _rows(typed: QueryDict) -> dict[str, str]:
    """The fields of objectives, however many rows the page had."""
    return {
        name: typed.get(name, "")[:200]
        for name in typed
        if name.startswith(ROWS) and name.rpartition("_")[2].isdigit() and len(name) < 20
    }


def _place(key: str) -> int:
    if key not in KEYS:
        raise NotVisible(_("There is no such step."))
    return KEYS.index(key)


def _answered(said: Mapping[str, Any]) -> dict[str, str]:
    """The answers that a question offers."""
    return {
        key: value
        for key, value in answers(said).items()
        if risk.QUESTIONS[key].answer(value) is not None
    }


def _short(draft: Draft) -> FoundingForm:
    """Founding with a title alone; its ids differ from those of the step beside it."""
    form = FoundingForm(auto_id="short_%s", initial={"policy_name": "standard"})
    offered = draft.form.fields["policy_name"].choices  # type: ignore[attr-defined]
    form.fields["policy_name"].choices = offered  # type: ignore[attr-defined]
    return form
