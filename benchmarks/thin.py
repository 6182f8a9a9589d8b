"""The thinnest views over the rows that lists show: one query, a template that writes its values."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.django import Template
from django.urls import path

from governance.models import LedgerEntry, Scope
from portal import urls
from portal.pages.waits import Reader
from workflows.models import Position, Run

TEMPLATE = """<!doctype html><title>{{ title }}</title><table>{% for row in rows %}<tr>\
{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>"""
POSITION = (
    "title", "slug", "stage", "lap", "turn", "turn_role", "turn_names", "window", "verdict",
    "cycle", "cycle_began", "due_at", "tier",
)  # fmt: skip

Rows = Callable[[Reader], Any]


def _seen(reader: Reader):
    return Position.objects.visible_to(reader.actor, reader.now).current()


def _board(reader: Reader):
    """As many rows as the board has tickets, in its order within each stage."""
    rows = _seen(reader).order_by("urgent_at", "cycle_began", "pk")
    stages = ("definition", "data", "platform", "training", "integration", "release", "operation")
    return [row for one in stages for row in rows.filter(stage=one).values_list(*POSITION)[:12]]


def _table(reader: Reader):
    return _seen(reader).order_by("urgent_at", "cycle_began", "pk").values_list(*POSITION)[:50]


def _desk(reader: Reader):
    rows = reader.duties.order_by("rank", "due", "since")
    waits = rows.values_list("kind", "since", "due", "told", "scope__label", "scope__key")[:25]
    mine = _seen(reader).filter(scope__in=reader.scopes()).order_by("title")
    return [*waits, *mine.values_list(*POSITION)[:25]]


def _monitoring(reader: Reader):
    rows = Position.objects.visible_to(reader.actor, reader.now).filter(watch__isnull=False)
    return rows.order_by("watch", "title").values_list(*POSITION)[:50]


def _runs(reader: Reader):
    rows = Run.objects.visible_to(reader.actor, reader.now).filter(name__icontains="gbm")
    return rows.order_by("-pk").values_list("name", "scope__label", "author", "started_at")[:50]


def _news(reader: Reader):
    rows = LedgerEntry.objects.filter(occurred_at__lte=reader.now).exclude(scope="")
    if not reader.actor.sees_all:
        keys = Scope.objects.visible_to(reader.actor, reader.now).values("key")
        rows = rows.filter(scope__in=keys)
    rows = rows.order_by("-occurred_at", "-pk")
    return rows.values_list("actor_name", "kind", "scope", "body", "occurred_at")[:50]


VIEWS: dict[str, Rows] = {
    "desk": _desk,
    "board": _board,
    "table": _table,
    "monitoring": _monitoring,
    "search": _runs,
    "news": _news,
}


def _view(name: str, rows: Rows) -> Callable[[HttpRequest], HttpResponse]:
    def thin(request: HttpRequest) -> HttpResponse:
        reader = Reader(request.actor, request.now)  # type: ignore[attr-defined]
        return HttpResponse(_template().render({"title": name, "rows": rows(reader)}))

    return thin


_parsed: list[Template] = []


def _template() -> Template:
    if not _parsed:
        _parsed.append(engines["django"].from_string(TEMPLATE))
    return _parsed[0]


urlpatterns = [
    *(path(f"thin/{name}/", _view(name, rows)) for name, rows in VIEWS.items()),
    *urls.urlpatterns,
]
