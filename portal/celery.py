"""The Celery application: it only wakes workers, the truth about work is in the database."""

import os

from celery import Celery
from celery.signals import worker_process_init

from portal.launch.kin import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("pitwall")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def end_with_worker(**_: object) -> None:
    """A pool process ends with its worker, also when that is killed with -9."""
    end_with_parent()
