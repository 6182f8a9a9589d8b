"""Every check that a policy may ask for: its name, the stages it suits, its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from governance.policy import words
from governance.policy.kinds import LOWER, Choice, Flag, Kind, Number, Whole, Words

NEEDS_OPEN: Final = "needs-open"


@dataclass(frozen=True)
class CheckSpec:
    """One check. `params` are those that a policy may write; `floor` maps a parameter to the
    setting of the whole policy below which it never falls."""

    key: str
    title: str
    stages: tuple[str, ...]
    params: Mapping[str, Kind] = field(default_factory=dict)
    floor: Mapping[str, str] = field(default_factory=dict)


COUNTS: Final = Choice(words.COUNTS, ordered=True)
RESIDENCY: Final = Choice(words.RESIDENCIES, ordered=True)
LIMIT: Final = Whole(1, 1000, LOWER)
TARGETS: Final = Words(empty_is_any=True)
REQUIRED: Final = Flag(strict=True)
MARGIN: Final = Number(Decimal(0), Decimal(1000000), LOWER)
JUDGED_BY: Final = Choice(("value", "interval"), ordered=True)

_SPECS: Final = (
    CheckSpec(NEEDS_OPEN, "The stages before are open", words.STAGES[1:]),
    CheckSpec("brief-complete", "The brief is complete", (words.DEFINITION,)),
    CheckSpec("sources-granted", "Access to every source is granted", (words.DATA,)),
    CheckSpec(
        "residency",
        "Everything lies where the brief lets it",
        (words.DEFINITION, words.DATA, words.PLATFORM),
        {"required": RESIDENCY},
        {"required": "residency"},
    ),
    CheckSpec("plan-complete", "The data plan is complete", (words.DATA,)),
    CheckSpec("data-sufficient", "There is enough data", (words.DATA, words.TRAINING)),
    CheckSpec(
        "dataset-checks",
        "The data passes the plan's checks",
        (words.DATA, words.TRAINING),
    ),
    CheckSpec("environment-capacity", "The environment carries the load", (words.PLATFORM,)),
    CheckSpec(
        "frameworks-supported", "The environment has the frameworks asked for", (words.PLATFORM,)
    ),
    CheckSpec(
        "service-level",
        "A service level is given",
        (words.PLATFORM,),
        {"levels": Words(empty_is_any=True)},
    ),
    CheckSpec(
        "objectives-met",
        "The objectives are met on held-out data",
        (words.TRAINING,),
        {"counts": COUNTS},
        {"counts": "counts"},
    ),
    CheckSpec(
        "evaluation-limit",
        "The held-out data wasn't tried too often",
        (words.TRAINING,),
        {"limit": LIMIT},
        {"limit": "evaluation_limit"},
    ),
    CheckSpec(
        "not-worse-than-champion",
        "Not worse than the version in service",
        (words.TRAINING,),
        {"margin": MARGIN, "judged_by": JUDGED_BY},
    ),
    CheckSpec(
        "requirements-fit",
        "The environment has what the model requires",
        (words.TRAINING, words.INTEGRATION),
    ),
    CheckSpec(
        "signature-matches", "The contract matches the model's signature", (words.INTEGRATION,)
    ),
    CheckSpec("smoke-passed", "The application's smoke test passed", (words.INTEGRATION,)),
    CheckSpec(
        "sandbox-available",
        "Models run in a sandbox",
        (words.TRAINING, words.RELEASE),
        {"required": REQUIRED},
        {"required": "sandbox_required"},
    ),
    CheckSpec(
        "target-residency",
        "The target lies where the brief lets it",
        (words.RELEASE,),
        {"required": RESIDENCY},
        {"required": "residency"},
    ),
    CheckSpec(
        "target-allowed",
        "The policy allows the target",
        (words.RELEASE,),
        {"targets": TARGETS},
        {"targets": "release.targets"},
    ),
)

CATALOGUE: Final[Mapping[str, CheckSpec]] = {spec.key: spec for spec in _SPECS}
