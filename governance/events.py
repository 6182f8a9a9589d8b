"""What webhooks can tell: event types under names that stay, each with the ledger kinds behind it.

Receivers depend on the names, so a ledger kind may change its own and an event's may not; a test
holds the list against the one in docs/webhooks.md.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# What a person sends to see whether the receiver answers; nobody subscribes to it.
TEST = "webhook.test"

# By name: what it says, in words.
EVENTS: Mapping[str, Any] = {
    "use_case.created": _("a use case was founded"),
    "use_case.suspended": _("a use case was suspended"),
    "use_case.resumed": _("a use case goes on"),
    "use_case.retired": _("a use case was retired"),
    "member.added": _("somebody was given a role"),
    "member.removed": _("somebody’s role ended"),
    "brief.revised": _("the brief has a new revision"),
    "plan.revised": _("the data plan has a new version"),
    "dataset.registered": _("a dataset version was registered"),
    "data.pinned": _("data was pinned to the cycle"),
    "environment.revised": _("an environment has a new revision"),
    "contract.revised": _("an application’s contract has a new revision"),
    "smoke.reported": _("a smoke test was reported"),
    "cycle.started": _("a cycle began"),
    "cycle.in_service": _("what a cycle built is in service"),
    "cycle.ended": _("a cycle ended"),
    "cycle.abandoned": _("a cycle was abandoned"),
    "loop.returned": _("the loop led back to a stage"),
    "review.submitted": _("a gate waits for votes"),
    "review.approved": _("a round was approved"),
    "review.rejected": _("a round was rejected"),
    "review.changes_asked": _("changes were asked for"),
    "review.withdrawn": _("a round was withdrawn"),
    "review.stale": _("what a round was about changed"),
    "review.revoked": _("an approval was revoked"),
    "review.expired": _("an approval expired"),
    "vote.cast": _("a vote was cast"),
    "gate.opened": _("a gate opened"),
    "gate.shut": _("a gate shut"),
    "waiver.granted": _("a check was waived"),
    "waiver.revoked": _("a waiver was revoked"),
    "finding.opened": _("a finding was opened"),
    "finding.assigned": _("a finding was given an owner"),
    "finding.resolved": _("a finding was resolved"),
    "finding.lapsed": _("a condition lapsed"),
    "run.mirrored": _("a run ended in MLflow"),
    "candidate.nominated": _("a model version was nominated"),
    "evaluation.done": _("a version was measured"),
    "evaluation.failed": _("a measurement failed"),
    "job.done": _("long work is done"),
    "job.failed": _("long work failed"),
    "alias.out_of_band": _("an alias was moved past the gates"),
    "release.executed": _("a release was carried out"),
    "release.live": _("a release went live"),
    "release.failed": _("a release failed"),
    "release.replaced": _("a version gave way to another"),
    "release.stopped": _("a release was stopped"),
    "window.judged": _("a window was judged"),
    "work_item.added": _("work was noted"),
    "work_item.done": _("work was done"),
    "policy.published": _("a policy has a new version"),
}
# What belongs to no use case: webhooks of the site alone are told of it.
OF_THE_SITE = frozenset({"environment.revised", "policy.published"})
# By ledger kind. A kind that is renamed keeps its event here.
_OF_KIND: Mapping[str, str] = {name: name for name in EVENTS}


def event_of(kind: str) -> str:
    """The event that an entry of this kind is told as; nothing where none is."""
    return _OF_KIND.get(kind, "")


def kinds() -> frozenset[str]:
    """The ledger kinds that are told."""
    return frozenset(_OF_KIND)


def unknown(names: Iterable[str]) -> list[str]:
    """Those that are no events."""
    return sorted(set(names) - EVENTS.keys())
