"""Who is in the story: two in each role that approves, at least one in every other."""

from dataclasses import dataclass
from datetime import datetime

from governance.actors import Actor
from governance.models import SiteGrant, User
from governance.services import people
from governance.words import Role, SiteRole, role_label
from portal.launch.progress import SignIn

PASSWORD = "round-the-loop"  # noqa: S105 - shown to everyone who starts the demo
SETUP = Actor.system("demo", via="demo")


@dataclass(frozen=True)
class Person:
    """One account: `role` is what they are in use cases, or on the site."""

    username: str
    full_name: str
    role: str
    time_zone: str = "America/New_York"


MEMBERS = (
    Person("ana", "Ana Moreau", Role.ANALYST),
    Person("ava", "Ava Castellan", Role.ANALYST),
    Person("sam", "Sam Okafor", Role.DATA_SCIENTIST),
    Person("sia", "Sia Lindqvist", Role.DATA_SCIENTIST),
    Person("dee", "Dee Hartmann", Role.DATA_ENGINEER),
    Person("ivo", "Ivo Petrov", Role.IT),
    Person("ira", "Ira Novak", Role.IT),
    Person("ann", "Ann Kimura", Role.APP_DEVELOPER),
    Person("dov", "Dov Levin", Role.DEVOPS),
    Person("dot", "Dot Andersen", Role.DEVOPS),
)
SITE = (
    Person("val", "Val Ferreira", SiteRole.VALIDATOR),
    Person("vic", "Vic Osei", SiteRole.VALIDATOR),
    Person("ola", "Ola Brandt", SiteRole.OFFICER),
    Person("oto", "Oto Varga", SiteRole.OFFICER),
    Person("uma", "Uma Rao", SiteRole.AUDITOR),
    Person("ada", "Ada Quist", SiteRole.ADMINISTRATOR),
)
SERVICE = Person("crew-desk", "Crew desk (service)", Role.APP_DEVELOPER)


class Troupe:
    """The people of the story, as accounts and as actors."""

    def __init__(self) -> None:
        self._users = {user.username: user for user in User.objects.all()}

    def gather(self, now: datetime) -> None:
        """Make the accounts that are missing, and give those with a site role theirs."""
        for person in (*MEMBERS, *SITE, SERVICE):
            if person.username not in self._users:
                self._users[person.username] = people.add(
                    actor=SETUP,
                    username=person.username,
                    full_name=person.full_name,
                    email=f"{person.username}@example.org",
                    time_zone=person.time_zone,
                    password=None if person is SERVICE else PASSWORD,
                    is_service=person is SERVICE,
                    now=now,
                )
        for person in SITE:
            user = self._users[person.username]
            if not SiteGrant.objects.filter(user=user, role=person.role).exists():
                people.grant_site_role(actor=SETUP, user_id=user.pk, role=person.role, now=now)

    def id(self, username: str) -> int:
        return self._users[username].pk

    def user(self, username: str) -> User:
        return self._users[username]

    def actor(self, username: str, now: datetime) -> Actor:
        """Somebody, with the site roles they hold at that moment of the story."""
        return Actor.of(self._users[username], via="demo", now=now)


def sign_ins() -> list[SignIn]:
    """What the terminal and the sign-in page show."""
    return [
        SignIn(person.username, PASSWORD, role_label(person.role)) for person in (*MEMBERS, *SITE)
    ]
