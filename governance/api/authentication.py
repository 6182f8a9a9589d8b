"""Who calls: whoever a token stands for, and its last use noted."""

from knox.auth import TokenAuthentication
from rest_framework.request import Request

from governance.models import ApiToken, User
from governance.services import tokens


class Bearer(TokenAuthentication):
    """knox, and what it doesn't keep: when a token was used last."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        found: tuple[User, ApiToken] | None = super().authenticate(request)
        if found is not None:
            token = found[1]
            now = request.now  # type: ignore[attr-defined] # set by the portal's middleware
            tokens.used(digest=token.digest, last=token.last_used_at, now=now)
        return found
