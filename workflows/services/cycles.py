"""Cycles: begun with what the last one leaves open, pinned to data, abandoned by two people."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance import access as governance_access
from governance import canonical
from governance.actors import Actor
from governance.errors import GateShut, Invalid, NotVisible, StaleState
from governance.models import Finding, PolicyVersion, Proposal, Review
from governance.policy import Policy, to_dict
from governance.services import ledger, proposals
from governance.services.policies import version_rules
from governance.words import ReviewState
from projects import access as projects_access
from projects.models import DatasetVersion, UseCase
from projects.words import Lifecycle, Part
from workflows import access, loop, standing
from workflows.bound import content_of, hash_of
from workflows.material import gather
from workflows.models import Cycle, CycleData, StageAttempt, Target
from workflows.services import attempts, settling
from workflows.stages import DEFINITION, GATED
from workflows.words import AttemptEnd, CycleState

SLICE = "slice"
USES = (Part.TRAIN, Part.HELD_OUT, SLICE)


def start(
    *,
    actor: Actor,
    use_case_id: int,
    why: str = "",
    entry_stage: str = "",
    finding_id: int | None = None,
    now: datetime,
) -> Cycle:
    """Begin the next cycle under the policy's latest version, carrying over what may be.

    From `entry_stage` on, when one is named, every stage is done anew. Raises Denied, NotVisible,
    Invalid for an unknown stage and StaleState while another cycle is being built.
    """
    if entry_stage and entry_stage not in GATED:
        raise Invalid(
            {
                "entry_stage": _("%(entry_stage)s has no gate; choose one of %(gated)s.")
                % {"entry_stage": repr(entry_stage), "gated": ", ".join(GATED)}
            }
        )
    with transaction.atomic():
        use_case = _use_case(actor, use_case_id, now)
        governance_access.authorise(
            actor, "cycle.start", use_case.scope, now=now, state=use_case.lifecycle
        )
        _refuse_second(use_case)
        previous = _previous(use_case)
        cycle = Cycle.objects.create(
            scope=use_case.scope,
            use_case=use_case,
            number=(use_case_cycles(use_case).aggregate(last=Max("number"))["last"] or 0) + 1,
            policy_version=_latest_version(use_case),
            cause=_cause(use_case, finding_id),
            why=why[:300],
            entry_stage=entry_stage or DEFINITION,
            started_at=now,
            target=previous.target if previous else _only_target(),
        )
        ledger.record(
            actor=actor,
            kind="cycle.started",
            scope=use_case.scope,
            subject=f"cycle:{cycle.pk}",
            now=now,
            number=cycle.number,
            entry_stage=entry_stage,
            policy_version=cycle.policy_version_id,
            cause=finding_id,
        )
        if previous is not None:
            _carry_over(cycle, previous, entry_stage, now)
        settling.settle(cycle_id=cycle.pk, now=now)
        return cycle


def use_case_cycles(use_case: UseCase):
    """All cycles of a use case, oldest first."""
    return Cycle.objects.filter(use_case=use_case).order_by("number")


def choose_target(*, actor: Actor, cycle_id: int, target_id: int, now: datetime) -> Cycle:
    """Say where this cycle's version is to be released; it is part of what Release approves."""
    with transaction.atomic():
        cycle = access.building(access.cycle(actor, cycle_id, now=now, lock=True))
        governance_access.authorise(
            actor, "release.execute", cycle.scope, now=now, state=cycle.use_case.lifecycle
        )
        target = Target.objects.filter(pk=target_id).first()
        if target is None:
            raise Invalid(
                {
                    "target_id": _("There is no target %(target_id)s; choose one from the list.")
                    % {"target_id": target_id}
                }
            )
        cycle.target = target
        cycle.save(update_fields=["target"])
        ledger.record(
            actor=actor,
            kind="target.chosen",
            scope=cycle.scope,
            subject=f"cycle:{cycle.pk}",
            now=now,
            target=target.key,
        )
        settling.settle(cycle_id=cycle.pk, now=now)
        return cycle


