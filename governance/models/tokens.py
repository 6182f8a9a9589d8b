"""Keys to the API, kept as digests."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from knox.models import AbstractAuthToken


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Keys, as of a moment."""

    def active(self, now: datetime) -> "ApiTokenQuerySet":
        return self.filter(Q(expiry=None) | Q(expiry__gt=now))


class ApiToken(AbstractAuthToken):
    """Acts as its user until it expires; `token_key` are its first characters, which open nothing."""

    name = models.CharField(max_length=80)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"
