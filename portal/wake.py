"""The bell that wakes workers: a message through the broker, sent where nobody waits for it."""

from governance.bell import Bell
from portal.celery import app

TASK = "governance.work_off_deliveries"
# A message that nobody fetched is of no use later: the relay has rung again by then.
EXPIRES = 60.0


def publish() -> None:
    """Send the message that wakes one worker; raises what the broker's client raises."""
    app.send_task(TASK, expires=EXPIRES, retry=False)


ring = Bell(publish, otherwise="the relay delivers")
