"""Look-up and permission for the loop's rows, and the lock that every act in a use case takes."""

from datetime import datetime

from django.utils.translation import gettext as _

from governance import locks
from governance.access import visible
from governance.actors import Actor
from governance.errors import Denied, StaleState
from governance.models import Scope
from workflows.models import Cycle
from workflows.words import CycleState


def cycle(actor: Actor, cycle_id: int, *, now: datetime, lock: bool = False) -> Cycle:
    """The cycle, if `actor` may see it; with `lock` its scope is held until the transaction ends.

    Raises NotVisible for a cycle that isn't there for them.
    """
    rows = Cycle.objects.select_related(
        "scope", "use_case__scope", "policy_version__policy", "target"
    )
    found = visible(rows, actor, now, pk=cycle_id)
    if lock:
        hold(found.scope)
        found = rows.get(pk=cycle_id)
    return found


def hold(scope: Scope) -> None:
    """Lock the scope: one act at a time in a use case, and no vote slips in between."""
    locks.held(Scope.objects.filter(pk=scope.pk)).get()


def building(found: Cycle) -> Cycle:
    """The same cycle, or StaleState when it isn't being built any more."""
    if found.state != CycleState.BUILDING:
        raise StaleState(
            _("Cycle %(found)s is %(state)s; nothing in it can change now.")
            % {"found": found.number, "state": found.get_state_display()},
            remedy=_("Start the next cycle."),
        )
    return found


def person(actor: Actor) -> int:
    """The id of the person who acts; a part of Pitwall decides nothing."""
    if actor.user_id is None:
        raise Denied(_("A part of Pitwall can't do this."), who_can=_("A person with the right."))
    return actor.user_id
