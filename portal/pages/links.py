"""Addresses that may be missing: a page that a deployment leaves out has none."""

from django.urls import NoReverseMatch, reverse


def to(name: str, *args: object) -> str:
    """The address of a page, or nothing where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