def pin_data(
    *, actor: Actor, cycle_id: int, datasets: Sequence[tuple[int, str]], now: datetime
) -> list[CycleData]:
    """Pin dataset versions to the cycle, each for `train`, `held_out` or `slice`.

    A slice is a part of held-out data that is measured by itself, say one month. Only versions
    made by the current plan, which passed its checks, while the Data gate is open.
    """
    with transaction.atomic():
        cycle = access.building(access.cycle(actor, cycle_id, now=now, lock=True))
        governance_access.authorise(
            actor, "data.pin", cycle.scope, now=now, state=cycle.use_case.lifecycle
        )
        seen = standing.of(cycle, now=now)
        if not seen.stages["data"].is_open:
            raise GateShut(
                [reason.why() for reason in seen.stages["data"].view.reasons],
                _("Data can be pinned once the Data gate is open."),
            )
        pins = [_pin(cycle, seen.material.plan, *wanted, now=now) for wanted in datasets]
        ledger.record(
            actor=actor,
            kind="data.pinned",
            scope=cycle.scope,
            subject=f"cycle:{cycle.pk}",
            now=now,
            pins=[
                {"dataset": pin.dataset_id, "use": pin.part, "sha256": pin.sha256} for pin in pins
            ],
        )
        return pins


def _pin(cycle: Cycle, plan, dataset_id: int, use: str, *, now: datetime) -> CycleData:
    dataset = DatasetVersion.objects.filter(pk=dataset_id, scope=cycle.scope).first()
    if dataset is None:
        raise NotVisible(
            _("There is no dataset version %(dataset_id)s in this use case.")
            % {"dataset_id": dataset_id}
        )
    if use not in USES:
        raise Invalid(
            {
                "use": _("%(use)s is no use; choose one of %(uses)s.")
                % {"use": repr(use), "uses": ", ".join(USES)}
            }
        )
    if plan is None or dataset.plan_id != plan.pk:
        raise Invalid(
            {
                "dataset": _("%(dataset)s was made by another plan; make it anew by plan %(plan)s.")
                % {"dataset": dataset, "plan": plan.number}
            }
        )
    if not dataset.passed:
        raise Invalid(
            {
                "dataset": _(
                    "%(dataset)s failed a check of its plan; register a version that passes."
                )
                % {"dataset": dataset}
            }
        )
    if (use == Part.TRAIN) != (dataset.part != Part.HELD_OUT):
        raise Invalid(
            {
                "use": _("%(dataset)s is %(part)s data; it can't be used for %(use)s.")
                % {"dataset": dataset, "part": dataset.get_part_display(), "use": use}
            }
        )
    pin, _made = CycleData.objects.update_or_create(
        cycle=cycle,
        dataset=dataset,
        defaults={"part": use, "sha256": dataset.sha256, "pinned_at": now},
    )
    return pin


def propose_abandoning(*, actor: Actor, cycle_id: int, reason: str, now: datetime) -> Proposal:
    """Ask for a cycle to be given up; it goes on until a second person confirms."""
    with transaction.atomic():
        cycle = access.building(access.cycle(actor, cycle_id, now=now, lock=True))
        return proposals.propose(
            actor=actor,
            scope_id=cycle.scope_id,
            act="cycle.abandon",
            subject_type="cycle",
            subject_id=cycle.pk,
            reason=reason,
            now=now,
            state=cycle.use_case.lifecycle,
        )


def confirm_abandoning(*, actor: Actor, proposal_id: int, now: datetime) -> Cycle:
    """A second person confirms: the cycle's attempts end, what serves goes on serving."""
    with transaction.atomic():
        proposal = governance_access.visible(
            Proposal.objects, actor, now, pk=proposal_id, act="cycle.abandon"
        )
        cycle = access.building(access.cycle(actor, proposal.subject_id, now=now, lock=True))
        proposals.confirm(
            actor=actor, proposal_id=proposal_id, now=now, state=cycle.use_case.lifecycle
        )
        end(actor=actor, cycle=cycle, state=CycleState.ABANDONED, how=AttemptEnd.ABANDONED, now=now)
        return cycle


def end(*, actor: Actor, cycle: Cycle, state: str, how: str, now: datetime) -> None:
    """End a cycle and its open attempts; call it with the scope held."""
    for attempt in cycle.attempts.filter(ended_at=None):
        attempts.end(actor=actor, attempt=attempt, how=how, now=now)
    cycle.state, cycle.ended_at = state, now
    cycle.save(update_fields=["state", "ended_at"])
    ledger.record(
        actor=actor,
        kind="cycle.abandoned" if state == CycleState.ABANDONED else "cycle.ended",
        scope=cycle.scope,
        subject=f"cycle:{cycle.pk}",
        now=now,
        number=cycle.number,
    )


