"""The seven stages: who owns each, who contributes, and what it waits for by default."""

from dataclasses import dataclass

DEFINITION = "definition"
DATA = "data"
PLATFORM = "platform"
TRAINING = "training"
INTEGRATION = "integration"
RELEASE = "release"
OPERATION = "operation"


@dataclass(frozen=True)
class StageSpec:
    """One stage of the loop; `gated` is false for Operation, which a later release ends."""

    key: str
    label: str
    number: int
    owner: str
    contributors: tuple[str, ...]
    produces: str
    gated: bool = True


STAGES: dict[str, StageSpec] = {
    spec.key: spec
    for spec in (
        StageSpec(DEFINITION, "Definition", 1, "analyst", ("data_scientist",), "the brief"),
        StageSpec(
            DATA,
            "Data readiness",
            2,
            "data_engineer",
            ("data_scientist", "analyst"),
            "the data plan",
        ),
        StageSpec(
            PLATFORM, "Platform readiness", 3, "it", ("data_scientist",), "an environment that fits"
        ),
        StageSpec(TRAINING, "Training", 4, "data_scientist", (), "one nominated model version"),
        StageSpec(
            INTEGRATION,
            "Integration",
            5,
            "app_developer",
            ("devops",),
            "the application's contract",
        ),
        StageSpec(
            RELEASE, "Release", 6, "devops", ("app_developer", "it"), "the version on a target"
        ),
        StageSpec(
            OPERATION,
            "Operation",
            7,
            "devops",
            ("data_scientist", "analyst"),
            "scores, feedback and windows",
            gated=False,
        ),
    )
}
GATED: tuple[str, ...] = tuple(key for key, spec in STAGES.items() if spec.gated)
