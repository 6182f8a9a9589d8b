"""Who acts: a person, a service account, or a part of Pitwall itself."""

from dataclasses import dataclass, field
from datetime import datetime

from governance.models import SiteGrant, User
from governance.models.scopes import SEES_ALL


@dataclass(frozen=True)
class Actor:
    """One who acts, as of one request or task.

    `key` is what the ledger keeps: a user's UUID, or `system:` and the name of a part.
    `via` is the face through which the act came: page, api, admin, mlflow, task, command or demo. `within`
    is the one scope that a key opens: for its actor there is nothing outside. `until` is when the key
    that they came with ends.
    """

    key: str
    name: str
    via: str
    user_id: int | None = None
    site_roles: frozenset[str] = frozenset()
    within: int | None = None
    until: datetime | None = None
    # What pages have asked about this actor already: moment → roles (governance.access.held).
    asked: dict = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        user: User,
        *,
        via: str,
        now: datetime,
        within: int | None = None,
        until: datetime | None = None,
    ) -> "Actor":
        """The actor behind a signed-in user, with the site roles held at `now`."""
        grants = SiteGrant.objects.active(now).filter(user=user)
        return cls(
            key=str(user.uuid),
            name=user.label,
            via=via,
            user_id=user.pk,
            site_roles=frozenset(grants.values_list("role", flat=True)),
            within=within,
            until=until,
        )

    @classmethod
    def system(cls, part: str, *, via: str = "task") -> "Actor":
        """A part of Pitwall, which acts by rule and never decides."""
        return cls(key=f"system:{part}", name=f"Pitwall ({part})", via=via)

    @property
    def is_system(self) -> bool:
        return self.user_id is None and self.key.startswith("system:")

    @property
    def sees_all(self) -> bool:
        """Officers, validators and auditors read every scope."""
        return not self.site_roles.isdisjoint(SEES_ALL)
