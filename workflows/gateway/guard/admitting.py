"""Who calls, and whether they may: what a call shows, the caller behind it, and the verdict."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.utils import timezone

from workflows.gateway.asgi import wire
from workflows.gateway.asked.call import read
from workflows.gateway.asked.fields import Unclear
from workflows.gateway.asked.named import Asked
from workflows.gateway.guard import callers, passing
from workflows.gateway.guard.callers import Caller
from workflows.gateway.guard.judging import NOT_THERE, Promotion, Refusal, by_rule, judge
from workflows.mlflow.routes import WRITES, Route

NOBODY = Refusal(
    "UNAUTHENTICATED",
    "nobody",
    "Pitwall asks who calls. Set MLFLOW_TRACKING_TOKEN to a key that you make on the use case's "
    "Runs page, under Connect.",
)
SIGNED_OUT = Refusal(
    "UNAUTHENTICATED", "nobody", "You are signed out of Pitwall. Load this page again to sign in."
)
ELSEWHERE = Refusal("PERMISSION_DENIED", "origin", "This came from another site.")
NO_WORKSPACE = Refusal(
    "PERMISSION_DENIED", "workspace", "Choose a workspace: that of a use case of yours."
)


@dataclass(frozen=True)
class Credentials:
    """What the call shows of who makes it."""

    key: str
    session: str
    workspace: str

    @property
    def is_person(self) -> bool:
        """Whether somebody comes by browser, signed in to the portal, as it seems."""
        return bool(self.session) and not self.key


@dataclass(frozen=True)
class Judged:
    """What came out, and of whom."""

    verdict: Refusal | Promotion | None
    caller: Caller | None = None
    asked: Asked | None = None


def credentials_of(scope: wire.Scope) -> Credentials:
    """What a call shows."""
    key = callers.presented(wire.header(scope, b"authorization"))
    return Credentials(
        key,
        "" if key else _session(wire.header(scope, b"cookie")),
        wire.header(scope, passing.WORKSPACE),
    )


def refusal_before(scope: wire.Scope, route: Route, shown: Credentials) -> Refusal | None:
    """What can be refused before anything is read from the database."""
    if shown.is_person and _from_elsewhere(scope, route):
        return ELSEWHERE
    return None if shown.key or shown.session else NOBODY


def admitted_now(shown: Credentials) -> Judged:
    """In a thread that may use the database: who calls."""
    now = timezone.now()
    caller, why = None, ""
    if shown.key:
        caller, why = callers.by_key(shown.key, now)
    elif shown.session:
        user = callers.signed_in(shown.session)
        if user is None:
            return Judged(SIGNED_OUT)
        if not shown.workspace:
            return Judged(NO_WORKSPACE)
        caller = callers.in_workspace(user, shown.workspace, now)
        if caller is None:
            return Judged(NOT_THERE)
    if caller is None:
        return Judged(Refusal("UNAUTHENTICATED", "nobody", why) if why else NOBODY)
    return Judged(None if caller.sees else NOT_THERE, caller)


def judged_now(scope: wire.Scope, shown: Credentials, route: Route, raw: bytes) -> Judged:
    """The same, and what the call names, and whether it may."""
    admitted = admitted_now(shown)
    caller = admitted.caller
    if admitted.verdict is not None or caller is None:
        return Judged(admitted.verdict)
    try:
        told = read(route, raw, scope.get("query_string", b""), passing.headers_of(scope))
    except Unclear as fault:
        unclear = Refusal("INVALID_PARAMETER_VALUE", "unclear", str(fault))
        return Judged(by_rule(caller, route) or unclear, caller)
    return Judged(judge(caller, route, told), caller, told)


def _session(cookies: str) -> str:
    if settings.SESSION_COOKIE_NAME not in cookies:
        return ""
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""


def _from_elsewhere(scope: wire.Scope, route: Route) -> bool:
    """Whether a browser says that the page it comes from isn't ours; for what writes it has to say."""
    origin, host = wire.header(scope, b"origin"), wire.header(scope, b"host")
    if origin:
        return origin.partition("://")[2] != host
    return route.kind in WRITES and wire.header(scope, b"sec-fetch-site") != "same-origin"
