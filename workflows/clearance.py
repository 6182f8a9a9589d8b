"""The one answer to "may this model version go to this target now?", with every reason."""

from dataclasses import dataclass
from datetime import datetime

from governance.models import Review
from governance.queries import overdue_findings
from governance.words import ReviewState
from projects.words import Lifecycle
from workflows import standing
from workflows.bound import version_of
from workflows.models import Candidate, Cycle, Release, Target
from workflows.standing import LoopStanding
from workflows.words import CycleState, ReleaseKind, ReleaseState


@dataclass(frozen=True)
class Clearance:
    """Yes or no; `reasons` say why not, one a sentence, `review` is the approval it stands on."""

    ok: bool
    reasons: tuple[str, ...]
    review: Review | None = None


def ask(*, candidate: Candidate, target: Target, now: datetime) -> Clearance:
    """May `candidate` go to `target` now? Asked by pages, API, gateway and the release itself."""
    reasons = _always(candidate, target, now)
    live = _live(candidate, target)
    if live is not None:
        return Clearance(not reasons, tuple(reasons), live.review)
    cycle = Cycle.objects.select_related("scope", "use_case", "policy_version", "target").get(
        pk=candidate.cycle_id
    )
    seen = standing.of(cycle, now=now)
    reasons += _of_this_cycle(candidate, target, cycle, seen)
    return Clearance(
        not reasons, tuple(reasons), seen.stages["release"].review if not reasons else None
    )


def ask_roll_back(*, candidate: Candidate, target: Target, now: datetime) -> Clearance:
    """May a version that was in service once return? No new review, but its approval must hold."""
    reasons = _always(candidate, target, now)
    served = Release.objects.filter(candidate=candidate, target=target, live_at__isnull=False)
    before = served.select_related("review").order_by("-live_at").first()
    if before is None:
        return Clearance(
            False,
            (
                *reasons,
                f"{candidate} was never in service on {target}.",
            ),
        )
    review = before.review
    if review is None or before.kind == ReleaseKind.BREAK_GLASS:
        reasons.append(f"{candidate} went out without an approval of its own.")
    elif review.state == ReviewState.REVOKED:
        reasons.append(f"The approval of {candidate} was revoked.")
    elif review.state != ReviewState.APPROVED:
        reasons.append(f"The approval of {candidate} is {review.get_state_display()}.")
    elif review.expires_at is not None and review.expires_at <= now:
        reasons.append(f"The approval of {candidate} expired on {review.expires_at:%d %B %Y}.")
    return Clearance(not reasons, tuple(reasons), review)


def _always(candidate: Candidate, target: Target, now: datetime) -> list[str]:
    """What bars any release: the use case's state, overdue conditions, artifacts never hashed."""
    use_case = candidate.cycle.use_case
    reasons = []
    if use_case.lifecycle != Lifecycle.ACTIVE:
        reasons.append(f"The use case is {use_case.get_lifecycle_display()}.")
    if not candidate.artifacts_sha:
        reasons.append(
            f"The artifacts of {candidate} were never read, so nothing names them for good."
        )
    reasons += [
        f"{finding.title} was due on {finding.due:%d %B %Y} and is still open."
        for finding in overdue_findings(candidate.scope, now)
        if finding.shuts_clearance
    ]
    return reasons


def _live(candidate: Candidate, target: Target) -> Release | None:
    rows = Release.objects.filter(candidate=candidate, target=target, state=ReleaseState.LIVE)
    return rows.select_related("review").first()


def _of_this_cycle(
    candidate: Candidate, target: Target, cycle: Cycle, seen: LoopStanding
) -> list[str]:
    reasons = []
    if cycle.state != CycleState.BUILDING:
        reasons.append(f"Cycle {cycle.number} is {cycle.get_state_display()}.")
    nominated = seen.material.candidate
    if nominated is None or version_of(nominated) != version_of(candidate):
        reasons.append(f"{candidate} isn't the version that cycle {cycle.number} nominated last.")
    if cycle.target_id != target.pk:
        wanted = cycle.target.title if cycle.target else "no target"
        reasons.append(f"Cycle {cycle.number} is to be released to {wanted}, not to {target}.")
    for stage in seen.stages.values():
        reasons += _of_stage(stage)
    return reasons


def _of_stage(stage) -> list[str]:
    if stage.is_open:
        return []
    if not stage.view.reasons:
        return [f"The {stage.spec.label} gate is shut."]
    return [f"{stage.spec.label}: {reason.text}" for reason in stage.view.reasons]
