"""The portal's tasks: thin, and safe to run twice or not at all, because the tables know."""

from celery import shared_task
from django.core.management import call_command

from portal.notices import sending
from portal.webhooks import sending as webhooks


@shared_task(name="portal.send_notices")
def send_notices() -> None:
    """Send what people chose to be told, and what channels hear of, once it is due."""
    sending.send_due()


@shared_task(name="portal.send_webhooks")
def send_webhooks() -> None:
    """Send events to webhooks, and again what didn't arrive, once it is due."""
    webhooks.send_due()


@shared_task(name="portal.clear_sessions")
def clear_sessions() -> None:
    """Sign-ins that are over make room."""
    call_command("clearsessions")
