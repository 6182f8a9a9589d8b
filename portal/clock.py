"""What time it is, asked once a request, so that a page and its act agree on one moment."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The moment of a request, aware, in UTC."""
    return timezone.now()
