"""Keys to the API: shown once, named, and they end by themselves."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from governance import inputs, locks
from governance.access import authorise, may, person, refuse_keys_of_one
from governance.actors import Actor
from governance.errors import Denied, NotVisible, StaleState
from governance.models import ApiToken, Scope, User
from governance.services import ledger
from governance.words import TokenScope

LONGEST_DAYS = 365
USUAL_DAYS = 30
MOST = 20
# How exactly a token's last use is known: each use would be a write.
A_MINUTE = timedelta(minutes=1)
# What a data scientist's work in MLflow asks for.
USE_CASE_DEFAULT = (TokenScope.READ, TokenScope.LOG, TokenScope.REGISTER)


@dataclass(frozen=True)
class MadeToken:
    """A new token: `secret` is kept nowhere, and shown this once."""

    secret: str
    token: ApiToken


def make(
    *,
    actor: Actor,
    name: str,
    days: int | None = None,
    user_id: int | None = None,
    scope_id: int | None = None,
    allows: Iterable[str] | None = None,
    now: datetime,
) -> MadeToken:
    """Make a token that acts as oneself or, for administrators, as a service account.

    With `scope_id` it opens one use case, and there what `allows` says (words.TokenScope; read, log
    and register where nothing is said); only such a one opens MLflow. It lasts so many days, else
    thirty, and where a token makes it no longer than that. Raises Denied, NotVisible for
    an account that isn't there, Invalid for a name, a number of days, a use case or a use that can't
    be, and StaleState past twenty tokens that hold.
    """
    with transaction.atomic():
        user = _account(actor, user_id, now)
        errors: inputs.Errors = {}
        name = inputs.text(errors, "name", name, longest=80)
        expiry = _ends(errors, actor, days, now)
        scope, uses = _opened(errors, user, scope_id, allows, now)
        inputs.raise_if(errors)
        if ApiToken.objects.active(now).filter(user=user, lent_for="").count() >= MOST:
            raise StaleState(
                _("There are %(most)s tokens already; revoke one that isn't used.") % {"most": MOST}
            )
        digest, secret = get_digest_token()
        token = ApiToken(
            user=user,
            name=name,
            digest=digest,
            token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH],
            expiry=expiry,
            scope=scope,
            allows=uses,
        )
        token.save(force_insert=True)
        _record("token.made", actor, token, now, expires_at=token.expiry, allows=uses)
        return MadeToken(secret, token)


def lend(
    *,
    part: Actor,
    user_id: int,
    scope_id: int,
    lent_for: str,
    name: str,
    lasts: timedelta,
    now: datetime,
) -> MadeToken:
    """A key for work that Pitwall does for somebody: to log and register in one use case, while it
    lasts. Call `give_back` when the work is over.

    One that was lent for the same work before, and never given back, ends now.
    """
    with transaction.atomic():
        _end(part, ApiToken.objects.filter(lent_for=lent_for), now)
        digest, secret = get_digest_token()
        token = ApiToken(
            user_id=user_id,
            name=name,
            digest=digest,
            token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH],
            expiry=now + lasts,
            scope_id=scope_id,
            allows=" ".join(USE_CASE_DEFAULT),
            lent_for=lent_for,
        )
        token.save(force_insert=True)
        _record("token.made", part, token, now, expires_at=token.expiry, allows=token.allows)
        return MadeToken(secret, token)


def give_back(*, part: Actor, token: ApiToken, now: datetime) -> None:
    """End a key that was lent, unless that has happened already."""
    with transaction.atomic():
        _end(part, ApiToken.objects.filter(pk=token.pk), now)


def sweep(*, part: Actor, now: datetime) -> int:
    """End the lent keys that have expired, because nobody was left to give them back; how many."""
    expired = ApiToken.objects.exclude(lent_for="").filter(expiry__lte=now)
    if not expired.exists():  # nearly always, so no transaction is begun for it
        return 0
    with transaction.atomic():
        return _end(part, expired, now)


def _end(part: Actor, rows: "QuerySet[ApiToken]", now: datetime) -> int:
    found = list(rows.select_related("user", "scope").select_for_update(of=("self",)))
    for token in found:
        _record("token.revoked", part, token, now)
        token.delete()
    return len(found)


def revoke(*, actor: Actor, key: str, now: datetime) -> None:
    """End a token: one's own or, for administrators, anybody's. Raises NotVisible."""
    with transaction.atomic():
        manages = may(actor, "person.manage", None, now=now).ok
        theirs = everybodys(actor=actor, now=now) if manages else of(actor=actor, now=now)
        mine = theirs.filter(token_key=key)
        token = mine.select_for_update(of=("self",)).first()
        if token is None:
            raise NotVisible(_("There is no such token of yours."))
        _record("token.revoked", actor, token, now)
        token.delete()


def of(*, actor: Actor, now: datetime) -> "QuerySet[ApiToken]":
    """The tokens that the actor can see and revoke: his own and, for administrators, services'.

    A key of one use case sees those of that use case alone.
    """
    mine = Q(user_id=actor.user_id)
    if may(actor, "person.manage", None, now=now).ok:
        mine |= Q(user__is_service=True)
    if actor.within is not None:
        mine &= Q(scope_id=actor.within)
    return ApiToken.objects.filter(mine).select_related("user", "scope").order_by("-created")


def everybodys(*, actor: Actor, now: datetime) -> "QuerySet[ApiToken]":
    """Every token that there is, for administrators. Raises Denied."""
    authorise(actor, "person.manage", None, now=now)
    return ApiToken.objects.select_related("user", "scope").order_by("-created")


def used(*, digest: str, last: datetime | None, now: datetime) -> None:
    """Note that a token was used, at most once a minute; `last` is what is known of it.

    It leaves no entry: what was done with the token has its own. Where others write for long, the
    next use is noted.
    """
    if last is not None and now - last < A_MINUTE:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now)
    with suppress(OperationalError), locks.impatient(), transaction.atomic():
        ApiToken.objects.filter(stale, digest=digest).update(last_used_at=now)


def _ends(errors: inputs.Errors, actor: Actor, days: int | None, now: datetime) -> datetime:
    """When the token ends: whoever took one for a day mustn't keep the account for a year by it."""
    if days is None:
        usual = now + timedelta(days=USUAL_DAYS)
        return min(usual, actor.until or usual)
    lasts = inputs.integer(errors, "days", days, lowest=1, highest=LONGEST_DAYS)
    ends = now + timedelta(days=lasts or 0)
    if actor.until and ends > actor.until:
        errors["days"] = _(
            "A key can't make one that outlasts it, and this one ends at %(until)s; sign in to make it."
        ) % {"until": actor.until.isoformat(timespec="minutes")}
    return ends


