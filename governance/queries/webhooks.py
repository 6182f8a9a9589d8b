"""What a webhook may be told: nothing that whoever answers for it may not see."""

from datetime import datetime

from governance import rules
from governance.access import may
from governance.actors import Actor
from governance.models import Scope, Webhook


def hindrance(hook: Webhook, now: datetime) -> str:
    """Why nothing may be sent there any more, or nothing; `hook` with its owner and scope."""
    if not hook.owner.is_active:
        return f"The account of {hook.owner}, who answers for this webhook, was closed."
    action = "webhook.manage_site" if hook.scope is None else "webhook.manage"
    if may(_owner(hook, now), action, hook.scope, now=now).ok:
        return ""
    who = rules.who_can(action)
    return f"{hook.owner}, who answers for this webhook, is no longer {who} here."


def may_be_told(hook: Webhook, scope: Scope | None, now: datetime) -> bool:
    """Whether its owner sees the use case of an event; events of the whole site have none."""
    if scope is None:
        return hook.scope_id is None
    return Scope.objects.visible_to(_owner(hook, now), now).filter(pk=scope.pk).exists()


def signing(hook: Webhook, now: datetime) -> list[str]:
    """The locked secrets that sign now, the newest first."""
    rows = hook.secrets.order_by("-pk")
    return [one.locked for one in rows if one.until is None or one.until > now]


def _owner(hook: Webhook, now: datetime) -> Actor:
    return Actor.of(hook.owner, via="task", now=now)
