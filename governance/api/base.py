"""What every address of the API shares: who asks and when, one call, and the answer as JSON."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.access import visible
from governance.actors import Actor
from governance.api import outputs
from governance.api.paging import Paging, page
from governance.api.parsing import parsed
from governance.errors import Denied
from governance.models import ApiToken
from governance.words import TokenScope

PROBLEMS = {"4XX": outputs.Problem}


class Endpoint(APIView):
    """One address. `about` are the rows that its `pk` names; strangers get 404 before anything.

    `row` is the row, `now` the request's one moment, `who` what each service wants to be told.
    """

    about: QuerySet | None = None
    pk: int
    row: Any
    now: datetime
    actor: Actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.now = request.now  # type: ignore[attr-defined] # set by the portal's middleware
        key = request.auth if isinstance(request.auth, ApiToken) else None
        self.actor = Actor.of(
            request.user,  # type: ignore[arg-type]
            via="api",
            now=self.now,
            within=key.scope_id if key else None,
        )
        if key is not None:
            _refuse_beyond(key, request.method or "")
        self.pk = kwargs.get("pk", 0)
        if self.about is not None:
            self.row = visible(self.about.all(), self.actor, self.now, pk=self.pk)

    @property
    def who(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now}


def _refuse_beyond(key: ApiToken, method: str) -> None:
    """Raises Denied for a call that the key wasn't made for."""
    wanted = TokenScope.READ if method in SAFE_METHODS else TokenScope.ACT
    if wanted not in key.allowed:
        raise Denied(
            f"This key may not be used to {wanted} here.", who_can=f"a key that allows “{wanted}”"
        )


def _shown(kind: type[serializers.BaseSerializer] | None, value: Any) -> Any:
    if kind is None:
        return None
    return kind(value, many=isinstance(value, (list, tuple, QuerySet))).data


def act(
    takes: type[serializers.Serializer] | None,
    gives: type[serializers.BaseSerializer] | None,
    *,
    status: int = 201,
    media: str = "application/json",
) -> Callable:
    """A method that is given the body's fields by name and returns what one service returned."""

    def wrap(method: Callable) -> Callable:
        @extend_schema(
            request={media: takes} if takes else None,
            responses={status: gives, **PROBLEMS},
            description=method.__doc__,
        )
        @wraps(method)
        def run(self: Endpoint, request: Request, **ids: Any) -> Response:
            given = parsed(takes, request.data) if takes else {}
            return Response(_shown(gives, method(self, **given)), status=status)

        return run

    return wrap


def shows(
    gives: type[serializers.BaseSerializer], *, asks: Any = None, many: bool = False
) -> Callable:
    """A method that reads; `asks` are the fields of its query, given to it by name."""

    def wrap(method: Callable) -> Callable:
        @extend_schema(
            parameters=[asks] if asks else None,
            responses={200: gives(many=True) if many else gives, **PROBLEMS},
            description=method.__doc__,
        )
        @wraps(method)
        def run(self: Endpoint, request: Request, **ids: Any) -> Response:
            given = parsed(asks, request.query_params) if asks else {}
            return Response(_shown(gives, method(self, **given)))

        return run

    return wrap


@cache
def _page_of(gives: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """What a page of such rows looks like; one class for each, which is what the schema names."""
    following = serializers.CharField(
        allow_null=True, help_text="give it as cursor to read on; null at the end"
    )
    name = f"{gives.__name__.removesuffix('Out')}Page"
    return type(name, (serializers.Serializer,), {"items": gives(many=True), "next": following})


def lists(gives: type[serializers.Serializer], *, asks: type[Paging] = Paging) -> Callable:
    """A method that returns rows, of which a page is shown; `asks` are its filters."""

    def wrap(method: Callable) -> Callable:
        @extend_schema(
            parameters=[asks],
            responses={200: _page_of(gives), **PROBLEMS},
            description=method.__doc__,
        )
        @wraps(method)
        def run(self: Endpoint, request: Request, **ids: Any) -> Response:
            given = parsed(asks, request.query_params)
            limit, cursor = given.pop("limit"), given.pop("cursor", None)
            rows = method(self, **given)
            if not isinstance(rows, QuerySet):
                return Response({"items": _shown(gives, list(rows)), "next": None})
            found, following = page(rows, limit=limit, cursor=cursor)
            return Response({"items": _shown(gives, found), "next": following})

        return run

    return wrap


def filtered(rows: QuerySet, **given: Any) -> QuerySet:
    """The rows that agree with each filter that was given."""
    return rows.filter(**{name: value for name, value in given.items() if value is not None})
