"""One account for each column of the table and each relation to the use case, with its key."""

from dataclasses import dataclass

from django.utils import timezone
from rest_framework.test import APIClient

from governance.actors import Actor
from governance.models import Scope, User
from governance.services import memberships, people, tokens
from tests.cast import SETUP

MEMBERS = {
    "analyst": "analyst",
    "scientist": "data_scientist",
    "engineer": "data_engineer",
    "IT": "it",
    "developer": "app_developer",
    "DevOps": "devops",
}
SITE = {name: name for name in ("officer", "validator", "auditor", "administrator")}
# Keys of a service account that is DevOps: of the whole API, and of one use case to act and to read.
KEYS = {"service": None, "act": ["read", "act"], "read": ["read"]}
COLUMNS = (*MEMBERS, *SITE, "nobody", *KEYS, "unknown")
RELATIONS = ("own", "other", "foreign")
# The role in which those of "other" are members here, beside what their column says.
ANOTHER = {
    "analyst": "scientist",
    "scientist": "engineer",
    "engineer": "IT",
    "IT": "developer",
    "developer": "DevOps",
    "DevOps": "analyst",
    "officer": "developer",
    "validator": "analyst",
    "auditor": "engineer",
    "administrator": "scientist",
}


@dataclass
class Person:
    """Somebody of a column in a relation; `held` is the role that they could lend or found in."""

    column: str
    relation: str
    user: User
    client: APIClient
    held: str = ""


def everybody(cast, here: Scope, elsewhere: Scope, now) -> list[Person]:
    """All of them; whoever holds no role at all is the same in each relation."""
    found = []
    for column in COLUMNS:
        for relation in RELATIONS[:1] if column in {"nobody", "unknown"} else RELATIONS:
            user = _account(column, relation, now)
            role = _join(user, column, relation, here, elsewhere, now)
            client = APIClient()
            if column != "unknown":
                scope = here if relation == "own" else elsewhere
                secret = _key(cast, user, column, scope)
                client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
            found.append(Person(column, relation, user, client, role))
    return found


def _account(column: str, relation: str, now) -> User:
    return people.add(
        actor=SETUP,
        username=f"{column}-{relation}".lower(),
        full_name=f"{column} {relation}",
        is_service=column in KEYS,
        now=now,
    )


def _join(user: User, column: str, relation: str, here: Scope, elsewhere: Scope, now) -> str:
    """Give them the roles that the column and the relation say; the one held longest is told."""
    role = MEMBERS.get(column) or ("devops" if column in KEYS else "")
    if column in SITE:
        people.grant_site_role(actor=SETUP, user_id=user.pk, role=column, now=now)
    given: list[tuple[Scope, str]] = []
    if relation == "own":
        given = [(here, role)]
    elif column in KEYS and relation == "other":
        given = [(here, role), (elsewhere, role)]
    elif relation == "other":
        given = [(elsewhere, role), (here, MEMBERS.get(ANOTHER.get(column, ""), ""))]
    elif column != "nobody":
        given = [(elsewhere, role)]
    for scope, one in given:
        if one:
            memberships.add(actor=SETUP, scope_id=scope.pk, user_id=user.pk, role=one, now=now)
    return next((one for _, one in given if one), "")


def _key(cast, user: User, column: str, scope: Scope) -> str:
    """The secret of a key; knox reads the host's clock, so it is made by that."""
    now = timezone.now()
    allows = KEYS.get(column)
    if column in KEYS:
        made = tokens.make(
            actor=cast.ada,
            name="tests",
            user_id=user.pk,
            scope_id=scope.pk if allows else None,
            allows=allows,
            now=now,
        )
    else:
        made = tokens.make(actor=Actor.of(user, via="page", now=now), name="tests", now=now)
    return made.secret
