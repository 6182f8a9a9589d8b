"""The guided way to a use case: a draft of one's own, and its founding with brief and team."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, locks
from governance.access import authorise, human
from governance.actors import Actor
from governance.errors import Invalid, StaleState
from governance.services import memberships
from projects.models import Intake, UseCase
from projects.services import briefs, use_cases

# All that a draft may hold, in characters: the longest brief and room to spare.
LONGEST = 100_000


def keep(*, actor: Actor, typed: Mapping[str, str], step: str, now: datetime) -> Intake:
    """Put what was typed into the actor's draft; fields that aren't given stay as they are.

    Nothing is checked but its size, so that nothing is lost. Raises Denied, and Invalid for too much.
    """
    with transaction.atomic():
        authorise(actor, "use_case.create", None, now=now)
        who = human(actor)
        row, _made = Intake.objects.get_or_create(
            person_id=who, defaults={"began_at": now, "changed_at": now}
        )
        row = locks.held(Intake.objects.filter(pk=row.pk)).get()
        held = canonical.loads(row.typed) | {name: _storable(one) for name, one in typed.items()}
        row.typed = canonical.dumps(held)
        if len(row.typed) > LONGEST:
            raise Invalid(
                {
                    "": _("A draft holds at most %(longest)s characters; shorten what you wrote.")
                    % {"longest": f"{LONGEST:,}"}
                }
            )
        row.step, row.changed_at = step[:12], now
        row.save(update_fields=["typed", "step", "changed_at"])
        return row


def discard(*, actor: Actor, now: datetime) -> None:
    """Erase the actor's draft, if there is one."""
    Intake.objects.filter(person_id=human(actor)).delete()


def found(
    *,
    actor: Actor,
    founding: Mapping[str, Any],
    brief: Mapping[str, Any],
    members: Sequence[tuple[int, str]],
    now: datetime,
) -> UseCase:
    """Found the use case of the actor's draft, with its first brief and team; the draft is erased.

    `founding` and `brief` are what use_cases.create and briefs.revise take, `members` people's ids
    with their roles. All of it happens or nothing. Raises what those services raise, and StaleState
    where there is no draft: it was founded or thrown away already.
    """
    with transaction.atomic():
        gone, _of_each = Intake.objects.filter(person_id=human(actor)).delete()
        if not gone:
            raise StaleState(
                _("This draft was founded or thrown away already."),
                remedy=_("What you founded is on your desk and on the board."),
            )
        case = use_cases.create(actor=actor, **founding, now=now)
        briefs.revise(actor=actor, use_case_id=case.pk, **brief, based_on=0, now=now)
        for user_id, role in members:
            memberships.add(
                actor=actor, scope_id=case.scope_id, user_id=user_id, role=role, now=now
            )
        return case


def faults(*, founding: Mapping[str, Any], brief: Mapping[str, Any]) -> dict[str, str]:
    """What the services would refuse of these values, field by field; nothing is written."""
    return use_cases.faults(**founding) | briefs.faults(**brief)


def _storable(text: str) -> str:
    """What was typed without what no text in the database may hold."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
