"""What the reader may do on a page: several acts at once, their roles read once."""

from collections.abc import Mapping
from datetime import datetime

from governance.access import may_each
from governance.actors import Actor
from governance.rules import Answer
from projects.models import UseCase


def of(actor: Actor, case: UseCase, actions: Mapping[str, str], now: datetime) -> dict[str, Answer]:
    """By the page's name for each act (name → action), as `governance.access.may` would say it."""
    said = may_each(actor, actions.values(), case.scope, now=now, state=case.lifecycle)
    return {name: said[action] for name, action in actions.items()}
