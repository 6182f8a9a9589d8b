"""People: their accounts, what they may do on the site, and their leaving."""

import zoneinfo
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from governance import inputs, locks
from governance.access import authorise, human, refuse_keys_of_one
from governance.actors import Actor
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import ApiToken, Delegation, Membership, SiteGrant, User
from governance.services import ledger, memberships
from governance.words import SiteRole


def add(
    *,
    actor: Actor,
    username: str,
    full_name: str,
    email: str = "",
    time_zone: str = "UTC",
    password: str | None = None,
    is_service: bool = False,
    now: datetime,
) -> User:
    """Make an account for a person, or for a pipeline; without a password it can't sign in.

    Raises Denied, and Invalid for a name that is taken, an address or time zone that doesn't
    exist and a password that is too easy.
    """
    with transaction.atomic():
        authorise(actor, "person.manage", None, now=now)
        user = _account(username, full_name, email, time_zone, is_service=is_service)
        _set_password(user, password)
        _save(user, now)
        ledger.record(
            actor=actor,
            kind="person.added",
            scope=None,
            subject=f"person:{user.pk}",
            now=now,
            person=user.uuid,
            is_service=user.is_service,
        )
        return user


def _account(username, full_name, email, time_zone, *, is_service: bool) -> User:
    """The unsaved account; raises Invalid for each field that can't be taken."""
    errors: inputs.Errors = {}
    username = inputs.text(errors, "username", username, longest=150)
    full_name = inputs.text(errors, "full_name", full_name, longest=200)
    email = inputs.text(errors, "email", email, longest=254, required=False)
    time_zone = inputs.choice(errors, "time_zone", time_zone, zoneinfo.available_timezones())
    inputs.raise_if(errors)
    first, _, last = full_name.partition(" ")
    user = User(
        username=User.normalize_username(username),
        first_name=first,
        last_name=last.strip(),
        email=User.objects.normalize_email(email),
        time_zone=time_zone,
        is_service=bool(is_service),
    )
    _check_account(user)
    return user


def _check_account(user: User) -> None:
    errors: inputs.Errors = _wrong_address(user.email)
    try:
        User.username_validator(user.username)
    except ValidationError:
        errors["username"] = _("Use letters, digits and . + - _ @ only.")
    if User.objects.filter(username__iexact=user.username).exists():
        errors["username"] = _("This name is taken; choose another.")
    if len(user.first_name) > 150 or len(user.last_name) > 150:
        errors["full_name"] = _("One part of this name is longer than 150 characters; shorten it.")
    inputs.raise_if(errors)


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Invalid({"password": " ".join(fault.messages)}) from None
    user.set_password(password)


def _save(user: User, now: datetime) -> None:
    user.date_joined = now
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Invalid({"username": _("This name is taken; choose another.")}) from None


def change_address(*, actor: Actor, user_id: int, email: str, now: datetime) -> User:
    """Change where somebody's mail goes: notices, and the letter that renews a password.

    The record says that it was changed, not where to. Raises Denied to whoever changes their own,
    Invalid for what is no address, StaleState where it is that already.
    """
    with transaction.atomic():
        user = _managed(actor, user_id, now, action="person.manage")
        errors: inputs.Errors = {}
        email = inputs.text(errors, "email", email, longest=254, required=False)
        inputs.raise_if(errors | _wrong_address(email))
        email = User.objects.normalize_email(email)
        if user.email == email:
            raise StaleState(_("The mail of %(user)s goes there already.") % {"user": user})
        user.email = email
        user.save(update_fields=["email"])
        ledger.record(
            actor=actor,
            kind="person.address_changed",
            scope=None,
            subject=f"person:{user.pk}",
            now=now,
            person=user.uuid,
        )
        return user


def _wrong_address(email: str) -> inputs.Errors:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        return {"email": _("This isn't an e-mail address; write one such as ana@example.org.")}
    return {}


