"""Governance's tasks: thin, and safe to run twice or not at all, because the tables know."""

import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from governance import heartbeat, wake
from governance.services import answers, counts, deliveries, findings, notices, webhook_messages

LIMIT = 100


@shared_task(name="governance.work_off_deliveries")
def work_off_deliveries() -> None:
    """Deliver what is due; where there may be more, another task goes on."""
    if deliveries.work_off(limit=LIMIT) == LIMIT:
        wake.workers()


@shared_task(name="governance.pulse")
def pulse() -> None:
    """The worker's sign of life: clock, broker and worker have to be well for it to come."""
    heartbeat.beat(heartbeat.WORKER, now=timezone.now())


@shared_task(name="governance.lapse_findings")
def lapse_findings() -> None:
    """Conditions whose date has passed unfulfilled lapse, and say so in the record."""
    findings.lapse_due(now=timezone.now())


@shared_task(name="governance.forget_notices")
def forget_notices() -> None:
    """What people were told long ago makes room."""
    notices.forget(now=timezone.now())


@shared_task(name="governance.forget_answers")
def forget_answers() -> None:
    """Answers to calls with a key make room after a day, and counts of calls after their span."""
    answers.forget(now=timezone.now())
    counts.forget(span=int(time.time()) // settings.API_SPAN_SECONDS)


@shared_task(name="governance.forget_messages")
def forget_messages() -> None:
    """What was sent to webhooks long ago makes room, and secrets that sign no more."""
    webhook_messages.forget(now=timezone.now())
