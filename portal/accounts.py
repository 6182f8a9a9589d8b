"""Accounts are made by administrators: nobody signs up by himself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from governance.actors import Actor
from governance.models import User
from governance.services import people
from portal import clock


class ClosedAccounts(DefaultAccountAdapter):
    """allauth's adapter with sign-up closed, and passwords chosen through the service that records."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """Whoever knows the old password, or was sent the letter, acts as the person."""
        now = clock.now()
        actor = Actor.of(user, via="page", now=now)
        # allauth goes on with its own row: the session that stays is told apart by the new hash.
        user.password = people.choose_password(actor=actor, password=password, now=now).password
