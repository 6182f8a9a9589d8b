"""What the reader may do on a page: several acts at once, their roles read once."""

from collections.abc import Mapping
from datetime import datetime

from governance import rules
from governance.access import may, roles_in
from governance.actors import Actor
from governance.rules import Answer
from projects.models import UseCase


def of(actor: Actor, case: UseCase, actions: Mapping[str, str], now: datetime) -> dict[str, Answer]:
    """By the page's name for each act (name → action), as `governance.access.may` would say it."""
    if actor.is_system or (actor.within is not None and actor.within != case.scope_id):
        return {
            name: may(actor, action, case.scope, now=now, state=case.lifecycle)
            for name, action in actions.items()
        }
    roles = roles_in(actor, case.scope, now)
    return {
        name: rules.answer(action, roles=roles, site_roles=actor.site_roles, state=case.lifecycle)
        for name, action in actions.items()
    }
