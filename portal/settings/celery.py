"""Celery: the broker only wakes workers, so nothing is ever lost with it."""

from portal.settings import environment
from portal.settings.home import PITWALL_RUNTIME

BROKER_SOCKET = PITWALL_RUNTIME / "broker.sock"
REDIS_URL = environment.text("REDIS_URL")


def broker_url() -> str:
    """REDIS_URL, or the embedded broker's unix socket."""
    return REDIS_URL or f"redis+socket://{BROKER_SOCKET}"


CELERY_BROKER_URL = broker_url()
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_DEFAULT_QUEUE = environment.text("PITWALL_QUEUE", "pitwall")
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 3,
    "socket_connect_timeout": 1,
    "health_check_interval": 10,
}
# A publish that fails is left to the relay, so it must fail soon.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    # Through the queue, so that a worker that went silent is seen (governance.heartbeat).
    "pulse": {"task": "governance.pulse", "schedule": 10.0, "options": {"expires": 60}},
    # The team's runs are on the use case's page within 10 s of their end: on Pitwall's own server
    # they are heard, so that a use case in which nothing runs is looked at once a minute alone.
    "mirror": {"task": "workflows.mirror_runs", "schedule": 5.0, "options": {"expires": 5}},
    # What was done in a registry behind our back is found within a minute.
    "reconcile": {"task": "workflows.reconcile", "schedule": 30.0, "options": {"expires": 30}},
    # A release that was executed is in the registry half a minute after whatever kept it from that.
    "intents": {"task": "workflows.settle_intents", "schedule": 30.0, "options": {"expires": 30}},
    # A pipeline that is silent for too long is missed within half a minute.
    "reports": {"task": "workflows.miss_reports", "schedule": 30.0, "options": {"expires": 30}},
    "look-again": {"task": "workflows.look_again", "schedule": 15.0, "options": {"expires": 15}},
    "catch-up": {"task": "workflows.catch_up", "schedule": 15.0, "options": {"expires": 15}},
    "windows": {"task": "workflows.judge_windows", "schedule": 60.0, "options": {"expires": 60}},
    "findings": {"task": "governance.lapse_findings", "schedule": 60.0, "options": {"expires": 60}},
    "work-due": {"task": "projects.remind_due", "schedule": 300.0, "options": {"expires": 300}},
    # What people chose to be told at once is on its way within this.
    "notices": {"task": "portal.send_notices", "schedule": 10.0, "options": {"expires": 10}},
    # Archives of use cases are kept for some days.
    "exports": {"task": "workflows.sweep_exports", "schedule": 900.0, "options": {"expires": 900}},
    "webhooks": {"task": "portal.send_webhooks", "schedule": 5.0, "options": {"expires": 5}},
    # Tables that would only grow.
    "messages": {
        "task": "governance.forget_messages",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "forget": {"task": "governance.forget_notices", "schedule": 600.0, "options": {"expires": 600}},
    "answers": {
        "task": "governance.forget_answers",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "sessions": {"task": "portal.clear_sessions", "schedule": 3600.0, "options": {"expires": 3600}},
}
