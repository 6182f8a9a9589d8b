"""The person at the console."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.actors import Actor
from governance.models import User

KEY = "console_actor"


def actor_of(request: HttpRequest) -> Actor:
    """The actor with the site roles held now, asked once a request."""
    kept = vars(request)
    if KEY not in kept:
        if not isinstance(request.user, User):
            raise PermissionDenied(_("Sign in first."))
        kept[KEY] = Actor.of(request.user, via="admin", now=timezone.now())
    return kept[KEY]