def _opened(
    errors: inputs.Errors,
    user: User,
    scope_id: int | None,
    allows: Iterable[str] | None,
    now: datetime,
) -> tuple[Scope | None, str]:
    """The use case that the token opens, which its account has to see, and what for."""
    if scope_id is None:
        if allows is not None:
            errors["allows"] = _(
                "Only a key of one use case says what it allows; name the use case."
            )
        return None, ""
    wanted = set(USE_CASE_DEFAULT if allows is None else allows)
    if not wanted or wanted - set(TokenScope.values):
        errors["allows"] = _("Choose among %(values)s; at least one.") % {
            "values": ", ".join(TokenScope.values)
        }
    account = Actor.of(user, via="api", now=now)
    scope = Scope.objects.visible_to(account, now).filter(pk=scope_id).first()
    if scope is None:
        errors["use_case"] = _(
            "There is no such use case, or this account may not see it; give the short name of one "
            "that it belongs to, as in the use case's address."
        )
    return scope, " ".join(one for one in TokenScope.values if one in wanted)


def _account(actor: Actor, user_id: int | None, now: datetime) -> User:
    """The account that the token will act as, held so that nobody makes one token too many."""
    refuse_keys_of_one(actor)
    user = locks.held(User.objects.filter(pk=user_id or person(actor), is_active=True)).first()
    if user is None:
        raise NotVisible(_("There is no such account."))
    if user.pk != actor.user_id:
        authorise(actor, "person.manage", None, now=now)
        if not user.is_service:
            raise Denied(_("Nobody makes a token for another person."), who_can=user.label)
    return user


def _record(kind: str, actor: Actor, token: ApiToken, now: datetime, **data) -> None:
    """The record names the token by its first characters, which open nothing."""
    ledger.record(
        actor=actor,
        kind=kind,
        scope=token.scope,
        subject=f"person:{token.user_id}",
        now=now,
        person=token.user.uuid,
        key=token.token_key,
        **data,
    )
