"""The three kinds of methods of an address: one that acts, one that shows, one that lists."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from governance.api import flat, outputs
from governance.api.endpoint import Endpoint
from governance.api.paging import Paging, ordered, page
from governance.api.parsing import parsed
from governance.api.tags import as_seen, model_of, tag, unless_known

__all__ = ["PROBLEMS", "Endpoint", "act", "filtered", "lists", "shows"]

# That there are refusals; which, portal.api.statuses says.
PROBLEMS = {"4XX": outputs.Problem}


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
    many: bool = False,
) -> Callable:
    """A method that is given the body's fields by name and returns what one service returned."""

    def wrap(method: Callable) -> Callable:
        @extend_schema(
            request={media: takes} if takes else None,
            responses={status: gives(many=True) if gives and many else gives, **PROBLEMS},
            description=method.__doc__,
        )
        @wraps(method)
        def run(self: Endpoint, request: Request, **ids: Any) -> Response:
            given = parsed(takes, request.data) if takes else {}
            with as_seen(self, request, gives):
                response = Response(_shown(gives, method(self, **given)), status=status)
            if run.tagged and self.shown_as in {None, gives}:  # type: ignore[attr-defined]
                response["ETag"] = tag(response.data)
            return response

        run.tagged, run.takes = model_of(gives) is not None, takes  # type: ignore[attr-defined]

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
        def run(self: Endpoint, request: Request, **ids: Any) -> HttpResponseBase:
            given = parsed(asks, request.query_params) if asks else {}
            response = Response(_shown(gives, method(self, **given)))
            return unless_known(request, response, tag(response.data))

        run.tagged = True  # type: ignore[attr-defined]
        if asks is None:
            run.current = lambda view: _shown(gives, method(view))  # type: ignore[attr-defined]
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


def _page(
    gives: type[serializers.Serializer], rows: QuerySet, place: dict[str, Any]
) -> tuple[list, str | None]:
    """A page of rows as they are shown, and the cursor of the rest."""
    read = flat.of(gives) if flat.reads(rows) else None
    if read is None:
        found, following = page(rows, **place)
        return _shown(gives, found), following
    found, following = page(rows, **place, columns=read.columns)
    return read.items(found), following


def lists(
    gives: type[serializers.Serializer],
    *,
    asks: type[Paging] = Paging,
    orders: tuple[str, ...] = (),
) -> Callable:
    """A method that returns rows, of which a page is shown; `asks` are its filters, `orders` the
    fields by which it can be ordered: such as are never null.
    """
    asks = ordered(asks, orders)

    def wrap(method: Callable) -> Callable:
        @extend_schema(
            parameters=[asks],
            responses={200: _page_of(gives), **PROBLEMS},
            description=method.__doc__,
        )
        @wraps(method)
        def run(self: Endpoint, request: Request, **ids: Any) -> Response:
            given = parsed(asks, request.query_params)
            place = {name: given.pop(name, None) for name in ("limit", "cursor", "ordering")}
            rows = method(self, **given)
            if not isinstance(rows, QuerySet):
                return Response({"items": _shown(gives, list(rows)), "next": None})
            items, following = _page(gives, rows, place)
            response = Response({"items": items, "next": following})
            if following is not None:
                address = replace_query_param(request.build_absolute_uri(), "cursor", following)
                response["Link"] = f'<{address}>; rel="next"'
            return response

        run.orders, run.model = orders, model_of(gives)  # type: ignore[attr-defined]
        run.newest = lambda view: _shown(gives, method(view).order_by("-pk").first())  # type: ignore[attr-defined]
        return run

    return wrap


def filtered(rows: QuerySet, **given: Any) -> QuerySet:
    """The rows that agree with each filter that was given."""
    return rows.filter(**{name: value for name, value in given.items() if value is not None})
