"""The shape of what checks are given: JSON without floats, decimals as text.

A key that is absent is unknown, and what is unknown never passes.
"""

from typing import NotRequired, TypedDict


class NeedFact(TypedDict):
    """A stage that has to be open, and why it isn't."""

    stage: str
    open: bool
    reason: str


class ObjectiveFact(TypedDict):
    """`direction` is at_least or at_most, `measured_on` both, held_out or live; `label` is for people."""

    metric: str
    label: NotRequired[str]
    direction: str
    threshold: str
    measured_on: str
    segment: str


class BriefFact(TypedDict, total=False):
    """The newest revision of the brief; `missing` names what it lacks."""

    id: int
    revision: int
    complete: bool
    missing: list[str]
    residency: str
    classification: str
    tier: str
    task: str
    objectives: list[ObjectiveFact]


class PlaceFact(TypedDict):
    """Something and where it lies. `what`: source, dataset, environment, artifact store, target;
    `kind`: on_premises or cloud."""

    what: str
    name: str
    place: str
    kind: str
    region: str


class SourceFact(TypedDict):
    """A source of the plan, the state of access to it, and who can grant it."""

    name: str
    state: str
    owner: str


class PlanFact(TypedDict, total=False):
    """The newest data plan; `thresholds` are rows wanted, by part."""

    id: int
    number: int
    steps: int
    target_column: str
    split_rule: str
    thresholds: dict[str, int]


class VerdictFact(TypedDict, total=False):
    """The last round of the dialogue on sufficiency; `outcome`: asked, sufficient, insufficient."""

    round: int
    asked: int
    delivered: int | None
    outcome: str


class DatasetFact(TypedDict):
    """A dataset version made by the plan, and which of the plan's checks it failed."""

    id: int
    part: str
    label: str
    sha256: str
    rows: int
    passed: bool
    failures: list[str]


class EnvironmentFact(TypedDict, total=False):
    """The environment chosen, as IT described it; `frameworks` maps names to versions."""

    name: str
    revision: int
    place: str
    service_level: str
    cpu_cores: int
    memory_gib: int
    accelerators: int
    frameworks: dict[str, str]


class LoadFact(TypedDict, total=False):
    """What the work needs of an environment."""

    cpu_cores: int
    memory_gib: int
    accelerators: int
    requests_per_second: int


class FrameworksFact(TypedDict, total=False):
    """`needed` maps names to specifiers, `elsewhere` to the environments that satisfy them."""

    needed: dict[str, str]
    elsewhere: dict[str, list[str]]


class CandidateFact(TypedDict, total=False):
    """The nominated model version; `missing` is None until its requirements were compared."""

    id: int
    model: str
    version: str
    run_id: str
    artifacts_sha: str
    missing: list[str] | None
    author: str


class ClaimFact(TypedDict, total=False):
    """What a run says of one metric; `state`: ok, missing, nan or unreachable."""

    value: str | None
    run_id: str
    state: str


class EstimateFact(TypedDict, total=False):
    """A value with its interval."""

    value: str
    low: str | None
    high: str | None


class SegmentFact(TypedDict):
    """The same metrics on a part of the rows, named as column=value."""

    segment: str
    rows: int
    metrics: dict[str, EstimateFact]


class MeasuredFact(TypedDict, total=False):
    """Pitwall's own measurement; `state`: none, waiting, done or failed, `n` numbers the try."""

    evaluation: int
    n: int
    digest: str
    limit: int
    state: str
    reason: str
    rows: int
    metrics: dict[str, EstimateFact]
    segments: list[SegmentFact]


class PairFact(TypedDict, total=False):
    """One metric of both versions on the same rows; `difference` is challenger less champion."""

    champion: EstimateFact
    challenger: EstimateFact
    difference: EstimateFact


class ComparisonFact(TypedDict, total=False):
    """Challenger against champion; `state`: wanted, running, done or failed."""

    id: int
    state: str
    champion: str
    metrics: dict[str, PairFact]


class ColumnFact(TypedDict, total=False):
    """A column of a contract or signature; a signature says which are `required`."""

    name: str
    type: str
    required: bool


class ContractFact(TypedDict, total=False):
    """The application's contract; `smoke`: none, passed or failed, with `smoke_version`."""

    revision: int
    inputs: list[ColumnFact]
    outputs: list[ColumnFact]
    smoke: str
    smoke_version: str
    source: str


class SignatureFact(TypedDict):
    """What the model takes and gives."""

    inputs: list[ColumnFact]
    outputs: list[ColumnFact]


class TargetFact(TypedDict, total=False):
    """Where the version is to go."""

    key: str
    title: str
    place: str
    kind: str


class SandboxFact(TypedDict):
    """`level`: bubblewrap, landlock, none or unknown."""

    level: str
    reason: str


class ClearanceFact(TypedDict):
    """Everything that clearance asks apart from the gate's own approval."""

    ok: bool
    reasons: list[str]


class Facts(TypedDict, total=False):
    """All that a gate's checks may look at.

    `authors` are keys of those who wrote the content. `verdict` is None where nobody has asked
    for so many rows, `comparison` where no version is in service.
    """

    stage: str
    needs: list[NeedFact]
    authors: list[str]
    brief: BriefFact
    places: list[PlaceFact]
    sources: list[SourceFact]
    plan: PlanFact
    verdict: VerdictFact | None
    datasets: list[DatasetFact]
    environment: EnvironmentFact
    load: LoadFact
    frameworks: FrameworksFact
    candidate: CandidateFact
    claimed: dict[str, ClaimFact]
    measured: MeasuredFact
    comparison: ComparisonFact | None
    contract: ContractFact
    signature: SignatureFact
    target: TargetFact
    sandbox: SandboxFact
    clearance: ClearanceFact
