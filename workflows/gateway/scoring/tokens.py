"""Who calls the gateway: Bearer tokens, looked up by their hash and remembered for a second at most."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from knox.crypto import hash_token

from governance.actors import Actor
from governance.models import ApiToken
from governance.services import tokens
from governance.words import TokenScope
from workflows.gateway.asgi.wire import Refused

SECONDS = 1.0
MOST = 1000
LONGEST = 256


def bearer(authorization: str) -> str:
    """The hash of the token in an Authorization header. Raises Refused with 401."""
    scheme, _, token = authorization.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > LONGEST:
        raise unknown()
    return hash_token(token)


def unknown() -> Refused:
    return Refused(
        401,
        "Who are you?",
        "This needs a token that holds, in the header `Authorization: Bearer TOKEN`.",
        remedy="Make a token on your profile's page; it may have ended or been revoked.",
        www_authenticate='Bearer realm="Pitwall"',
    )


def actor_of(digest: str, now: datetime) -> Actor:
    """The actor behind a token's hash. Raises Refused with 401 for one that doesn't hold."""
    holds = Q(expiry=None) | Q(expiry__gt=now)
    found = ApiToken.objects.filter(holds, digest=digest, user__is_active=True)
    token = found.select_related("user").first()
    if token is None:
        raise unknown()
    if TokenScope.ACT not in token.allowed:
        raise Refused(
            403,
            "This key doesn't score",
            "It was made for another use.",
            remedy="Make a key that allows “act” for this use case, or one for the whole API.",
        )
    tokens.used(digest=digest, last=token.last_used_at, now=now)
    return Actor.of(token.user, via="api", now=now, within=token.scope_id)


class Remembered:
    """Actors by the hash of their token, for so short that revocation is felt at once; bounded."""

    def __init__(
        self,
        seconds: float = SECONDS,
        most: int = MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._known: OrderedDict[str, tuple[float, Actor]] = OrderedDict()

    def get(self, digest: str) -> Actor | None:
        until, actor = self._known.get(digest, (0.0, None))
        return actor if self._clock() < until else None

    def keep(self, digest: str, actor: Actor) -> None:
        self._known[digest] = (self._clock() + self._seconds, actor)
        self._known.move_to_end(digest)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
