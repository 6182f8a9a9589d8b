"""What every address of the API shares: who asks and when, how often they may, and of what row."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from governance.access import visible
from governance.actors import Actor
from governance.api.keyed import DigestedRequest, once
from governance.api.limits import CallLimit
from governance.errors import Denied
from governance.models import ApiToken
from governance.words import TokenScope


class Endpoint(APIView):
    """One address. `about` are the rows that its `pk` names; strangers get 404 before anything.

    `row` is the row, `now` the request's one moment, `who` what each service wants to be told.
    A POST that comes again with its Idempotency-Key is done once. An address whose body is longer
    than memory has a `take` of its own, that puts it elsewhere, and one that asks others or reads
    for long a `prepare`; what is `kept` for a call ends with its answer.

    If-Match is compared with what the address's own GET shows; where it has none, with the row as
    `shown_as` has it, by default as the act gives it; and where the act `revises`, with the newest
    row of the list. `holds` are rows of no use case that its `pk` names.

    For the schema: an act that `asks_mlflow` may find it away, and a read that `may_conflict` comes
    before there is something to read.
    """

    throttle_classes: Sequence[type[BaseThrottle]] = (CallLimit,)
    about: QuerySet | None = None
    shown_as: type[serializers.BaseSerializer] | None = None
    revises = False
    holds: QuerySet | None = None
    asks_mlflow = False
    may_conflict = False
    pk: int
    row: Any
    now: datetime
    actor: Actor

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.kept = ExitStack()

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        if "post" in cls.__dict__:
            cls.post = once(cls.post)  # type: ignore[attr-defined] # it was looked for just now

    def initialize_request(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> DigestedRequest:
        return DigestedRequest(
            request,
            parsers=self.get_parsers(),
            authenticators=self.get_authenticators(),
            negotiator=self.get_content_negotiator(),
            parser_context=self.get_parser_context(request),
        )

    def perform_authentication(self, request: Request) -> None:
        """Whoever it turns out to be is counted, a stranger too: a guess at a token is a call."""
        try:
            super().perform_authentication(request)
        except APIException:
            self.check_throttles(request)
            raise

    def check_permissions(self, request: Request) -> None:
        """Calls are counted before anything is looked up, and once."""
        self.check_throttles(request)
        self.throttle_classes = ()
        super().check_permissions(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        self.kept.close()
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in getattr(request, "limits", {}).items():
            response[name] = value
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.now = request.now  # type: ignore[attr-defined] # set by the portal's middleware
        key = request.auth if isinstance(request.auth, ApiToken) else None
        self.actor = Actor.of(
            request.user,  # type: ignore[arg-type]
            via="api",
            now=self.now,
            within=key.scope_id if key else None,
            until=key.expiry if key else None,
        )
        if key is not None:
            _refuse_beyond(key, request.method or "")
        self.pk = kwargs.get("pk", 0)
        if self.about is not None:
            rows = self._shorn(request, self.about)
            self.row = visible(rows, self.actor, self.now, pk=self.pk)

    def _shorn(self, request: Request, about: QuerySet) -> QuerySet:
        """A list of what belongs to a row wants no more of the row than its scope."""
        if hasattr(getattr(self, (request.method or "").lower(), None), "newest"):
            return about.select_related(None).select_related("scope").prefetch_related(None)
        return about.all()

    def take(self, request: Request) -> None:
        """Take the body whole, before anything is locked for the call."""
        _ = request.data

    def prepare(self, request: Request) -> None:
        """Do what is slow and changes nothing, before anything is locked for a call with a key."""

    @property
    def who(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now}


def _refuse_beyond(key: ApiToken, method: str) -> None:
    """Raises Denied for a call that the key wasn't made for."""
    wanted = TokenScope.READ if method in SAFE_METHODS else TokenScope.ACT
    if wanted not in key.allowed:
        raise Denied(
            _("This key may not be used to %(wanted)s here.") % {"wanted": wanted},
            who_can=_("a key that allows “%(wanted)s”") % {"wanted": wanted},
        )
