"""Components that stand within a line of text."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def leaf(template_name: str, **context: Any) -> SafeString:
    """What a template renders, without the newline at its end.

    A newline would be a space before the comma that follows the component. A list says the same
    few things again and again, and what a component says hangs on nothing but its values and the
    language: it is rendered once, except while templates are being written.
    """
    values = tuple(sorted(context.items()))
    if settings.DEBUG or not all(isinstance(one, Hashable) for one in context.values()):
        return _render(template_name, values)
    try:
        return _rendered(template_name, values, get_language(), _kinds(values))
    except TypeError:
        return _render(template_name, values)


def _kinds(values: tuple[tuple[str, Any], ...]) -> tuple[type, ...]:
    """What sort each value is of: text that is safe already equals text that isn't."""
    return tuple(type(value) for _, value in values)


@lru_cache(maxsize=4096)
def _rendered(
    template_name: str,
    values: tuple[tuple[str, Any], ...],
    language: str | None,
    kinds: tuple[type, ...],
) -> SafeString:
    return _render(template_name, values)


def _render(template_name: str, values: tuple[tuple[str, Any], ...]) -> SafeString:
    return SafeString(render_to_string(template_name, dict(values)).strip())
