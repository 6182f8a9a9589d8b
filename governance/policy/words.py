"""The words that a policy may use, as plain strings: this room knows no database."""

from typing import Final

from governance.saying import gettext_noop

DEFINITION: Final = "definition"
DATA: Final = "data"
PLATFORM: Final = "platform"
TRAINING: Final = "training"
INTEGRATION: Final = "integration"
RELEASE: Final = "release"
OPERATION: Final = "operation"

STAGES: Final = (DEFINITION, DATA, PLATFORM, TRAINING, INTEGRATION, RELEASE, OPERATION)
GATED: Final = STAGES[:-1]  # operation ends when a later release replaces it, not at a gate

STAGE_LABELS: Final = {
    DEFINITION: gettext_noop("Definition"),
    DATA: gettext_noop("Data readiness"),
    PLATFORM: gettext_noop("Platform readiness"),
    TRAINING: gettext_noop("Training"),
    INTEGRATION: gettext_noop("Integration"),
    RELEASE: gettext_noop("Release"),
    OPERATION: gettext_noop("Operation"),
}

VOTERS: Final = (
    "analyst",
    "data_scientist",
    "data_engineer",
    "it",
    "app_developer",
    "devops",
    "officer",
    "validator",
)

CLAIMED: Final = "claimed"
MEASURED: Final = "measured"
COUNTS: Final = (CLAIMED, MEASURED)  # the later, the stricter

SHUT: Final = "shut"
WARN: Final = "warn"
LAPSES: Final = (WARN, SHUT)  # the later, the stricter

WHERE_RULES_ALLOW: Final = "where_rules_allow"
NEVER: Final = "never"
AUTHORS_VOTE: Final = (WHERE_RULES_ALLOW, NEVER)  # the later, the stricter

ANYWHERE: Final = "anywhere"
ON_PREMISES: Final = "on_premises"
RESIDENCIES: Final = (ANYWHERE, ON_PREMISES)  # the later, the stricter

WINDOWS: Final = ("month", "week", "day")
RELEASE_KINDS: Final = ("approved", "rollback", "break_glass")
# Fields of the brief that a policy may call wording; the others bear on meaning.
WORDING_FIELDS: Final = ("title", "description", "need", "constraints")

CONDITIONS: Final = {
    "tier": ("low", "medium", "high"),
    "residency": RESIDENCIES,
    "classification": ("public", "internal", "confidential", "restricted"),
}
