"""Who may cast a binding vote in a round, and why somebody may not."""

from collections.abc import Sequence
from dataclasses import dataclass

from governance.gates.counting import BINDING, persons
from governance.gates.sentences import label
from governance.gates.views import ReviewFacts, VoteFact
from governance.policy import StageRules
from governance.policy.texts import listed
from governance.saying import gettext as _


@dataclass(frozen=True)
class Refusal:
    """Why a vote isn't taken, as a sentence, and who could cast one; empty where that varies."""

    reason: str
    who_can: str = ""


def may_vote(
    *,
    rules: StageRules,
    binding: ReviewFacts | None,
    votes: Sequence[VoteFact],
    person: str,
    role: str,
    on_behalf_of: str = "",
) -> Refusal | None:
    """Why `person` can't vote in `role`, for themself or for another; None where they can.

    Whether the person holds the role, or was lent it, is the caller's to know.
    """
    if binding is None or binding.state != "open":
        return Refusal(_("There is no round that waits for votes."))
    behind = {person: _("You"), on_behalf_of: _("Whoever lent you the role")}
    behind = {key: name for key, name in behind.items() if key}
    for key, name in behind.items():
        why = _barred(binding, key)
        if why:
            return Refusal(
                _("%(name)s %(why)s; whoever did that never votes on it.")
                % {"name": name, "why": why}
            )
    voted = {key for one in votes if one.kind == BINDING for key in persons(one)}
    for key, name in behind.items():
        if key in voted:
            have = _("have") if key == person else _("has")
            return Refusal(
                _("%(name)s %(have)s voted in this round: each person votes once, in one role.")
                % {"name": name, "have": have}
            )
    return _role_refusal(rules, binding, set(behind), role)


def _barred(binding: ReviewFacts, key: str) -> str:
    if key in binding.excluded:
        return binding.excluded[key]
    return _("submitted this round") if key == binding.submitter else ""


def _role_refusal(
    rules: StageRules, binding: ReviewFacts, behind: set[str], role: str
) -> Refusal | None:
    asked = rules.approvals_for(binding.context)
    in_role = [one for one in asked if one.role == role]
    if not in_role:
        wanted = listed(dict.fromkeys(label(one.role) for one in asked), "and")
        return Refusal(
            _("This round asks for no votes of %(role)s, but of %(wanted)s. You can give advice.")
            % {"role": label(role), "wanted": wanted},
            wanted,
        )
    if behind & binding.authors and all(one.not_author for one in in_role):
        return Refusal(
            _(
                "You wrote what is voted on, and the policy asks for a vote of %(role)s "
                "by somebody who didn't."
            )
            % {"role": label(role)},
            _("another %(role)s") % {"role": label(role)},
        )
    return None
