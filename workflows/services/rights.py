"""By what right a version is released: what the cycle's policy lets nobody do, or not this person."""

from django.db.models import Q
from django.utils.translation import gettext as _

from governance.actors import Actor
from governance.errors import Denied, GateShut
from governance.models import Review
from governance.policy import Policy
from governance.services.policies import version_rules
from governance.words import VoteKind
from workflows.models import Candidate
from workflows.words import ReleaseKind

BREAK_GLASS_PEOPLE = 2  # who proposes and who confirms


def policy_of(candidate: Candidate) -> Policy:
    return version_rules(candidate.cycle.policy_version)


def refuse_kind(candidate: Candidate, kind: ReleaseKind) -> None:
    """Raises GateShut for a right by which the cycle's policy lets nothing be released."""
    rules = policy_of(candidate).release
    if kind not in rules.kinds:
        raise GateShut(
            [_("The policy allows no %(kind)s.") % {"kind": kind.label}],
            _("%(candidate)s can't be released.") % {"candidate": candidate},
        )
    if kind == ReleaseKind.BREAK_GLASS and rules.break_glass_people > BREAK_GLASS_PEOPLE:
        raise GateShut(
            [
                _(
                    "The policy asks %(break_glass_people)s people for a %(kind)s, and "
                    "Pitwall takes the word of %(break_glass_people_2)s."
                )
                % {
                    "break_glass_people": rules.break_glass_people,
                    "kind": kind.label,
                    "break_glass_people_2": BREAK_GLASS_PEOPLE,
                }
            ],
            _("%(candidate)s can't be released.") % {"candidate": candidate},
        )


def refuse_approver(actor: Actor, candidate: Candidate, review: Review | None) -> None:
    """Raises Denied to who approved the release, where the policy keeps the two apart."""
    if review is None or policy_of(candidate).separation.approver_may_release:
        return
    votes = review.votes.filter(kind=VoteKind.BINDING)
    if votes.filter(Q(voter=actor.user_id) | Q(on_behalf_of=actor.user_id)).exists():
        raise Denied(
            _("You voted on this release, and the policy has somebody else carry it out."),
            who_can=_("DevOps who didn't vote on it"),
        )
