"""Who may settle a finding: one that guards a release needs somebody who has no part in it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import rules
from governance.access import may
from governance.actors import Actor
from governance.models import Finding, Scope, User
from governance.roll import Roll

ACT = "finding.manage"
MOST_NAMES = 8
ELSEWHERE = gettext_lazy(
    "and a finding like this one is settled by somebody who has no part in it."
)


def needs_somebody_else(finding: Finding) -> bool:
    """Whether those who have a part in a finding must not settle it: it shuts clearance, or excludes people."""
    return finding.shuts_clearance or bool(finding.exclusions.all())


def apart(finding: Finding) -> dict[int, str]:
    """Who must not settle a finding: id of user → why, as a phrase that follows "You"."""
    if not needs_somebody_else(finding):
        return {}
    excluded = {one.user_id: one.why for one in finding.exclusions.all()}
    if finding.review is not None:
        excluded[finding.review.submitter_id] = _("submitted the review that asked for it")
    if finding.owner_id is not None:
        excluded[finding.owner_id] = _("own this finding")
    return excluded


def may_settle(
    actor: Actor, scope: Scope, found: Sequence[Finding], *, now: datetime, state: str = "active"
) -> list[rules.Answer]:
    """May the actor settle each of these findings of one scope? Why not, and the names of who can."""
    said = may(actor, ACT, scope, now=now, state=state)
    if not said.ok or not any(needs_somebody_else(one) for one in found):
        return [said for _ in found]
    people = User.objects.filter(is_service=False)
    human = actor.user_id is not None and people.filter(pk=actor.user_id).exists()
    roll = Roll(scope.pk)
    return [_answer(actor, human, one, roll, now) for one in found]


def _answer(actor: Actor, human: bool, finding: Finding, roll: Roll, now: datetime) -> rules.Answer:
    """The answer to somebody who has the right, but perhaps a part in this finding too."""
    if not needs_somebody_else(finding):
        return rules.Answer(True)
    excluded = apart(finding)
    if not human:
        return rules.Answer(
            False, _("Only a person settles this finding."), _who_can(roll, excluded, now)
        )
    why = excluded.get(actor.user_id or 0)
    if why is None:
        return rules.Answer(True)
    return rules.Answer(
        False,
        _("You %(why)s, %(elsewhere)s") % {"why": why, "elsewhere": ELSEWHERE},
        _who_can(roll, excluded, now),
    )


def _who_can(roll: Roll, excluded: Collection[int], now: datetime) -> str:
    """The people with the right who have no part in it, in the order of the table of roles."""
    held = [role for role in rules.LABELS if role in rules.RULES[ACT].roles]
    names = list(
        dict.fromkeys(
            str(user)
            for role in held
            for user in roll.holders(role, now)
            if user.pk not in excluded
        )
    )
    if not names:
        return _("nobody yet: somebody else has to join the use case")
    if len(names) > MOST_NAMES:
        names = [
            *names[: MOST_NAMES - 1],
            _("%(names)s others") % {"names": len(names) - MOST_NAMES + 1},
        ]
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
