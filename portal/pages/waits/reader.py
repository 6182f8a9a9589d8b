"""The one who reads: their roles by use case, read once for all that may wait."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from governance import rules
from governance.actors import Actor
from governance.models import Membership
from portal.pages import rounds
from projects.models import UseCase


@dataclass(frozen=True)
class Reader:
    """An actor at a moment, with what the desk asks of them again and again."""

    actor: Actor
    now: datetime

    @cached_property
    def cases(self) -> dict[int, UseCase]:
        """The use cases that the reader may see, by scope."""
        rows = UseCase.objects.visible_to(self.actor, self.now).select_related("scope")
        return {one.scope_id: one for one in rows}

    @cached_property
    def roles(self) -> dict[int, set[str]]:
        """The roles that the reader holds, by scope."""
        found: dict[int, set[str]] = {}
        mine = Membership.objects.active(self.now).filter(user_id=self.actor.user_id)
        for scope_id, role in mine.values_list("scope_id", "role"):
            found.setdefault(scope_id, set()).add(role)
        return found

    @cached_property
    def rounds(self) -> list[rounds.Waiting]:
        """The rounds that wait for votes, of those that the reader may see."""
        return rounds.waiting(self.actor, self.now)

    def may(self, action: str, scope_id: int) -> bool:
        """Whether the reader may act so in a use case."""
        case = self.cases.get(scope_id)
        if case is None:
            return False
        said = rules.answer(
            action,
            roles=self.roles.get(scope_id, ()),
            site_roles=self.actor.site_roles,
            state=case.lifecycle,
        )
        return said.ok
