"""Everything a cycle's gates look at, read once: the rows that are current now."""

from dataclasses import dataclass

from governance.models import PolicyVersion
from governance.policy import Policy
from governance.services.policies import version_rules
from projects.models import (
    BriefRevision,
    ContractRevision,
    DataPlan,
    PlatformPlan,
    UseCase,
)
from workflows.models import (
    Candidate,
    Comparison,
    Cycle,
    CycleData,
    Evaluation,
    MlflowBinding,
    Release,
    Target,
)
from workflows.words import EvaluationPurpose, ReleaseState


@dataclass(frozen=True)
class Material:
    """The current rows behind a cycle's gates; None where there is nothing yet."""

    use_case: UseCase
    cycle: Cycle
    policy_version: PolicyVersion
    policy: Policy
    brief: BriefRevision | None = None
    plan: DataPlan | None = None
    pins: tuple[CycleData, ...] = ()
    platform: PlatformPlan | None = None
    candidate: Candidate | None = None
    evaluation: Evaluation | None = None
    comparison: Comparison | None = None
    contract: ContractRevision | None = None
    target: Target | None = None
    binding: MlflowBinding | None = None

    @property
    def context(self) -> dict[str, str]:
        """What the policy's conditions on approvals look at."""
        names = ("tier", "residency", "classification") if self.brief else ()
        return {name: getattr(self.brief, name) for name in names}

    @property
    def held_out(self) -> CycleData | None:
        """The held-out data pinned last: what the candidate is measured on."""
        return next((pin for pin in reversed(self.pins) if pin.part == "held_out"), None)


def gather(cycle: Cycle) -> Material:
    """Read what is current for `cycle`, in a fixed number of queries."""
    use_case = cycle.use_case
    briefs = use_case.briefs.select_related("author").prefetch_related("objectives")
    brief = briefs.order_by("-number").first()
    plans = use_case.data_plans.select_related("author").prefetch_related(
        "steps", "sources__place", "sources__owner"
    )
    plan = plans.order_by("-number").first()
    candidate = _candidate(cycle)
    evaluation = _evaluation(candidate)
    return Material(
        use_case=use_case,
        cycle=cycle,
        policy_version=cycle.policy_version,
        policy=version_rules(cycle.policy_version),
        brief=brief,
        plan=plan,
        pins=tuple(cycle.data.select_related("dataset__place").order_by("pk")),
        platform=_platform(use_case),
        candidate=candidate,
        evaluation=evaluation,
        comparison=_comparison(evaluation),
        contract=_contract(use_case),
        target=_target(cycle),
        binding=_binding(cycle),
    )


def champion_of(candidate: Candidate) -> Candidate | None:
    """The version in service that a candidate would replace."""
    live = Release.objects.filter(scope=candidate.scope_id, state=ReleaseState.LIVE)
    if candidate.cycle.target_id:
        live = live.filter(target_id=candidate.cycle.target_id)
    release = live.exclude(candidate=candidate).select_related("candidate").order_by("-pk").first()
    return release.candidate if release else None


def _target(cycle: Cycle) -> Target | None:
    if cycle.target_id is None:
        return None
    return Target.objects.select_related("place").get(pk=cycle.target_id)


def _binding(cycle: Cycle) -> MlflowBinding | None:
    rows = MlflowBinding.objects.select_related("server", "artifacts_place")
    return rows.filter(scope=cycle.scope_id).first()


def _platform(use_case: UseCase) -> PlatformPlan | None:
    plans = use_case.platform_plans.select_related("author", "revision__environment__place")
    return plans.prefetch_related("revision__frameworks").order_by("-number").first()


def _candidate(cycle: Cycle) -> Candidate | None:
    nominated = cycle.candidates.filter(superseded_at=None)
    return nominated.select_related("author", "server", "run").first()


def _evaluation(candidate: Candidate | None) -> Evaluation | None:
    if candidate is None:
        return None
    tries = candidate.evaluations.filter(purpose=EvaluationPurpose.CANDIDATE)
    return tries.select_related("dataset").order_by("-pk").first()


def _comparison(evaluation: Evaluation | None) -> Comparison | None:
    if evaluation is None:
        return None
    rows = Comparison.objects.filter(challenger=evaluation)
    return rows.select_related("champion__candidate").order_by("-pk").first()


def _contract(use_case: UseCase) -> ContractRevision | None:
    rows = ContractRevision.objects.filter(application__use_case=use_case)
    return (
        rows.select_related("author", "application", "operational_source__place")
        .order_by("-pk")
        .first()
    )
