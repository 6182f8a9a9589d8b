"""Use cases are created by one person; two suspend, resume or retire them."""

import difflib
import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance import inputs
from governance.access import authorise
from governance.actors import Actor
from governance.errors import Invalid
from governance.models import Policy, Proposal, Scope
from governance.services import ledger, memberships, proposals
from governance.words import Role
from projects import access
from projects.models import UseCase
from projects.words import Lifecycle

# MLflow names a workspace after the use case: 2 to 63 characters.
LONGEST_SLUG = 60
RESERVED = frozenset({"default", "new"})


@dataclass(frozen=True)
class Act:
    """What two people can do to a use case, and what it is afterwards."""

    state: Lifecycle
    kind: str


ACTS = {
    "suspend": Act(Lifecycle.SUSPENDED, "use_case.suspended"),
    "resume": Act(Lifecycle.ACTIVE, "use_case.resumed"),
    "retire": Act(Lifecycle.RETIRED, "use_case.retired"),
}


def create(
    *,
    actor: Actor,
    title: str,
    summary: str = "",
    policy_name: str = "standard",
    founder_role: str,
    slug: str = "",
    now: datetime,
) -> UseCase:
    """A use case with its scope, and its creator in `founder_role`.

    Without `slug` one is made from the title; it is the scope's key too. The founder's role may
    be empty for a governance officer only. Raises Denied, Invalid.
    """
    with transaction.atomic():
        authorise(actor, "use_case.create", None, now=now)
        founder = access.person(actor)
        values = _values(title, summary, policy_name, slug)
        scope = memberships.found(
            actor=actor,
            key=values["slug"],
            label=values["title"],
            founder_role=founder_role,
            now=now,
        )
        use_case = UseCase.objects.create(
            scope=scope, created_by_id=founder, created_at=now, **values
        )
        ledger.record(
            actor=actor,
            kind="use_case.created",
            scope=scope,
            subject=f"use_case:{use_case.pk}",
            now=now,
            slug=use_case.slug,
            title=use_case.title,
            policy=use_case.policy.name,
        )
        return use_case


def faults(
    *, title: str, summary: str = "", policy_name: str = "standard", founder_role: str
) -> dict[str, str]:
    """What `create` would refuse of these values, field by field; nothing is written.

    Whether the founder holds the role is for `create` to say.
    """
    errors: inputs.Errors = {}
    inputs.choice(errors, "founder_role", founder_role, Role, required=False)
    try:
        _values(title, summary, policy_name, "")
    except Invalid as error:
        errors |= error.fields
    return errors


def propose(*, actor: Actor, use_case_id: int, act: str, reason: str, now: datetime) -> Proposal:
    """Propose to suspend, resume or retire; a second person confirms. Raises as proposals do."""
    with transaction.atomic():
        use_case = access.use_case(actor, use_case_id, now=now, lock=True)
        if act not in ACTS:
            raise Invalid(
                {
                    "act": _("“%(act)s” isn't one of: %(acts)s.")
                    % {"act": act, "acts": ", ".join(ACTS)}
                }
            )
        return proposals.propose(
            actor=actor,
            scope_id=use_case.scope_id,
            act=f"use_case.{act}",
            subject_type="use_case",
            subject_id=use_case.pk,
            reason=reason,
            now=now,
            state=use_case.lifecycle,
        )


def confirm(*, actor: Actor, proposal_id: int, now: datetime) -> UseCase:
    """Confirm somebody else's proposal, and do what it says at once.

    Raises NotVisible, Denied (to the proposer too), StaleState, and Invalid for a proposal of
    something else.
    """
    with transaction.atomic():
        proposal = access.one(Proposal.objects.all(), actor, proposal_id, now=now, lock=True)
        act = ACTS.get(proposal.act.removeprefix("use_case."))
        if proposal.subject_type != "use_case" or act is None:
            raise Invalid({"proposal_id": _("This proposal is no act on the use case as a whole.")})
        use_case = access.use_case(actor, proposal.subject_id, now=now)
        proposals.confirm(actor=actor, proposal_id=proposal_id, now=now, state=use_case.lifecycle)
        _carry_out(actor, use_case, act, proposal, now)
        return use_case


def decline(*, actor: Actor, proposal_id: int, now: datetime) -> Proposal:
    """Say no to somebody else's proposal. Raises as `confirm` does."""
    with transaction.atomic():
        proposal = access.one(Proposal.objects.all(), actor, proposal_id, now=now, lock=True)
        use_case = access.use_case_of(proposal.scope)
        return proposals.decline(
            actor=actor, proposal_id=proposal_id, now=now, state=use_case.lifecycle
        )


def _carry_out(actor: Actor, use_case: UseCase, act: Act, proposal: Proposal, now) -> None:
    before, use_case.lifecycle = use_case.lifecycle, act.state
    use_case.save(update_fields=["lifecycle"])
    if act.state == Lifecycle.RETIRED:
        Scope.objects.filter(pk=use_case.scope_id).update(archived_at=now)
    ledger.record(
        actor=actor,
        kind=act.kind,
        scope=use_case.scope,
        subject=f"use_case:{use_case.pk}",
        now=now,
        before=before,
        after=use_case.lifecycle,
        proposal=proposal.pk,
    )


def _values(title, summary, policy_name, slug) -> dict[str, Any]:
    errors: inputs.Errors = {}
    values: dict[str, Any] = {
        "title": inputs.text(errors, "title", title, longest=200),
        "summary": inputs.text(errors, "summary", summary, longest=400, required=False),
        "policy": _policy(errors, policy_name),
    }
    values["slug"] = _given_slug(errors, slug) if slug else _free_slug(values["title"])
    inputs.raise_if(errors)
    return values


def _policy(errors: inputs.Errors, name) -> Policy | None:
    """The policy with this name, if a version of it is published."""
    published = Policy.objects.filter(versions__isnull=False).distinct()
    names = list(published.order_by("name").values_list("name", flat=True))
    if isinstance(name, str) and name in names:
        return published.get(name=name)
    near = difflib.get_close_matches(str(name), names, n=1)
    hint = (
        _("did you mean %(near)s?") % {"near": near[0]}
        if near
        else _("choose one of: %(names)s.") % {"names": ", ".join(names) or _("none yet")}
    )
    errors["policy_name"] = _("No policy called “%(name)s” is published; %(hint)s") % {
        "name": str(name)[:60],
        "hint": hint,
    }
    return None


def _given_slug(errors: inputs.Errors, slug) -> str:
    cleaned = inputs.slug(errors, "slug", slug, longest=LONGEST_SLUG)
    if cleaned and (len(cleaned) < 2 or cleaned in RESERVED):
        errors.setdefault(
            "slug",
            _("“%(cleaned)s” can't be used in an address; choose another.") % {"cleaned": cleaned},
        )
    elif cleaned and Scope.objects.filter(key=cleaned).exists():
        errors.setdefault(
            "slug", _("“%(cleaned)s” is taken; choose another.") % {"cleaned": cleaned}
        )
    return cleaned


def _free_slug(title: str) -> str:
    """The title as an address, with a number if another use case has that already."""
    stem = slugify(title)[: LONGEST_SLUG - 4].strip("-_").replace("_", "-") or "use-case"
    if len(stem) < 2 or stem in RESERVED:
        stem = f"{stem}-use-case"
    taken = set(Scope.objects.filter(key__startswith=stem).values_list("key", flat=True))
    numbered = (f"{stem}-{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain([stem], numbered) if one not in taken)
