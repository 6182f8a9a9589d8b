"""Policies: the list, one with its versions and rules, and the draft of the next version."""

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.access import may
from governance.errors import Invalid, NotVisible
from governance.models import Policy, PolicyVersion
from governance.services import policies as service
from portal.pages.acting import DONE, attempt
from portal.pages.forms.policies import DraftForm
from portal.pages.frame import PageRequest, act, form_page, page
from portal.pages.policies import words
from workflows.models import Cycle
from workflows.words import CycleState

STARTING_POINT = """policy: {name}
title: {title}
extends: standard
"""


@page
def policies(request: PageRequest) -> HttpResponse:
    """Every policy, and how much stands under it."""
    versions = PolicyVersion.objects.select_related("published_by").order_by("-number")
    rows = Policy.objects.prefetch_related(Prefetch("versions", versions)).order_by("title")
    running = Cycle.objects.visible_to(request.actor, request.now).filter(
        state__in=[CycleState.BUILDING, CycleState.IN_SERVICE]
    )
    counts = dict(running.values_list("policy_version__policy").annotate(count=Count("pk")))
    return render(
        request,
        "portal/policies.html",
        {
            "rows": [
                (one, next(iter(one.versions.all()), None), counts.get(one.pk, 0)) for one in rows
            ],
            "may": may(request.actor, "policy.draft", None, now=request.now),
        },
    )


@page
def policy(request: PageRequest, name: str) -> HttpResponse:
    """One policy: its rules in words, its versions, its text."""
    row = _policy(name)
    versions = list(row.versions.select_related("published_by").order_by("-number"))
    wanted = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == wanted), None)
    shown = shown or next(iter(versions), None)
    before = next((one for one in versions if shown and one.number < shown.number), None)
    rules = service.version_rules(shown) if shown else None
    return render(
        request,
        "portal/policy.html",
        {
            "policy": row,
            "versions": versions,
            "shown": shown,
            "before": before,
            "rules": rules,
            "stages": words.stages(rules) if rules else (),
            "general": list(words.general(rules)) if rules else (),
            "drafted": shown is None or row.draft != versions[0].source,
            "may": may(request.actor, "policy.draft", None, now=request.now),
        },
    )


@form_page
def draft(request: PageRequest, name: str = "") -> HttpResponse:
    """Write the draft of a policy's next version."""
    row = _policy(name) if name else None
    form = DraftForm(request.POST or None, initial=_initial(row))
    if row is not None:
        form.fields["name"].widget.attrs["readonly"] = True
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _save(request, form))
        if status == DONE:
            return redirect("policy_draft", form.cleaned_data["name"])
    last = row.versions.order_by("-number").first() if row else None
    return render(
        request,
        "portal/policy_draft.html",
        {
            "policy": row,
            "form": form,
            "last": last,
            "unpublished": row is not None and (last is None or last.source != row.draft),
            "may": may(request.actor, "policy.draft", None, now=request.now),
        },
        status=status,
    )


@act
def publish(request: PageRequest, name: str) -> HttpResponse:
    """Publish a saved draft as the next version, for good."""
    row = _policy(name)
    try:
        made = service.publish(actor=request.actor, policy_id=row.pk, now=request.now)
    except Invalid as error:
        for why in error.fields.values():
            messages.error(request, why)
        return redirect("policy_draft", name)
    told = _("%(version)s is published. Cycles that have begun keep theirs.")
    messages.success(request, told % {"version": made})
    return redirect("policy", name)


def _save(request: PageRequest, form: DraftForm) -> str:
    said = form.cleaned_data
    service.save_draft(
        actor=request.actor,
        name=said["name"],
        title=said["title"],
        source=said["source"].replace("\r\n", "\n"),
        now=request.now,
    )
    return _("The draft is saved and can be read; nothing is in force until it is published.")


def _initial(row: Policy | None) -> dict[str, str]:
    if row is None:
        name, title = "my-policy", _("My policy")
        return {
            "name": name,
            "title": title,
            "source": STARTING_POINT.format(name=name, title=title),
        }
    return {"name": row.name, "title": row.title, "source": row.draft}


def _policy(name: str) -> Policy:
    found = Policy.objects.filter(name=name).first()
    if found is None:
        raise NotVisible(_("There is no such policy."))
    return found
