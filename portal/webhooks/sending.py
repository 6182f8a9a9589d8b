"""Sends what is due to webhooks: claimed before, settled after, and looked at once more in between."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from standardwebhooks import Webhook as Signer

from governance import vault
from governance.models import Webhook, WebhookMessage
from governance.queries import webhooks as queries
from governance.services import webhook_sending, webhooks
from governance.services.webhook_sending import Answer, ClaimedMessage
from portal.webhooks import payload, posting

logger = logging.getLogger(__name__)

# A task's share, in messages and seconds: what is left over is due in the next, seconds later.
MOST, LONGEST = 200, 60.0
UNSEEN = "whoever answers for the webhook may not see this use case"
UNREADABLE = (
    "Its address or secret was locked with another secret key: give the address again, and make a "
    "new secret."
)

Clock = Callable[[], datetime]


def send_due(*, clock: Clock = timezone.now, most: int = MOST) -> int:
    """Send what is due, at most so many messages; how many were taken up."""
    until = time.monotonic() + LONGEST
    taken = 0
    while taken < most and time.monotonic() < until:
        claimed = webhook_sending.claim(now=clock())
        if claimed is None:
            break
        send(claimed, clock=clock)
        taken += 1
    return taken


def send(claimed: ClaimedMessage, *, clock: Clock = timezone.now) -> bool:
    """Send one message; what goes wrong is kept and tried again. False when the claim was lost."""
    row, hook = claimed.row, claimed.row.webhook
    if why := queries.hindrance(hook, clock()):
        return _pause(claimed, why, clock)
    if row.entry_id is not None and not queries.may_be_told(hook, row.scope, clock()):
        return webhook_sending.leave_out(claimed, UNSEEN, now=clock())
    try:
        answer = _posted(row, hook, clock())
    except vault.Unreadable:
        return _pause(claimed, UNREADABLE, clock)
    except Exception as error:
        # Whatever it is, it is this message's: the next is sent all the same.
        logger.exception("message %s wasn't sent", row.identity)
        answer = Answer(error=f"Pitwall failed to send it ({type(error).__name__}).", ours=True)
    return webhook_sending.settle(claimed, answer, now=clock())


def _posted(row: WebhookMessage, hook: Webhook, now: datetime) -> Answer:
    body = payload.of(row)
    secrets = [vault.unlock(one) for one in queries.signing(hook, now)]
    headers = {
        "content-type": "application/json",
        "accept-encoding": "identity",
        "user-agent": "Pitwall",
        "webhook-id": row.identity,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Signer(one).sign(row.identity, now, body) for one in secrets),
    }
    return posting.post(vault.unlock(hook.address), body, headers)


def _pause(claimed: ClaimedMessage, why: str, clock: Clock) -> bool:
    """Give the message back to a webhook that can't go on as it is."""
    given_back = webhook_sending.give_back(claimed)
    webhooks.pause_by_rule(webhook_id=claimed.row.webhook_id, why=why, now=clock())
    return given_back
