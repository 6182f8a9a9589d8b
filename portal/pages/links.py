"""Addresses that may be missing: a page that a deployment leaves out has none."""

from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

# A list of fifty has a link for each, and most lists are of the same things as those before.
MOST = 4096


def to(name: str, *args: object) -> str:
    """The address of a page, or nothing where there is no such page."""
    return _to(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), name, args)


@lru_cache(maxsize=MOST)
def _to(urlconf: str, prefix: str, name: str, args: tuple[object, ...]) -> str:
    try:
        return reverse(name, urlconf, args=args)
    except NoReverseMatch:
        return ""
