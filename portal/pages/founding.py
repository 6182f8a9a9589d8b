"""Founding a use case, and its team: who is in it, in which role, and which are vacant."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.access import may
from governance.errors import NotVisible
from governance.models import Membership, Policy, User
from governance.queries import team as seats
from governance.services import memberships
from governance.words import Role
from portal.pages import intake, lookup
from portal.pages.acting import DONE, attempt
from portal.pages.forms.founding import FoundingForm, MemberForm
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.frame import PageRequest, act, form_page
from portal.pages.head import head
from projects import access
from projects.models import UseCase
from projects.services import use_cases

# What a role answers for, under its name.
DUTIES = {
    Role.ANALYST: gettext_lazy("speaks for the business: need, objectives, last word on Training"),
    Role.DATA_SCIENTIST: gettext_lazy("asks for data, trains, nominates, explains"),
    Role.DATA_ENGINEER: gettext_lazy("finds, prepares and delivers data and its feedback"),
    Role.IT: gettext_lazy("offers environments, votes on Platform and Release"),
    Role.APP_DEVELOPER: gettext_lazy("builds the application around the model and its contract"),
    Role.DEVOPS: gettext_lazy("releases, rolls back and watches operation"),
}


@dataclass(frozen=True)
class Seat:
    """A role, what it answers for, and who holds it."""

    role: str
    duty: str
    members: tuple[Membership, ...]


@form_page
def new(request: PageRequest) -> HttpResponse:
    """The guided way where it was left; what is posted here founds a use case with its title alone."""
    if request.method != "POST":
        return intake.show(request)
    form = FoundingForm(request.POST, auto_id="short_%s")
    policies = Policy.objects.filter(versions__isnull=False).distinct().order_by("title")
    form.fields["policy_name"].choices = [(p.name, p.title) for p in policies]  # type: ignore[attr-defined]
    made: list[UseCase] = []

    def call() -> str:
        case = use_cases.create(actor=request.actor, **form.cleaned_data, now=request.now)
        made.append(case)
        return _("%(title)s is founded. Write its brief next.") % {"title": case.title}

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("use_case", made[0].slug)
    return intake.show(request, short=form, status=status)


@form_page
def team(request: PageRequest, slug: str) -> HttpResponse:
    """The team of a use case; adding to it."""
    case = lookup.use_case(request, slug)
    form = MemberForm(request.POST or None, initial={"role": request.GET.get("role", "")})
    offer(form.fields["person"], list(_people()))
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _add(request, case, form))
        if status == DONE:
            return redirect("team", slug)
    return render(
        request,
        "portal/team.html",
        {
            "head": head(request, case, "team"),
            "case": case,
            "seats": list(_seats(case, request)),
            "form": form,
            "may": may(
                request.actor, "team.manage", case.scope, now=request.now, state=case.lifecycle
            ),
        },
        status=status,
    )


@act
def leave(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """End somebody's role in the use case."""
    case = lookup.use_case(request, slug)
    row = Membership.objects.filter(pk=pk, scope=case.scope_id).select_related("user").first()
    if row is None:
        raise NotVisible(_("There is no such membership here."))
    memberships.remove(
        actor=request.actor, membership_id=pk, now=request.now, state=access.lifecycle(case.scope)
    )
    told = _("%(name)s is no longer %(role)s here. What they voted before stays on record.")
    messages.success(request, told % {"name": row.user, "role": row.get_role_display()})
    return redirect("team", slug)


def _add(request: PageRequest, case: UseCase, form: MemberForm) -> str:
    made = memberships.add(
        actor=request.actor,
        scope_id=case.scope_id,
        user_id=chosen_id(form.cleaned_data["person"]),
        role=form.cleaned_data["role"],
        now=request.now,
        state=access.lifecycle(case.scope),
    )
    return _("%(name)s is %(role)s here now.") % {
        "name": made.user.label,
        "role": made.get_role_display(),
    }


def _people() -> Iterator[tuple[int, str]]:
    """Everybody who can be asked to join."""
    rows = User.objects.filter(is_active=True, is_service=False)
    for one in rows.order_by("first_name", "last_name", "username"):
        yield one.pk, f"{one.label} ({one.username})" if one.label != one.username else one.label


def _seats(case: UseCase, request: PageRequest) -> Iterator[Seat]:
    for row in seats(case.scope, request.now):
        yield Seat(row.role, str(DUTIES[Role(row.role)]), tuple(row.memberships))
