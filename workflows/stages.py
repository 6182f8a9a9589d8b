"""The seven stages: who owns each, who contributes, and what it waits for by default."""

from dataclasses import dataclass

from governance.saying import gettext, gettext_noop

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
    title: str
    number: int
    owner: str
    contributors: tuple[str, ...]
    makes: str
    gated: bool = True

    @property
    def label(self) -> str:
        """Its title in the reader's language; what is kept says `title`."""
        return gettext(self.title)

    @property
    def produces(self) -> str:
        return gettext(self.makes)


STAGES: dict[str, StageSpec] = {
    spec.key: spec
    for spec in (
        StageSpec(
            DEFINITION,
            gettext_noop("Definition"),
            1,
            "analyst",
            ("data_scientist",),
            gettext_noop("the brief"),
        ),
        StageSpec(
            DATA,
            gettext_noop("Data readiness"),
            2,
            "data_engineer",
            ("data_scientist", "analyst"),
            gettext_noop("the data plan"),
        ),
        StageSpec(
            PLATFORM,
            gettext_noop("Platform readiness"),
            3,
            "it",
            ("data_scientist",),
            gettext_noop("an environment that fits"),
        ),
        StageSpec(
            TRAINING,
            gettext_noop("Training"),
            4,
            "data_scientist",
            (),
            gettext_noop("one nominated model version"),
        ),
        StageSpec(
            INTEGRATION,
            gettext_noop("Integration"),
            5,
            "app_developer",
            ("devops",),
            gettext_noop("the application's contract"),
        ),
        StageSpec(
            RELEASE,
            gettext_noop("Release"),
            6,
            "devops",
            ("app_developer", "it"),
            gettext_noop("the version on a target"),
        ),
        StageSpec(
            OPERATION,
            gettext_noop("Operation"),
            7,
            "devops",
            ("data_scientist", "analyst"),
            gettext_noop("scores, feedback and windows"),
            gated=False,
        ),
    )
}
GATED: tuple[str, ...] = tuple(key for key, spec in STAGES.items() if spec.gated)
