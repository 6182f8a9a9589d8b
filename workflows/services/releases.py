"""Releases: an approved version put on a target by a person with the right, and taken off again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance import access as governance_access
from governance import canonical, inputs
from governance.access import visible
from governance.actors import Actor
from governance.errors import GateShut, StaleState
from governance.models import Finding, Proposal, Scope
from governance.services import findings, ledger, proposals
from workflows import access, clearance, pipelines
from workflows.models import Candidate, Cycle, ModelProcess, Release, Target
from workflows.services import attempts, cycles, rights, settling
from workflows.words import AttemptEnd, CycleState, Driver, ReleaseKind, ReleaseState

RUNNER = Actor.system("runner")
DRAIN = timedelta(seconds=10)
LONGEST_REASON = 2000


def execute(*, actor: Actor, candidate_id: int, target_id: int, now: datetime) -> Release:
    """Put an approved version on its target: wanted now, in service once its process is healthy.

    Clearance is asked again inside the lock. Executing what is already starting or in service
    gives that release back: it happens once. Raises Denied, NotVisible, and GateShut with reasons.
    """
    with transaction.atomic():
        candidate, target = _locked(actor, candidate_id, target_id, now)
        _authorise(actor, "release.execute", candidate, now)
        there = _there_already(candidate, target)
        if there is not None:
            return there
        rights.refuse_kind(candidate, ReleaseKind.APPROVED)
        said = clearance.ask(candidate=candidate, target=target, now=now)
        if not said.ok:
            raise GateShut(
                said.reasons,
                _("%(candidate)s may not go to %(target)s now.")
                % {"candidate": candidate, "target": target},
            )
        rights.refuse_approver(actor, candidate, said.review)
        return _want(actor, candidate, target, ReleaseKind.APPROVED, said.review, now)


def roll_back(
    *, actor: Actor, candidate_id: int, target_id: int, reason: str, now: datetime
) -> Release:
    """Return to a version that was in service before: no new review, a release and a finding.

    Raises Denied, NotVisible, Invalid without a reason, and GateShut when its approval was
    revoked or has expired.
    """
    with transaction.atomic():
        candidate, target = _locked(actor, candidate_id, target_id, now)
        _authorise(actor, "release.roll_back", candidate, now)
        reason = _said(reason)
        rights.refuse_kind(candidate, ReleaseKind.ROLLBACK)
        there = _there_already(candidate, target)
        if there is not None:
            return there
        said = clearance.ask_roll_back(candidate=candidate, target=target, now=now)
        if not said.ok:
            raise GateShut(
                said.reasons,
                _("%(candidate)s can't return to %(target)s.")
                % {"candidate": candidate, "target": target},
            )
        rights.refuse_approver(actor, candidate, said.review)
        release = _want(actor, candidate, target, ReleaseKind.ROLLBACK, said.review, now, reason)
        _find(
            release,
            kind="rolled_back",
            title=f"Rolled back to {candidate} on {target}",
            detail=reason,
            now=now,
        )
        return release


def propose_break_glass(
    *, actor: Actor, candidate_id: int, target_id: int, reason: str, now: datetime
) -> Proposal:
    """Ask to release without an approval; nothing happens until a second person confirms.

    Raises Denied, NotVisible, GateShut, Invalid without a reason, and StaleState while it is
    proposed already.
    """
    with transaction.atomic():
        candidate, target = _locked(actor, candidate_id, target_id, now)
        rights.refuse_kind(candidate, ReleaseKind.BREAK_GLASS)
        return proposals.propose(
            actor=actor,
            scope_id=candidate.scope_id,
            act="release.break_glass",
            subject_type="candidate",
            subject_id=candidate.pk,
            arguments={"target_id": target.pk},
            reason=reason,
            now=now,
            state=candidate.cycle.use_case.lifecycle,
        )


def confirm_break_glass(*, actor: Actor, proposal_id: int, now: datetime) -> Release:
    """A second person confirms: the version is released, and a finding says that the glass is broken."""
    with transaction.atomic():
        asked = visible(Proposal.objects, actor, now, pk=proposal_id, act="release.break_glass")
        target_id = canonical.loads(asked.arguments)["target_id"]
        candidate, target = _locked(actor, asked.subject_id, target_id, now)
        rights.refuse_kind(candidate, ReleaseKind.BREAK_GLASS)
        if _there_already(candidate, target) is not None:
            raise StaleState(
                _("%(candidate)s is on %(target)s already.")
                % {"candidate": candidate, "target": target}
            )
        if not candidate.artifacts_sha:
            raise GateShut(
                [_("The artifacts of %(candidate)s were never read.") % {"candidate": candidate}],
                _("It can't be released."),
            )
        proposals.confirm(
            actor=actor, proposal_id=proposal_id, now=now, state=candidate.cycle.use_case.lifecycle
        )
        parties = [
            (asked.proposed_by_id, "proposed this release"),
            (access.person(actor), "confirmed this release"),
        ]
        release = _want(actor, candidate, target, ReleaseKind.BREAK_GLASS, None, now, asked.reason)
        _find(
            release,
            kind="break_glass",
            title=f"{candidate} was released without an approval",
            detail=asked.reason,
            excluded=parties,
            now=now,
        )
        return release


def stop(*, actor: Actor, release_id: int, reason: str, now: datetime) -> Release:
    """Take a release out of service: its process is stopped, and nothing serves in its place.

    Raises Denied, NotVisible, Invalid without a reason, and StaleState once it is over.
    """
    with transaction.atomic():
        release = _release(visible(Release.objects, actor, now, pk=release_id).pk)
        governance_access.authorise(
            actor,
            "release.stop",
            release.scope,
            now=now,
            state=release.candidate.cycle.use_case.lifecycle,
        )
        reason = _said(reason)
        if release.state not in {ReleaseState.LIVE, ReleaseState.STARTING}:
            raise StaleState(
                _("This release is %(state)s already.") % {"state": release.get_state_display()}
            )
        end(actor, release, ReleaseState.STOPPED, reason, now)
        ModelProcess.objects.filter(release=release).update(wanted=False)
        return release


def went_live(
    *, release_id: int, now: datetime, actor: Actor = RUNNER, report: str = ""
) -> Release:
    """The new version serves: it takes over, the one before drains and ends.

    `report` is what whoever put it there says, where that isn't Pitwall.
    """
    with transaction.atomic():
        release = _release(release_id)
        if release.state != ReleaseState.STARTING:
            return release
        if release.replaces is not None:
            _replace(release.replaces, release, now)
        release.state, release.live_at, release.report = ReleaseState.LIVE, now, report
        release.save(update_fields=["state", "live_at", "report"])
        _record(actor, "release.live", release, now, **_hashed(report))
        _into_operation(release, now)
        return release


def failed(*, release_id: int, reason: str, now: datetime, actor: Actor = RUNNER) -> Release:
    """The new version never served: the old one goes on serving, and a finding says why."""
    with transaction.atomic():
        release = _release(release_id)
        if release.state != ReleaseState.STARTING:
            return release
        end(actor, release, ReleaseState.FAILED, reason, now)
        ModelProcess.objects.filter(release=release).update(wanted=False)
        _find(
            release,
            kind="release_failed",
            title=_failure(release),
            detail=reason,
            now=now,
        )
        return release


def live(scope: Scope, target: Target | None = None) -> Release | None:
    """The release in service of a use case, on `target` or on any."""
    rows = Release.objects.filter(scope=scope, state=ReleaseState.LIVE)
    if target is not None:
        rows = rows.filter(target=target)
    return rows.select_related("candidate", "target", "process").order_by("-live_at").first()


def serving(scope: Scope) -> Release | None:
    """The release that Pitwall's own scoring process answers for."""
    rows = Release.objects.filter(scope=scope, state=ReleaseState.LIVE, target__driver=Driver.LOCAL)
    return rows.select_related("candidate", "target", "process").order_by("-live_at").first()


