"""The people of the scenarios, made through the services; `cast` is at every test's disposal.

Ana and Ava are analysts, Sam and Sia data scientists, Dee a data engineer, Ivo and Ira IT, Ann an
app developer, Dov and Dot DevOps, Val a validator, Ola and Oto governance officers, Ada the
administrator, and Stan a stranger to the use case.
"""

from datetime import datetime

import pytest

from governance.actors import Actor
from governance.models import PolicyVersion, Scope, User
from governance.services import memberships, people, policies
from governance.words import Role, SiteRole
from tests.remembering import remembered

ROLES = {
    "ana": Role.ANALYST,
    "ava": Role.ANALYST,
    "sam": Role.DATA_SCIENTIST,
    "sia": Role.DATA_SCIENTIST,
    "dee": Role.DATA_ENGINEER,
    "ivo": Role.IT,
    "ira": Role.IT,
    "ann": Role.APP_DEVELOPER,
    "dov": Role.DEVOPS,
    "dot": Role.DEVOPS,
}
SITE_ROLES = {
    "val": SiteRole.VALIDATOR,
    "ola": SiteRole.OFFICER,
    "oto": SiteRole.OFFICER,
    "ada": SiteRole.ADMINISTRATOR,
}
EVERYBODY = (*ROLES, *SITE_ROLES, "stan")
SETUP = Actor.system("setup")


class Cast:
    """`cast.ana` is Ana as an actor, `cast.user("ana")` her account."""

    remembers = ()

    @remembered
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.users = {
            name: people.add(
                actor=SETUP,
                username=name,
                full_name=name.capitalize(),
                email=f"{name}@example.org",
                now=now,
            )
            for name in EVERYBODY
        }
        for name, role in SITE_ROLES.items():
            people.grant_site_role(actor=SETUP, user_id=self.id(name), role=role, now=now)

    def __getattr__(self, name: str) -> Actor:
        if name not in EVERYBODY:
            raise AttributeError(name)
        return self.actor(name)

    def user(self, name: str) -> User:
        return self.users[name]

    def id(self, name: str) -> int:
        return self.users[name].pk

    def actor(self, name: str, *, via: str = "page", now: datetime | None = None) -> Actor:
        """The actor, with the site roles that the person holds at `now`."""
        return Actor.of(self.users[name], via=via, now=now or self.now)

    @remembered
    def team(
        self,
        *names: str,
        key: str = "late-arrivals",
        label: str = "Late arrivals",
        now: datetime | None = None,
    ) -> Scope:
        """The scope of a use case in which these people, or all who have a role, hold theirs."""
        at = now or self.now
        scope = memberships.found(actor=SETUP, key=key, label=label, founder_role="", now=at)
        self.join(scope, *names, now=at)
        return scope

    @remembered
    def join(self, scope: Scope, *names: str, now: datetime | None = None) -> None:
        """Give these people, or all who have a role, their role in a scope."""
        for name in names or ROLES:
            memberships.add(
                actor=SETUP,
                scope_id=scope.pk,
                user_id=self.id(name),
                role=ROLES[name],
                now=now or self.now,
            )

    @remembered
    def policy_version(self, name: str = "standard") -> PolicyVersion:
        """The newest version of a shipped policy."""
        policies.ship(now=self.now)
        return PolicyVersion.objects.filter(policy__name=name).latest("number")


@pytest.fixture
def cast(db, now: datetime) -> Cast:
    """Everybody has an account and, where theirs is a site role, that; nobody is in a team yet."""
    return Cast(now)
