"""Keys to the API: shown once, named, and they end by themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from governance import inputs, locks
from governance.access import authorise, may, person
from governance.actors import Actor
from governance.errors import Denied, NotVisible, StaleState
from governance.models import ApiToken, User
from governance.services import ledger

LONGEST_DAYS = 365
MOST = 20


@dataclass(frozen=True)
class MadeToken:
    """A new token: `secret` is kept nowhere, and shown this once."""

    secret: str
    token: ApiToken


def make(
    *, actor: Actor, name: str, days: int = 30, user_id: int | None = None, now: datetime
) -> MadeToken:
    """Make a token that acts as oneself or, for administrators, as a service account.

    Raises Denied, Invalid for a name, a number of days or an account that can't be, and
    StaleState past twenty tokens that hold.
    """
    with transaction.atomic():
        user = _account(actor, user_id, now)
        errors: inputs.Errors = {}
        name = inputs.text(errors, "name", name, longest=80)
        lasts = inputs.integer(errors, "days", days, lowest=1, highest=LONGEST_DAYS)
        inputs.raise_if(errors)
        if ApiToken.objects.active(now).filter(user=user).count() >= MOST:
            raise StaleState(f"There are {MOST} tokens already; revoke one that isn't used.")
        digest, secret = get_digest_token()
        token = ApiToken(
            user=user,
            name=name,
            digest=digest,
            token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH],
            expiry=now + timedelta(days=lasts or 0),
        )
        token.save(force_insert=True)
        _record("token.made", actor, token, now, expires_at=token.expiry)
        return MadeToken(secret, token)


def revoke(*, actor: Actor, key: str, now: datetime) -> None:
    """End a token: one's own or, for administrators, a service account's. Raises NotVisible."""
    with transaction.atomic():
        token = of(actor=actor, now=now).filter(token_key=key).first()
        if token is None:
            raise NotVisible("There is no such token of yours.")
        _record("token.revoked", actor, token, now)
        token.delete()


def of(*, actor: Actor, now: datetime) -> "QuerySet[ApiToken]":
    """The tokens that the actor can see and revoke: his own and, for administrators, services'."""
    mine = Q(user_id=actor.user_id)
    if may(actor, "person.manage", None, now=now).ok:
        mine |= Q(user__is_service=True)
    return ApiToken.objects.filter(mine).select_related("user").order_by("-created")


def _account(actor: Actor, user_id: int | None, now: datetime) -> User:
    """The account that the token will act as, held so that nobody makes one token too many."""
    user = locks.held(User.objects.filter(pk=user_id or person(actor), is_active=True)).first()
    if user is None:
        raise NotVisible("There is no such account.")
    if user.pk != actor.user_id:
        authorise(actor, "person.manage", None, now=now)
        if not user.is_service:
            raise Denied("Nobody makes a token for another person.", who_can=user.label)
    return user


def _record(kind: str, actor: Actor, token: ApiToken, now: datetime, **data) -> None:
    """The record names the token by its first characters, which open nothing."""
    ledger.record(
        actor=actor,
        kind=kind,
        scope=None,
        subject=f"person:{token.user_id}",
        now=now,
        person=token.user.uuid,
        key=token.token_key,
        **data,
    )
