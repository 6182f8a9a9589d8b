"""What a policy says once it is read: frozen, typed, whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from governance.policy import words


@dataclass(frozen=True)
class Condition:
    """When a rule applies: each key of the context (tier, residency, classification) in a set."""

    allowed: tuple[tuple[str, tuple[str, ...]], ...]

    def holds(self, context: Mapping[str, str | None]) -> bool:
        """Does it apply? What the context doesn't say can't lift a rule, so then it applies."""
        return all(context.get(key) in (None, *values) for key, values in self.allowed)

    def __str__(self) -> str:
        parts = (f"{key} is {' or '.join(values)}" for key, values in self.allowed)
        return " and ".join(parts).replace("_", "-")


@dataclass(frozen=True)
class CheckRule:
    """A check at a gate. One that isn't binding is shown and shuts nothing."""

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    binding: bool = True
    waivable: bool = True
    line: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))


@dataclass(frozen=True)
class ApprovalRule:
    """So many votes of one role. `everyone` asks all who hold the role, `count` at the least."""

    role: str
    count: int = 1
    everyone: bool = False
    when: Condition | None = None
    not_author: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class StageRules:
    """One stage: what it needs, what is checked at its gate, who opens it, for how long.

    `needs_to_close` holds `needs_to_work` too: what the work stood on must still stand.
    `expires_days` counts from the decision, `due_days` from the submission; reminders go out
    `remind_days` before the due date and again before an approval expires.
    """

    key: str
    needs_to_work: tuple[str, ...] = ()
    needs_to_close: tuple[str, ...] = ()
    checks: tuple[CheckRule, ...] = ()
    approvals: tuple[ApprovalRule, ...] = ()
    advisory_roles: tuple[str, ...] = ()
    expires_days: int | None = None
    due_days: int | None = None
    remind_days: int | None = None

    @property
    def has_gate(self) -> bool:
        return self.key in words.GATED

    def check(self, key: str) -> CheckRule | None:
        """The rule of this check here, if the stage has it."""
        return next((one for one in self.checks if one.key == key), None)

    def approvals_for(self, context: Mapping[str, str | None]) -> tuple[ApprovalRule, ...]:
        """The approvals that apply to a use case with this tier, residency, classification."""
        return tuple(one for one in self.approvals if one.when is None or one.when.holds(context))


@dataclass(frozen=True)
class Separation:
    """Who may not do both. The submitter and the run's author never vote, whatever this says."""

    author_votes: str = words.WHERE_RULES_ALLOW
    approver_may_release: bool = True


@dataclass(frozen=True)
class ReleaseRules:
    """By what right a version may be released, and where; no `targets` means any."""

    kinds: tuple[str, ...] = words.RELEASE_KINDS
    targets: tuple[str, ...] = ()
    break_glass_people: int = 2


@dataclass(frozen=True)
class DriftRules:
    """From where on drift is shown as drift: PSI and the Kolmogorov–Smirnov statistic."""

    psi: Decimal = Decimal("0.2")
    ks: Decimal = Decimal("0.1")


@dataclass(frozen=True)
class MonitoringRules:
    """How operation is judged: the window, how late feedback may come, how much there must be."""

    window: str = "month"
    lateness_days: int = 30
    min_coverage: Decimal = Decimal("0.5")
    min_rows: int = 100
    drift: DriftRules = field(default_factory=DriftRules)


@dataclass(frozen=True)
class Layer:
    """A published policy version that this one is built on."""

    name: str
    number: int


@dataclass(frozen=True)
class Policy:
    """A whole policy, `extends` applied; `layers` names what it is built on, nearest first."""

    name: str
    title: str
    stages: Mapping[str, StageRules]
    description: str = ""
    layers: tuple[Layer, ...] = ()
    counts: str = words.MEASURED
    evaluation_limit: int = 3
    votes_of_leavers_count: bool = False
    residency: str | None = None
    sandbox_required: bool = False
    conditions_lapse: str = words.SHUT
    meaningless_fields: tuple[str, ...] = ("title", "description")
    separation: Separation = field(default_factory=Separation)
    release: ReleaseRules = field(default_factory=ReleaseRules)
    monitoring: MonitoringRules = field(default_factory=MonitoringRules)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stages", MappingProxyType(dict(self.stages)))

    @property
    def extends(self) -> str | None:
        return self.layers[0].name if self.layers else None

    def stage(self, key: str) -> StageRules:
        """The rules of a stage; raises KeyError for a stage that the policy doesn't have."""
        return self.stages[key]