def _use_case(actor: Actor, use_case_id: int, now: datetime) -> UseCase:
    if actor.is_system:
        use_case = UseCase.objects.select_related("scope", "policy").get(pk=use_case_id)
        access.hold(use_case.scope)
        return use_case
    return projects_access.use_case(actor, use_case_id, now=now, lock=True)


def _refuse_second(use_case: UseCase) -> None:
    running = use_case_cycles(use_case).filter(state=CycleState.BUILDING).first()
    if running is not None:
        raise StaleState(
            _("Cycle %(running)s is still being built; a use case builds one at a time.")
            % {"running": running.number},
            remedy=_("Finish cycle %(running)s, or abandon it with a second person.")
            % {"running": running.number},
        )
    if use_case.lifecycle != Lifecycle.ACTIVE:
        raise StaleState(
            _("The use case is %(lifecycle)s.") % {"lifecycle": use_case.get_lifecycle_display()},
            remedy=_("Resume it first."),
        )


def _previous(use_case: UseCase) -> Cycle | None:
    finished = use_case_cycles(use_case).exclude(state=CycleState.ABANDONED)
    return finished.select_related("scope", "use_case", "policy_version", "target").last()


def _latest_version(use_case: UseCase) -> PolicyVersion:
    version = use_case.policy.versions.order_by("-number").first()
    if version is None:
        raise StaleState(
            _("Policy %(policy)s has no published version.") % {"policy": use_case.policy},
            remedy=_("A governance officer publishes one under Policies."),
        )
    return version


def _cause(use_case: UseCase, finding_id: int | None) -> Finding | None:
    if finding_id is None:
        return None
    found = Finding.objects.filter(pk=finding_id, scope=use_case.scope).first()
    if found is None:
        raise Invalid(
            {
                "finding_id": _("There is no finding %(finding_id)s in this use case.")
                % {"finding_id": finding_id}
            }
        )
    return found


def _only_target() -> Target | None:
    """The target, where there is just one to choose."""
    targets = list(Target.objects.all()[:2])
    return targets[0] if len(targets) == 1 else None


def _carry_over(cycle: Cycle, previous: Cycle, entry: str, now: datetime) -> None:
    approved = _approved_attempts(previous, now)
    fresh, old = gather(cycle), version_rules(previous.policy_version)
    rules = {stage: _rules_hash(fresh.policy, stage) for stage in approved}
    answers = loop.carry_over(
        approvals={
            stage: loop.Approval(
                attempt.pk, attempt.content_hash, _rules_hash(old, stage), _origin(attempt)
            )
            for stage, attempt in approved.items()
        },
        content_hashes={stage: hash_of(content_of(stage, fresh)) for stage in approved},
        rules_hashes=rules,
        entry=entry,
    )
    for kept in answers:
        if kept.carried:
            attempts.carry(
                actor=settling.LOOP,
                cycle=cycle,
                stage=kept.stage,
                approved=approved[kept.stage],
                why=kept.why,
                now=now,
            )
    cycle.entry_stage = entry or next(one.stage for one in answers if not one.carried)
    cycle.carry_notes = canonical.dumps({one.stage: one.why for one in answers})
    cycle.save(update_fields=["entry_stage", "carry_notes"])


def _approved_attempts(cycle: Cycle, now: datetime) -> dict[str, StageAttempt]:
    """The newest approving attempt of each stage whose approval still stands."""
    rows = cycle.attempts.filter(end__in=[AttemptEnd.APPROVED, AttemptEnd.CARRIED])
    found = {}
    for attempt in rows.select_related(
        "gate", "carried_from__gate", "carried_from__cycle", "cycle"
    ):
        approvals = Review.objects.filter(
            gate=standing.gate_of(attempt),
            state=ReviewState.APPROVED,
            content_hash=attempt.content_hash,
        )
        if any(one.expires_at is None or one.expires_at > now for one in approvals):
            found[attempt.stage] = attempt
    return found


def _origin(attempt: StageAttempt) -> int:
    return (attempt.carried_from or attempt).cycle.number


def _rules_hash(policy: Policy, stage: str) -> str:
    return canonical.digest(to_dict(policy)["stages"][stage])
