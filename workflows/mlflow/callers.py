"""Who calls the gateway: read from the database at each call, so that what ends there ends here.

Plain SQL, because this runs before every call to MLflow: two short queries by key, which take a
twentieth of the time that the same through the ORM does.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from knox.crypto import hash_token

from governance.actors import Actor
from governance.models import ApiToken, Membership, SiteGrant, User
from governance.models.scopes import SEES_ALL
from governance.words import TokenScope
from projects.models import UseCase
from workflows.models import MlflowBinding, MlflowServer

LONGEST = 300
EVERYTHING = frozenset(TokenScope.values)


@dataclass(frozen=True)
class Caller:
    """Somebody, in one use case: what the call is judged by."""

    user_id: int
    key: str
    name: str
    scope_id: int
    slug: str
    title: str
    lifecycle: str
    workspace: str
    experiment_id: str
    allows: frozenset[str]
    roles: frozenset[str]
    site_roles: frozenset[str]

    @property
    def sees(self) -> bool:
        """Whether the use case is there for them at all."""
        return bool(self.roles) or not self.site_roles.isdisjoint(SEES_ALL)

    @property
    def actor(self) -> Actor:
        """The same, as services know it; bound to the use case."""
        return Actor(
            key=self.key,
            name=self.name,
            via="mlflow",
            user_id=self.user_id,
            site_roles=self.site_roles,
            within=self.scope_id,
        )


def presented(authorization: str) -> str:
    """The key in an Authorization header: Bearer, or Basic with the key as password. "" for none."""
    scheme, _, given = authorization.partition(" ")
    given = given.strip()
    if scheme.lower() == "basic":
        try:
            given = b64decode(given, validate=True).decode("utf-8").partition(":")[2]
        except (NotBase64, UnicodeDecodeError):
            return ""
    elif scheme.lower() != "bearer":
        return ""
    return given if 0 < len(given) <= LONGEST else ""


def by_key(key: str, now: datetime) -> tuple[Caller | None, str]:
    """Whom a key stands for, and why it opens nothing where it doesn't."""
    row = _row(_token_sql(), [hash_token(key), _moment(now), True])
    if row is None:
        return None, "This key has expired or been revoked, or never was one."
    user_id, uuid, username, first, last, allows, scope_id, slug, *place = row
    if scope_id is None:
        return None, (
            "This key opens Pitwall's API, but no use case in MLflow. Make one on the use case's "
            "Runs page, under Connect."
        )
    if slug is None or place[2] is None:
        return None, "This use case has no workspace on Pitwall's own MLflow server yet."
    found = _caller(
        user_id, uuid, f"{first} {last}".strip() or username, scope_id, slug, place, allows, now
    )
    return found, ""


def in_workspace(user: User, workspace: str, now: datetime) -> Caller | None:
    """Somebody who is signed in to the portal, in the use case whose workspace the page names; None
    for one that isn't there.
    """
    row = _row(_place_sql(), [workspace])
    if row is None:
        return None
    scope_id, slug, *place = row
    allows = " ".join(EVERYTHING)
    return _caller(user.pk, user.uuid, user.label, scope_id, slug, place, allows, now)


def signed_in(session_key: str) -> User | None:
    """The person behind a portal session, as the portal itself would say."""
    request = HttpRequest()
    request.session = SessionStore(session_key)
    user = get_user(request)
    return user if isinstance(user, User) and user.is_active else None


def workspaces_of(user: User, now: datetime) -> list[str]:
    """The workspaces of the use cases that somebody may see, by name."""
    actor = Actor.of(user, via="mlflow", now=now)
    scopes = UseCase.objects.visible_to(actor, now).values("scope")
    rows = MlflowBinding.objects.filter(scope__in=scopes, server__external=False)
    return list(rows.order_by("workspace").values_list("workspace", flat=True))


def _caller(user_id, uuid, name, scope_id, slug, place, allows, now) -> Caller:
    moment = _moment(now)
    held = _rows(_roles_sql(), [scope_id, user_id, moment, moment, user_id, moment, moment])
    title, lifecycle, workspace, experiment_id = place
    return Caller(
        user_id=user_id,
        key=_uuid(uuid),
        name=name,
        scope_id=scope_id,
        slug=slug,
        title=title,
        lifecycle=lifecycle,
        workspace=workspace,
        experiment_id=experiment_id or "",
        allows=frozenset(allows.split()),
        roles=frozenset(role for role, site in held if not site),
        site_roles=frozenset(role for role, site in held if site),
    )


def _uuid(value: Any) -> str:
    """SQLite keeps a UUID as 32 letters without its dashes."""
    text = str(value)
    if len(text) != 32:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _moment(now: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(now)


def _row(sql: str, values: Sequence[Any]) -> tuple | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _rows(sql: str, values: Sequence[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _tables() -> dict[str, str]:
    models = (ApiToken, User, UseCase, MlflowBinding, MlflowServer, Membership, SiteGrant)
    return {one.__name__: one._meta.db_table for one in models}  # noqa: SLF001 (public, for all that)


_USE_CASE = "c.slug, c.title, c.lifecycle, b.workspace, b.experiment_id"


def _filled(sql: str) -> str:
    """The statement with the names of tables; values are never put in this way."""
    return sql.format(fields=_USE_CASE, **_tables())


@cache
def _token_sql() -> str:
    return _filled("""
        SELECT u.id, u.uuid, u.username, u.first_name, u.last_name, t.allows, t.scope_id, {fields}
        FROM {ApiToken} t JOIN {User} u ON u.id = t.user_id
        LEFT JOIN {UseCase} c ON c.scope_id = t.scope_id
        LEFT JOIN (
            SELECT w.* FROM {MlflowBinding} w JOIN {MlflowServer} s ON s.id = w.server_id
            WHERE NOT s.external
        ) b ON b.scope_id = t.scope_id
        WHERE t.digest = %s AND (t.expiry IS NULL OR t.expiry > %s) AND u.is_active = %s
    """)


@cache
def _place_sql() -> str:
    return _filled("""
        SELECT b.scope_id, {fields}
        FROM {MlflowBinding} b JOIN {UseCase} c ON c.scope_id = b.scope_id
        JOIN {MlflowServer} s ON s.id = b.server_id
        WHERE b.workspace = %s AND NOT s.external
    """)


@cache
def _roles_sql() -> str:
    return _filled("""
        SELECT role, 0 FROM {Membership}
        WHERE scope_id = %s AND user_id = %s AND since <= %s AND (until IS NULL OR until > %s)
        UNION ALL
        SELECT role, 1 FROM {SiteGrant}
        WHERE user_id = %s AND since <= %s AND (until IS NULL OR until > %s)
    """)