def _locked(
    actor: Actor, candidate_id: int, target_id: int, now: datetime
) -> tuple[Candidate, Target]:
    rows = Candidate.objects.select_related(
        "scope", "cycle__use_case", "cycle__policy_version", "server"
    )
    candidate = visible(rows, actor, now, pk=candidate_id)
    access.hold(candidate.scope)
    target = Target.objects.filter(pk=target_id).first()
    if target is None:
        raise GateShut(
            [_("There is no target %(target_id)s.") % {"target_id": target_id}],
            _("Choose a target from the list."),
        )
    return rows.get(pk=candidate_id), target


def _authorise(actor: Actor, action: str, candidate: Candidate, now: datetime) -> None:
    governance_access.authorise(
        actor, action, candidate.scope, now=now, state=candidate.cycle.use_case.lifecycle
    )


def _said(reason: str) -> str:
    """A reason as the record and a finding take it; raises Invalid for none, and for one too long."""
    errors: inputs.Errors = {}
    reason = inputs.text(errors, "reason", reason, longest=LONGEST_REASON, multiline=True)
    inputs.raise_if(errors)
    return reason


def _there_already(candidate: Candidate, target: Target) -> Release | None:
    current = Release.objects.filter(
        scope=candidate.scope, target=target, state__in=[ReleaseState.STARTING, ReleaseState.LIVE]
    )
    same = current.filter(candidate=candidate).first()
    if same is None and (other := current.filter(state=ReleaseState.STARTING).first()):
        raise StaleState(
            _("%(candidate)s is starting on %(target)s just now.")
            % {"candidate": other.candidate, "target": target},
            remedy=_("Wait until it is in service or has failed, then try again."),
        )
    return same


