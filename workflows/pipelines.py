"""Pipelines that carry releases out: who is told by the use case's webhooks, and when they were."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from governance import canonical
from governance.errors import GateShut
from governance.models import LedgerEntry, Scope, Webhook, WebhookMessage
from governance.queries.webhooks import hindrance, may_be_told
from governance.words import WebhookState
from workflows.models import Release, Target
from workflows.words import Driver, ReleaseState

BEGUN = "release.executed"
# What a pipeline has to hear: that a version is to be put there, and that it is to be taken off.
EVENTS = frozenset({BEGUN, "release.stopped"})


def refuse_unheard(scope: Scope, target: Target, now: datetime) -> None:
    """Raises GateShut where no webhook would tell a pipeline: the release would wait in vain."""
    rows = Webhook.objects.there().filter(state=WebhookState.ACTIVE)
    rows = rows.filter(Q(scope=None) | Q(scope=scope)).select_related("owner", "scope")
    if any(_tells(one) and _is_told(one, scope, now) for one in rows):
        return
    raise GateShut(
        [
            _(
                "No active webhook tells of release.executed and release.stopped here. DevOps or "
                "IT makes one on the Integration page, or resumes the one that is paused."
            )
        ],
        _("%(target)s is served by a pipeline, and none would hear of this release.")
        % {"target": target},
    )


def told_at(release: Release) -> datetime | None:
    """When a pipeline first took the message of this release, or None while none has."""
    entries = LedgerEntry.objects.filter(kind=BEGUN, scope=release.scope.key)
    subject = f"release:{release.pk}"
    bodies = entries.filter(recorded_at__gte=release.recorded_at - timedelta(minutes=1))
    ids = [pk for pk, body in bodies.values_list("pk", "body") if _subject(body) == subject]
    messages = WebhookMessage.objects.filter(entry_id__in=ids, done_at__isnull=False, left_out="")
    rows = messages.select_related("webhook").order_by("done_at")
    return next((one.done_at for one in rows if _tells(one.webhook)), None)


def waiting() -> QuerySet[Release]:
    """Releases that wait for a pipeline's report."""
    rows = Release.objects.filter(state=ReleaseState.STARTING, target__driver=Driver.WEBHOOK)
    return rows.select_related("scope", "target", "candidate")


def overdue(clock: datetime) -> list[int]:
    """Those whose report hasn't come in time, by the clock."""
    within = timedelta(seconds=settings.REPORT_WITHIN)
    return list(waiting().filter(recorded_at__lte=clock - within).values_list("pk", flat=True))


def _tells(hook: Webhook) -> bool:
    return set(hook.events) >= EVENTS


def _is_told(hook: Webhook, scope: Scope, now: datetime) -> bool:
    return may_be_told(hook, scope, now) and not hindrance(hook, now)


def _subject(body: str) -> object:
    return canonical.loads(body)["subject"]