def choose_password(*, actor: Actor, password: str, now: datetime) -> User:
    """Choose the password of one's own account; its other sessions end by that.

    The record says that it was chosen, and nothing of it. Raises Invalid for one that is too easy,
    and Denied to a key and to a service account, which signs in nowhere.
    """
    with transaction.atomic():
        refuse_keys_of_one(actor)
        user = locks.held(User.objects.filter(pk=human(actor))).get()
        _set_password(user, password)
        user.save(update_fields=["password"])
        ledger.record(
            actor=actor,
            kind="person.password_chosen",
            scope=None,
            subject=f"person:{user.pk}",
            now=now,
            person=user.uuid,
        )
        return user


def grant_site_role(*, actor: Actor, user_id: int, role: str, now: datetime) -> SiteGrant:
    """Give a site role. Raises Denied to whoever gives one to himself, StaleState if it is held."""
    with transaction.atomic():
        user = _managed(actor, user_id, now)
        role = _site_role(role)
        if SiteGrant.objects.active(now).filter(user=user, role=role).exists():
            raise StaleState(
                _("%(user)s is %(label)s already.") % {"user": user, "label": SiteRole(role).label}
            )
        grant = SiteGrant.objects.create(user=user, role=role, since=now)
        _record_site_role("granted", actor, user, role, now)
        return grant


def end_site_role(*, actor: Actor, user_id: int, role: str, now: datetime) -> SiteGrant:
    """End a site role now. Raises StaleState if it isn't held."""
    with transaction.atomic():
        user = _managed(actor, user_id, now)
        role = _site_role(role)
        grant = SiteGrant.objects.active(now).filter(user=user, role=role).first()
        if grant is None:
            raise StaleState(
                _("%(user)s isn't %(label)s.") % {"user": user, "label": SiteRole(role).label}
            )
        _end_grant(grant, actor, now)
        return grant


def deactivate(*, actor: Actor, user_id: int, now: datetime) -> User:
    """Close an account: memberships, site roles, delegations and tokens end; the name stays.

    Raises Denied to whoever closes his own, StaleState if it is closed already.
    """
    with transaction.atomic():
        user = _managed(actor, user_id, now, action="person.manage")
        if not user.is_active:
            raise StaleState(_("The account of %(user)s is closed already.") % {"user": user})
        for membership in Membership.objects.active(now).filter(user=user).order_by("scope_id"):
            memberships.end(membership, actor=actor, now=now)
        for grant in SiteGrant.objects.active(now).filter(user=user):
            _end_grant(grant, actor, now)
        mine = Delegation.objects.filter(giver=user) | Delegation.objects.filter(taker=user)
        mine.filter(revoked_at=None, until__gt=now).update(revoked_at=now)
        ApiToken.objects.filter(user=user).delete()
        user.is_active = False
        user.save(update_fields=["is_active"])
        ledger.record(
            actor=actor,
            kind="person.deactivated",
            scope=None,
            subject=f"person:{user.pk}",
            now=now,
            person=user.uuid,
        )
        return user


def _managed(actor: Actor, user_id: int, now: datetime, *, action: str = "site_role.grant") -> User:
    """The account, held; nobody manages his own."""
    authorise(actor, action, None, now=now)
    user = locks.held(User.objects.filter(pk=user_id)).first()
    if user is None:
        raise NotVisible(_("There is no such person."))
    if user.pk == actor.user_id:
        raise Denied(_("You can't change your own standing."), who_can=_("another administrator"))
    return user


def _site_role(role: str) -> str:
    errors: inputs.Errors = {}
    role = inputs.choice(errors, "role", role, SiteRole)
    inputs.raise_if(errors)
    return role


def _end_grant(grant: SiteGrant, actor: Actor, now: datetime) -> None:
    grant.until = now
    grant.save(update_fields=["until"])
    _record_site_role("ended", actor, grant.user, grant.role, now)


def _record_site_role(what: str, actor: Actor, user: User, role: str, now: datetime) -> None:
    ledger.record(
        actor=actor,
        kind=f"person.site_role_{what}",
        scope=None,
        subject=f"person:{user.pk}",
        now=now,
        person=user.uuid,
        role=role,
    )
