"""Components that stand within a line of text."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def leaf(template_name: str, **context: Any) -> SafeString:
    """What a template renders, without the newline at its end.

    A newline would be a space before the comma that follows the component.
    """
    return SafeString(render_to_string(template_name, context).strip())
