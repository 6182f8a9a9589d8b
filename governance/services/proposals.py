"""Acts that need a second person: one proposes, another confirms."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs, locks, rules
from governance.access import State, authorise, human
from governance.actors import Actor
from governance.errors import Denied, NotVisible, StaleState
from governance.models import Proposal, Scope
from governance.services import ledger
from governance.words import ProposalState


def propose(
    *,
    actor: Actor,
    scope_id: int,
    act: str,
    subject_type: str,
    subject_id: int,
    arguments: Any = None,
    reason: str,
    now: datetime,
    state: State = "active",
) -> Proposal:
    """Ask for an act that takes two people; nothing is done by that.

    `act` is an action of the rules, which both have to be allowed. Raises NotVisible, Denied,
    Invalid, StaleState if the same is proposed already.
    """
    with transaction.atomic():
        scope = locks.scope(actor, scope_id, now=now)
        values = _values(act, subject_type, arguments, reason)
        by_id = _authorise(actor, values["act"], scope, now, state)
        proposal = Proposal(
            scope=scope,
            subject_id=subject_id,
            proposed_by_id=by_id,
            proposed_at=now,
            **values,
        )
        _insert(proposal)
        _record("proposal.made", actor, proposal, now, reason_sha=canonical.sha256(proposal.reason))
        return proposal


def _values(act, subject_type, arguments, reason) -> dict:
    errors: inputs.Errors = {}
    values = {
        "act": inputs.choice(errors, "act", act, sorted(rules.RULES)),
        "subject_type": inputs.text(errors, "subject_type", subject_type, longest=40),
        "arguments": canonical.dumps(inputs.json_(errors, "arguments", arguments or {})),
        "reason": inputs.text(errors, "reason", reason, longest=2000, multiline=True),
    }
    inputs.raise_if(errors)
    return values


def _insert(proposal: Proposal) -> None:
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError:
        raise StaleState(
            _("This has been proposed already; it waits for a second person.")
        ) from None


def confirm(*, actor: Actor, proposal_id: int, now: datetime, state: State = "active") -> Proposal:
    """Agree, as a second person with the same right; the caller does the act in one transaction.

    Raises NotVisible, Denied (also to whoever proposed it), StaleState if it is decided.
    """
    with transaction.atomic():
        proposal = _waiting(actor, proposal_id, now)
        if proposal.proposed_by_id == actor.user_id:
            raise Denied(
                _("You proposed this; a second person has to confirm it."),
                who_can=_("another %(act)s") % {"act": rules.who_can(proposal.act)},
            )
        _authorise(actor, proposal.act, proposal.scope, now, state)
        return _decide(proposal, ProposalState.CONFIRMED, "proposal.confirmed", actor, now)


def decline(*, actor: Actor, proposal_id: int, now: datetime, state: State = "active") -> Proposal:
    """Say no, as a second person with the same right. Raises as `confirm` does."""
    with transaction.atomic():
        proposal = _waiting(actor, proposal_id, now)
        if proposal.proposed_by_id == actor.user_id:
            raise Denied(_("You proposed this; withdraw it instead."), who_can=_("a second person"))
        _authorise(actor, proposal.act, proposal.scope, now, state)
        return _decide(proposal, ProposalState.DECLINED, "proposal.declined", actor, now)


def withdraw(*, actor: Actor, proposal_id: int, now: datetime) -> Proposal:
    """Take one's own proposal back. Raises NotVisible, Denied, StaleState if it is decided."""
    with transaction.atomic():
        proposal = _waiting(actor, proposal_id, now)
        if proposal.proposed_by_id != actor.user_id:
            raise Denied(_("Somebody else proposed this."), who_can=proposal.proposed_by.label)
        return _decide(proposal, ProposalState.WITHDRAWN, "proposal.withdrawn", actor, now)


def _authorise(actor: Actor, act: str, scope: Scope, now: datetime, state: State) -> int:
    """The id of the person; only people take part, or the second person would be none."""
    authorise(actor, act, scope, now=now, state=state)
    return human(actor, who_can=rules.who_can(act))


def _waiting(actor: Actor, proposal_id: int, now: datetime) -> Proposal:
    """The proposal, read under its scope's lock, if it waits for somebody."""
    found = Proposal.objects.visible_to(actor, now).filter(pk=proposal_id).first()
    if found is None:
        raise NotVisible(_("There is no such proposal."))
    locks.scope(actor, found.scope_id, now=now)
    proposal = Proposal.objects.select_related("scope", "proposed_by").get(pk=proposal_id)
    if proposal.state != ProposalState.OPEN:
        raise StaleState(_("This is %(state)s already.") % {"state": proposal.get_state_display()})
    return proposal


def _decide(
    proposal: Proposal, state: ProposalState, kind: str, actor: Actor, now: datetime
) -> Proposal:
    proposal.state = state
    proposal.decided_by_id = actor.user_id
    proposal.decided_at = now
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    _record(kind, actor, proposal, now, proposed_by=proposal.proposed_by.uuid)
    return proposal


def _record(kind: str, actor: Actor, proposal: Proposal, now: datetime, **data) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=proposal.scope,
        subject=f"{proposal.subject_type}:{proposal.subject_id}",
        now=now,
        proposal=proposal.pk,
        act=proposal.act,
        **data,
    )
