"""What waits for the reader's decision: votes, second persons, releases to be executed."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.words import role_label
from portal.components.words import stage_word
from portal.pages import links, names
from portal.pages.waits.types import Told, Wait

ACTS = {
    "use_case.suspend": gettext_lazy("Second the suspension of %(case)s"),
    "use_case.resume": gettext_lazy("Second the return of %(case)s"),
    "use_case.retire": gettext_lazy("Second the retirement of %(case)s"),
    "cycle.abandon": gettext_lazy("Second the end of the cycle of %(case)s"),
    "release.break_glass": gettext_lazy("Second the break-glass release of %(case)s"),
}


def vote(one: Told) -> Wait:
    """A round in which the reader may cast a vote that is still wanted."""
    stage, cycle = one.said["stage"], one.said["cycle"]
    return Wait(
        rank=one.duty.rank,
        kind=_("Gate review"),
        icon="square-check-big",
        title=names.question(stage, one.said["version"]),
        why=why_vote(one.said, one.roles),
        where=_("%(case)s · cycle %(cycle)s · %(stage)s gate, round %(round)s")
        % {
            "case": one.case,
            "cycle": cycle,
            "stage": stage_word(stage),
            "round": one.said["round"],
        },
        do=_("Review and vote"),
        href=links.to("gate", one.slug, cycle, stage),
        since=one.duty.since,
        due=one.duty.due,
        scope_id=one.duty.scope_id,
        review_id=one.duty.subject,
    )


def why_vote(said: Mapping[str, Any], roles: frozenset[str]) -> str:
    """Whose vote is missing, and what was said by those who have voted."""
    lines = [line for line in said["lines"] if line["role"] in roles] or said["lines"]
    missing = sum(line["missing"] for line in said["lines"])
    role = role_label(lines[0]["role"])
    voters = said["voters"]
    before = (_("%(names)s voted.") % {"names": names.listed(voters)} + " ") if voters else ""
    if missing == 1 and len(lines[0]["can_still"]) == 1:
        return before + _("Yours, as %(role)s, is the one vote still missing.") % {"role": role}
    if missing == 1:
        return before + _("One %(role)s vote is still missing.") % {"role": role}
    return before + _("%(count)s votes are missing; one of them may be yours, as %(role)s.") % {
        "count": missing,
        "role": role,
    }


def proposal(one: Told) -> Wait:
    """An act that needs a second person, who may be the reader."""
    return Wait(
        rank=one.duty.rank,
        kind=_("Second person"),
        icon="users",
        title=str(ACTS[one.said["act"]]) % {"case": one.case},
        why=_("%(name)s proposes it: %(reason)s")
        % {"name": one.said["by"], "reason": one.said["reason"]},
        where=one.case,
        do=_("Decide"),
        href=links.to("use_case", one.slug) + "#proposals",
        since=one.duty.since,
        scope_id=one.duty.scope_id,
    )


def release(one: Told) -> Wait:
    """An approved release: approval deploys nothing, somebody with the right then does."""
    return Wait(
        rank=one.duty.rank,
        kind=_("Release"),
        icon="flag",
        title=_("Release %(version)s to %(target)s")
        % {"version": one.said["version"], "target": one.said["target"]},
        why=_("It is approved; nothing is deployed until somebody with the right does it."),
        where=_("%(case)s · cycle %(cycle)s") % {"case": one.case, "cycle": one.said["cycle"]},
        do=_("Release"),
        href=links.to("releases", one.slug) or links.to("use_case", one.slug),
        since=one.duty.since,
        scope_id=one.duty.scope_id,
    )
