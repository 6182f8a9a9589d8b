"""The projects' tasks: thin, and safe to run twice or not at all, because the tables know."""

from celery import shared_task
from django.utils import timezone

from projects.services import work_items


@shared_task(name="projects.remind_due")
def remind_due() -> None:
    """Work whose day has come is said to be due, once."""
    work_items.remind_due(now=timezone.now())
