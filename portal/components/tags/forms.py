"""Form parts: a label above, help below, the error beside the thing it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Context
from django.utils.translation import gettext as _

register = template.Library()


@register.inclusion_tag("components/field.html")
def field(field: BoundField) -> dict[str, Any]:
    """A labelled input with its help and its errors.

    Django ties both to the input (`aria-describedby`) by the ids used here.
    """
    attributes: dict[str, str | bool] = {
        "class": f"input {field.field.widget.attrs.get('class', '')}".strip()
    }
    return {"field": field, "widget": field.as_widget(attrs=attributes)}


@register.inclusion_tag("components/choices.html")
def choices(field: BoundField, notes: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Radio buttons as cards; `notes` says in small what each value brings."""
    said = notes or {}
    options = [(option, said.get(str(option.data["value"]), "")) for option in field]
    return {"field": field, "options": options}


@register.inclusion_tag("components/tick.html")
def tick(field: BoundField) -> dict[str, Any]:
    """One checkbox and its words."""
    return {"field": field}


@register.inclusion_tag("components/ticks.html")
def ticks(field: BoundField) -> dict[str, Any]:
    """Several checkboxes under one legend."""
    return {"field": field, "options": list(field)}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What has to be mended, on top: from two faults on, or when no field has it."""
    general = form.non_field_errors()
    wrong = list(_wrong_fields(form))
    return {"general": general, "wrong": wrong if general or len(wrong) > 1 else []}


def _wrong_fields(form: BaseForm) -> Iterator[BoundField]:
    return (field for field in form if field.errors)


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(
    context: Context,
    text: str,
    href: str,
    kind: str = "",
    size: str = "",
    icon: str = "",
    name: str = "",
    value: object = "",
    disabled_reason: str = "",
    what: str = "",
) -> dict[str, Any]:
    """A form of one button; one that can't be pressed says why beside it."""
    return {
        "text": text,
        "href": href,
        "kind": kind,
        "size": size,
        "icon": icon,
        "name": name,
        "value": value,
        "disabled_reason": disabled_reason,
        "what": what or _("entries"),
    }


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(
    context: Context, page: Page | Any, what: str = "", name: str = "page", place: str = ""
) -> dict[str, Any]:
    """How many of how many, where that is known, and the way to the pages beside; keeps the query.

    Several lists on one page have each a `name` in the address, and a `place` to come back to.
    """
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    return {
        "page": page,
        "what": what or _("entries"),
        "name": name,
        "newer": _page_query(query, name, page.number - 1, place) if page.has_previous() else "",
        "older": _page_query(query, name, page.number + 1, place) if page.has_next() else "",
    }


def _page_query(query: QueryDict, name: str, number: int, place: str) -> str:
    query[name] = str(number)
    address, _hash, anchor = place.partition("#")
    return f"{address}?{query.urlencode()}" + (f"#{anchor}" if anchor else "")