def _want(actor, candidate, target, kind, review, now, reason: str = "") -> Release:
    if target.driver == Driver.WEBHOOK:
        pipelines.refuse_unheard(candidate.scope, target, now)
    release = Release.objects.create(
        scope=candidate.scope,
        candidate=candidate,
        target=target,
        review=review,
        kind=kind,
        replaces=live(candidate.scope, target),
        reason=reason,
        executed_by_id=access.person(actor),
        executed_at=now,
    )
    if target.driver == Driver.LOCAL:
        ModelProcess.objects.create(scope=candidate.scope, release=release)
    _record(
        actor,
        "release.executed",
        release,
        now,
        release_kind=kind,
        review=review.pk if review else None,
        replaces=release.replaces_id,
        artifacts_sha=candidate.artifacts_sha,
    )
    return release


def _replace(old: Release, new: Release, now: datetime) -> None:
    """The one before ends; its process drains what it has begun to answer."""
    if old.state == ReleaseState.LIVE:
        end(RUNNER, old, ReleaseState.REPLACED, f"replaced by {new.candidate}", now)
    ModelProcess.objects.filter(release=old).update(drain_until=now + DRAIN)
    old_cycle = old.candidate.cycle
    if old_cycle.pk != new.candidate.cycle_id and old_cycle.state == CycleState.IN_SERVICE:
        cycles.end(
            actor=RUNNER, cycle=old_cycle, state=CycleState.ENDED, how=AttemptEnd.REPLACED, now=now
        )


def _into_operation(release: Release, now: datetime) -> None:
    """A cycle whose version is in service stops building, and its Operation begins."""
    cycle = release.candidate.cycle
    if cycle.state != CycleState.BUILDING:
        return
    settling.settle(cycle_id=cycle.pk, now=now)
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.IN_SERVICE)
    cycle.refresh_from_db()
    ledger.record(
        actor=RUNNER,
        kind="cycle.in_service",
        scope=cycle.scope,
        subject=f"cycle:{cycle.pk}",
        now=now,
        number=cycle.number,
        release=release.pk,
    )
    attempts.open_(actor=RUNNER, cycle=cycle, stage="operation", now=now)


def _release(release_id: int) -> Release:
    rows = Release.objects.select_related(
        "scope",
        "target",
        "candidate__cycle__use_case",
        "candidate__cycle__scope",
        "replaces__candidate__cycle__scope",
    )
    access.hold(rows.get(pk=release_id).scope)
    return rows.get(pk=release_id)


def end(actor: Actor, release: Release, state: str, reason: str, now: datetime) -> None:
    """Note that a release is over, and why; call it with the scope held."""
    release.state, release.reason, release.ended_at = state, reason, now
    release.save(update_fields=["state", "reason", "ended_at"])
    _record(actor, f"release.{state}", release, now)


def _find(
    release: Release,
    *,
    kind: str,
    title: str,
    detail: str,
    excluded: Iterable[tuple[int, str]] = (),
    now: datetime,
) -> Finding:
    finding, _ = findings.open_(
        actor=RUNNER,
        scope_id=release.scope_id,
        kind=kind,
        title=title[:200],
        detail=detail,
        dedupe_key=f"{kind}:release:{release.pk}",
        owner_role="devops",
        stage="release",
        excluded=excluded,
        now=now,
    )
    return finding


def _failure(release: Release) -> str:
    """The title of the finding."""
    if release.target.driver == Driver.WEBHOOK:
        return f"{release.candidate} didn't go live on {release.target}"
    return f"{release.candidate} failed its health check on {release.target}"


def _hashed(report: str) -> dict[str, str]:
    """Free text enters the record by its hash alone."""
    return {"report_sha256": canonical.sha256(report)} if report else {}


def _record(actor: Actor, kind: str, release: Release, now: datetime, **data) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=release.scope,
        subject=f"release:{release.pk}",
        now=now,
        candidate=release.candidate_id,
        model=release.candidate.model,
        version=release.candidate.version,
        target=release.target.key,
        driver=release.target.driver,
        **data,
    )
