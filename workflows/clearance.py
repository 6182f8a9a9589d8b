"""The one answer to "may this model version go to this target now?", with every reason."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

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
    """Yes or no; `reasons` say why not, one a sentence, `review` is the approval it stands on.

    `until` is when the answer may change by itself, if that is known.
    """

    ok: bool
    reasons: tuple[str, ...]
    review: Review | None = None
    until: datetime | None = None


def ask(
    *, candidate: Candidate, target: Target, now: datetime, seen: LoopStanding | None = None
) -> Clearance:
    """May `candidate` go to `target` now? Asked by pages, API, gateway and the release itself.

    `seen` is how the candidate's cycle stands now, where that was read this moment.
    """
    reasons = _always(candidate, target, now)
    live = _live(candidate, target)
    if live is not None:
        return Clearance(not reasons, tuple(reasons), live.review)
    if seen is None or seen.material.cycle.pk != candidate.cycle_id:
        seen = standing.of(_cycle_of(candidate), now=now)
    reasons += _of_this_cycle(candidate, target, seen.material.cycle, seen)
    review = seen.stages["release"].review if not reasons else None
    return Clearance(not reasons, tuple(reasons), review, _until(seen))


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
                _("%(candidate)s was never in service on %(target)s.")
                % {"candidate": candidate, "target": target},
            ),
        )
    review = before.review
    if review is None or before.kind == ReleaseKind.BREAK_GLASS:
        reasons.append(
            _("%(candidate)s went out without an approval of its own.") % {"candidate": candidate}
        )
    elif review.state == ReviewState.REVOKED:
        reasons.append(_("The approval of %(candidate)s was revoked.") % {"candidate": candidate})
    elif review.state != ReviewState.APPROVED:
        reasons.append(
            _("The approval of %(candidate)s is %(state)s.")
            % {"candidate": candidate, "state": review.get_state_display()}
        )
    elif review.expires_at is not None and review.expires_at <= now:
        reasons.append(
            _("The approval of %(candidate)s expired on %(expires_at)s.")
            % {"candidate": candidate, "expires_at": date_format(review.expires_at, "d F Y")}
        )
    return Clearance(not reasons, tuple(reasons), review)


def _always(candidate: Candidate, target: Target, now: datetime) -> list[str]:
    """What bars any release: the use case's state, overdue conditions, artifacts never hashed."""
    use_case = candidate.cycle.use_case
    reasons = []
    if use_case.lifecycle != Lifecycle.ACTIVE:
        reasons.append(
            _("The use case is %(lifecycle)s.") % {"lifecycle": use_case.get_lifecycle_display()}
        )
    if not candidate.artifacts_sha:
        reasons.append(
            _("The artifacts of %(candidate)s were never read, so nothing names them for good.")
            % {"candidate": candidate}
        )
    reasons += [
        _("%(finding)s was due on %(due)s and is still open.")
        % {
            "finding": finding.title,
            "due": date_format(finding.due, "d F Y") if finding.due else "",
        }
        for finding in overdue_findings(candidate.scope, now)
        if finding.shuts_clearance
    ]
    return reasons


def _cycle_of(candidate: Candidate) -> Cycle:
    rows = Cycle.objects.select_related("scope", "use_case", "policy_version", "target")
    return rows.get(pk=candidate.cycle_id)


def _until(seen: LoopStanding) -> datetime | None:
    """The first moment at which one of the gates has to be looked at again."""
    moments = [stage.view.recheck_at for stage in seen.stages.values()]
    return min((one for one in moments if one is not None), default=None)


def _live(candidate: Candidate, target: Target) -> Release | None:
    rows = Release.objects.filter(candidate=candidate, target=target, state=ReleaseState.LIVE)
    return rows.select_related("review").first()


def _of_this_cycle(
    candidate: Candidate, target: Target, cycle: Cycle, seen: LoopStanding
) -> list[str]:
    reasons = []
    if cycle.state != CycleState.BUILDING:
        reasons.append(
            _("Cycle %(cycle)s is %(state)s.")
            % {"cycle": cycle.number, "state": cycle.get_state_display()}
        )
    nominated = seen.material.candidate
    if nominated is None or version_of(nominated) != version_of(candidate):
        reasons.append(
            _("%(candidate)s isn't the version that cycle %(cycle)s nominated last.")
            % {"candidate": candidate, "cycle": cycle.number}
        )
    if cycle.target_id != target.pk:
        wanted = cycle.target.title if cycle.target else _("no target")
        reasons.append(
            _("Cycle %(cycle)s is to be released to %(wanted)s, not to %(target)s.")
            % {"cycle": cycle.number, "wanted": wanted, "target": target}
        )
    for stage in seen.stages.values():
        reasons += _of_stage(stage)
    return reasons


def _of_stage(stage) -> list[str]:
    if stage.is_open:
        return []
    if not stage.view.reasons:
        return [_("The %(spec)s gate is shut.") % {"spec": stage.spec.label}]
    return [reason.why(of=str(stage.spec.label)) for reason in stage.view.reasons]
