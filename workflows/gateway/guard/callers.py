"""Who calls the gateway: read from the database at each call, so that what ends there ends here.

One statement by key, because this runs before every call to MLflow.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
from governance.services import tokens
from governance.words import TokenScope
from projects.models import UseCase
from workflows.gateway.guard.rows import read
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
    moment = _moment(now)
    digest = hash_token(key)
    rows = read(_token_sql(), [moment] * 4 + [digest, moment, True])
    if not rows:
        return None, "This key has expired or been revoked, or never was one."
    used, user_id, uuid, username, first, last, allows, *place = rows[0]
    tokens.used(digest=digest, last=_aware(used), now=now)
    scope_id, slug, _, _, workspace, *_ = place
    if scope_id is None:
        return None, (
            "This key opens Pitwall's API, but no use case in MLflow. Make one on the use case's "
            "Runs page, under Connect."
        )
    if slug is None or workspace is None:
        return None, "This use case has no workspace on Pitwall's own MLflow server yet."
    return _caller(user_id, uuid, f"{first} {last}".strip() or username, place, allows), ""


def in_workspace(user: User, workspace: str, now: datetime) -> Caller | None:
    """Somebody who is signed in to the portal, in the use case whose workspace the page names; None
    for one that isn't there.
    """
    moment = _moment(now)
    held = [user.pk, moment, moment]
    rows = read(_place_sql(), [*held, *held, workspace])
    if not rows:
        return None
    return _caller(user.pk, user.uuid, user.label, rows[0], " ".join(EVERYTHING))


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


def _caller(user_id: int, uuid: Any, name: str, place: Sequence[Any], allows: str) -> Caller:
    scope_id, slug, title, lifecycle, workspace, experiment_id, roles, site_roles = place
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
        roles=frozenset((roles or "").split()),
        site_roles=frozenset((site_roles or "").split()),
    )


def _uuid(value: Any) -> str:
    """SQLite keeps a UUID as 32 letters without its dashes."""
    text = str(value)
    if len(text) != 32:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _moment(now: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(now)


def _aware(moment: datetime | None) -> datetime | None:
    """A moment as a plain statement has it: SQLite's is UTC and doesn't say so."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)


# Roles are joined by spaces, by a function that each database calls by another name.
_JOINED = {"sqlite": "group_concat", "postgresql": "string_agg"}


def _filled(sql: str, scope: str, user: str) -> str:
    """The statement with the names of tables, and what every caller is made of: the place, and the
    roles of `user` in `scope`; values are never put in this way.
    """
    models = (ApiToken, User, UseCase, MlflowBinding, MlflowServer, Membership, SiteGrant)
    tables = {one.__name__: one._meta.db_table for one in models}  # noqa: SLF001 (public, for all that)
    names = tables | {"scope": scope, "user": user, "joined": _JOINED[connection.vendor]}
    return sql.format(caller=_CALLER.format(**names), ours=_OURS.format(**names), **names)


_OURS = "EXISTS (SELECT 1 FROM {MlflowServer} s WHERE s.id = b.server_id AND NOT s.external)"
_CALLER = """
    {scope}, c.slug, c.title, c.lifecycle, b.workspace, b.experiment_id,
    (SELECT {joined}(m.role, ' ') FROM {Membership} m
        WHERE m.user_id = {user} AND m.since <= %s AND (m.until IS NULL OR m.until > %s)
        AND m.scope_id = {scope}),
    (SELECT {joined}(g.role, ' ') FROM {SiteGrant} g
        WHERE g.user_id = {user} AND g.since <= %s AND (g.until IS NULL OR g.until > %s))
"""


@cache
def _token_sql() -> str:
    sql = """
        SELECT t.last_used_at, u.id, u.uuid, u.username, u.first_name, u.last_name, t.allows, {caller}
        FROM {ApiToken} t JOIN {User} u ON u.id = t.user_id
        LEFT JOIN {UseCase} c ON c.scope_id = t.scope_id
        LEFT JOIN {MlflowBinding} b ON b.scope_id = t.scope_id AND {ours}
        WHERE t.digest = %s AND (t.expiry IS NULL OR t.expiry > %s) AND u.is_active = %s
    """
    return _filled(sql, scope="t.scope_id", user="u.id")


@cache
def _place_sql() -> str:
    sql = """
        SELECT {caller}
        FROM {MlflowBinding} b JOIN {UseCase} c ON c.scope_id = b.scope_id
        WHERE b.workspace = %s AND {ours}
    """
    return _filled(sql, scope="b.scope_id", user="%s")
