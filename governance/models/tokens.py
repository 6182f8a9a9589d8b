"""Keys to the API, kept as digests."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from knox.models import AbstractAuthToken

from governance.models.scopes import Scope
from governance.words import TokenScope


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Keys, as of a moment."""

    def active(self, now: datetime) -> "ApiTokenQuerySet":
        return self.filter(Q(expiry=None) | Q(expiry__gt=now))


class ApiToken(AbstractAuthToken):
    """Acts as its user until it expires; `token_key` are its first characters, which open nothing."""

    name = models.CharField(max_length=80)
    scope = models.ForeignKey(
        Scope,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the one use case that it opens; without one it opens the API, but not MLflow",
    )
    allows = models.CharField(
        max_length=60, blank=True, help_text="read, log, register and act, with spaces between"
    )
    lent_for = models.CharField(
        max_length=80,
        blank=True,
        help_text="the work of Pitwall's own that it was lent to, such as job:12; empty for one that "
        "somebody made",
    )
    last_used_at = models.DateTimeField(
        null=True, blank=True, help_text="to the minute; empty for one that was never used"
    )

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"

    @property
    def allowed(self) -> frozenset[str]:
        """What it may be used for; a token of no use case opens the whole API."""
        if self.scope_id is None:
            return frozenset({TokenScope.READ, TokenScope.ACT})
        return frozenset(self.allows.split())

    @property
    def uses(self) -> list[str]:
        """The same, in the order in which people are told."""
        return [one for one in TokenScope.values if one in self.allowed]

    @property
    def is_lent(self) -> bool:
        return bool(self.lent_for)
