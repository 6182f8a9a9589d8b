"""Findings: something is wrong or owed; somebody owns it, and it has a date."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs, locks, queries
from governance.access import State, authorise, said
from governance.actors import Actor
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import Finding, FindingExclusion, Membership, Scope, User
from governance.services import ledger
from governance.words import FindingState, Role

CONDITION = "condition"
KEEPER = Actor.system("findings")


def open_(
    *,
    actor: Actor,
    scope_id: int,
    kind: str,
    title: str,
    detail: str = "",
    dedupe_key: str,
    owner_id: int | None = None,
    owner_role: str = "",
    due: datetime | None = None,
    stage: str = "",
    shuts_clearance: bool = False,
    review_id: int | None = None,
    excluded: Iterable[tuple[int, str]] = (),
    now: datetime,
) -> tuple[Finding, bool]:
    """Open a finding, or return the open one with the same `dedupe_key`; the second says which.

    `excluded` are ids of users who must not settle it, each with why, as a phrase that follows
    "You" ("proposed this release"); its owner and who submitted its review don't either then.
    Raises NotVisible, Denied, and Invalid for what can't be taken.
    """
    with transaction.atomic():
        scope = locks.scope(actor, scope_id, now=now)
        authorise(actor, "finding.manage", scope, now=now)
        values = _values(kind, title, detail, dedupe_key, owner_role, stage, due)
        same = Finding.objects.filter(dedupe_key=values["dedupe_key"], state=FindingState.OPEN)
        already = same.first()
        if already is not None:
            return already, False
        owner = _owner(scope, owner_id, now)
        finding = Finding.objects.create(
            scope=scope,
            owner=owner,
            shuts_clearance=shuts_clearance,
            review_id=review_id,
            opened_at=now,
            **values,
        )
        for user_id, why in excluded:
            _exclude(finding, user_id, why)
        _record("finding.opened", actor, finding, now)
        return finding, True


def _exclude(finding: Finding, user_id: int, why: str) -> None:
    FindingExclusion.objects.get_or_create(
        finding=finding, user_id=user_id, defaults={"why": why[:200]}
    )


def _values(kind, title, detail, dedupe_key, owner_role, stage, due) -> dict:
    errors: inputs.Errors = {}
    values = {
        "kind": inputs.text(errors, "kind", kind, longest=40),
        "title": inputs.text(errors, "title", title, longest=200),
        "detail": inputs.text(
            errors, "detail", detail, longest=4000, required=False, multiline=True
        ),
        "dedupe_key": inputs.text(errors, "dedupe_key", dedupe_key, longest=200),
        "owner_role": inputs.choice(errors, "owner_role", owner_role, Role, required=False),
        "stage": inputs.text(errors, "stage", stage, longest=24, required=False),
        "due": inputs.moment(errors, "due", due, required=False),
    }
    inputs.raise_if(errors)
    return values


def _owner(scope: Scope, owner_id: int | None, now: datetime) -> User | None:
    """The owner, who has to be able to see what he owns."""
    if owner_id is None:
        return None
    member = (
        Membership.objects.active(now)
        .filter(scope=scope, user_id=owner_id, user__is_active=True)
        .select_related("user")
        .first()
    )
    if member is None:
        raise Invalid(
            {
                "owner_id": _("This person doesn't belong to %(scope)s; choose a member.")
                % {"scope": scope}
            }
        )
    return member.user


def assign(
    *,
    actor: Actor,
    finding_id: int,
    owner_id: int,
    due: datetime | None = None,
    now: datetime,
    state: State = "active",
) -> Finding:
    """Give a finding to a member, with a date or with the one it has.

    Only an officer moves the date of a finding that shuts clearance: its owner can't put off
    what was promised. Nor can its owner hand it on and then settle it. Raises NotVisible,
    Denied, Invalid, StaleState if it is settled.
    """
    with transaction.atomic():
        finding = _unsettled(actor, finding_id, now, state)
        errors: inputs.Errors = {}
        due = inputs.moment(errors, "due", due, after=now, required=False)
        inputs.raise_if(errors)
        if due is not None and finding.shuts_clearance:
            authorise(actor, "waiver.grant", finding.scope, now=now, state=state)
        owner = _owner(finding.scope, owner_id, now)
        _remember_owner(finding, owner)
        finding.owner = owner
        finding.due = due or finding.due
        finding.state = FindingState.OPEN if due is not None else finding.state
        _save(finding, ["owner", "due", "state"])
        _record("finding.assigned", actor, finding, now)
        return finding


def _remember_owner(finding: Finding, successor: User | None) -> None:
    """Whoever owned a finding that needs somebody else goes on being the wrong one to settle it."""
    before = finding.owner
    if before is None or before == successor or not queries.needs_somebody_else(finding):
        return
    _exclude(finding, before.pk, "owned this finding before")


def resolve(
    *,
    actor: Actor,
    finding_id: int,
    resolution: str,
    now: datetime,
    state: State = "active",
) -> Finding:
    """Settle a finding, lapsed or not, and say how.

    One that shuts clearance, or that excludes anybody, is settled by somebody apart: neither who
    owns it, nor who submitted the review it belongs to, nor who is excluded. Raises NotVisible,
    Denied, Invalid, StaleState if it is settled.
    """
    with transaction.atomic():
        finding = _unsettled(actor, finding_id, now, state)
        here = said(state)
        answer = queries.may_settle(actor, finding.scope, [finding], now=now, state=here)[0]
        if not answer.ok:
            raise Denied(answer.reason, who_can=answer.who_can)
        errors: inputs.Errors = {}
        resolution = inputs.text(errors, "resolution", resolution, longest=2000, multiline=True)
        inputs.raise_if(errors)
        settle(finding, actor=actor, resolution=resolution, now=now)
        return finding


def settle(finding: Finding, *, actor: Actor, resolution: str, now: datetime) -> None:
    """Write that a finding is settled; the caller holds its scope and has authorised it."""
    finding.state = FindingState.RESOLVED
    finding.closed_at = now
    finding.closed_by_id = actor.user_id
    finding.resolution = resolution
    finding.save(update_fields=["state", "closed_at", "closed_by", "resolution"])
    _record("finding.resolved", actor, finding, now, resolution_sha=canonical.sha256(resolution))


def lapse_due(*, now: datetime) -> list[Finding]:
    """Mark the conditions whose date has passed unmet; each once."""
    due = Finding.objects.filter(kind=CONDITION, state=FindingState.OPEN, due__lte=now)
    found = [_lapse(pk, scope_id, now) for pk, scope_id in due.values_list("pk", "scope_id")]
    return [finding for finding in found if finding is not None]


def _lapse(finding_id: int, scope_id: int, now: datetime) -> Finding | None:
    with transaction.atomic():
        locks.scope(KEEPER, scope_id, now=now)
        finding = Finding.objects.select_related("scope", "owner").get(pk=finding_id)
        if finding.state != FindingState.OPEN or finding.due is None or finding.due > now:
            return None
        finding.state = FindingState.LAPSED
        finding.save(update_fields=["state"])
        _record("finding.lapsed", KEEPER, finding, now)
        return finding


def _unsettled(actor: Actor, finding_id: int, now: datetime, state: State) -> Finding:
    """The finding, under its scope's lock, if somebody still has to act on it."""
    found = Finding.objects.visible_to(actor, now).filter(pk=finding_id).first()
    if found is None:
        raise NotVisible(_("There is no such finding."))
    scope = locks.scope(actor, found.scope_id, now=now)
    authorise(actor, "finding.manage", scope, now=now, state=state)
    rows = Finding.objects.select_related("scope", "owner", "review")
    finding = rows.prefetch_related("exclusions").get(pk=finding_id)
    if finding.state == FindingState.RESOLVED:
        raise StaleState(_("This finding is settled already."))
    return finding


def _save(finding: Finding, fields: list[str]) -> None:
    """Save; a lapsed finding can't open again beside a newer one about the same thing."""
    try:
        with transaction.atomic():
            finding.save(update_fields=fields)
    except IntegrityError:
        raise StaleState(
            _("A newer finding about the same thing is open; act on that one.")
        ) from None


def _record(kind: str, actor: Actor, finding: Finding, now: datetime, **data) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=finding.scope,
        subject=f"finding:{finding.pk}",
        now=now,
        finding_kind=finding.kind,
        owner=finding.owner.uuid if finding.owner else None,
        owner_role=finding.owner_role,
        due=finding.due,
        stage=finding.stage,
        shuts_clearance=finding.shuts_clearance,
        **data,
    )
