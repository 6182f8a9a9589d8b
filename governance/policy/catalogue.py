"""Every check that a policy may ask for: its name, the stages it suits, its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from governance.policy import words
from governance.policy.kinds import LOWER, Choice, Flag, Kind, Number, Whole, Words
from governance.saying import gettext_noop

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
    CheckSpec(NEEDS_OPEN, gettext_noop("The stages before are open"), words.STAGES[1:]),
    CheckSpec("brief-complete", gettext_noop("The brief is complete"), (words.DEFINITION,)),
    CheckSpec("sources-granted", gettext_noop("Access to every source is granted"), (words.DATA,)),
    CheckSpec(
        "residency",
        gettext_noop("Everything lies where the brief lets it"),
        (words.DEFINITION, words.DATA, words.PLATFORM),
        {"required": RESIDENCY},
        {"required": "residency"},
    ),
    CheckSpec("plan-complete", gettext_noop("The data plan is complete"), (words.DATA,)),
    CheckSpec(
        "data-sufficient", gettext_noop("There is enough data"), (words.DATA, words.TRAINING)
    ),
    CheckSpec(
        "dataset-checks",
        gettext_noop("The data passes the plan's checks"),
        (words.DATA, words.TRAINING),
    ),
    CheckSpec(
        "environment-capacity", gettext_noop("The environment carries the load"), (words.PLATFORM,)
    ),
    CheckSpec(
        "frameworks-supported",
        gettext_noop("The environment has the frameworks asked for"),
        (words.PLATFORM,),
    ),
    CheckSpec(
        "service-level",
        gettext_noop("A service level is given"),
        (words.PLATFORM,),
        {"levels": Words(empty_is_any=True)},
    ),
    CheckSpec(
        "objectives-met",
        gettext_noop("The objectives are met on held-out data"),
        (words.TRAINING,),
        {"counts": COUNTS},
        {"counts": "counts"},
    ),
    CheckSpec(
        "evaluation-limit",
        gettext_noop("The held-out data wasn't tried too often"),
        (words.TRAINING,),
        {"limit": LIMIT},
        {"limit": "evaluation_limit"},
    ),
    CheckSpec(
        "not-worse-than-champion",
        gettext_noop("Not worse than the version in service"),
        (words.TRAINING,),
        {"margin": MARGIN, "judged_by": JUDGED_BY},
    ),
    CheckSpec(
        "requirements-fit",
        gettext_noop("The environment has what the model requires"),
        (words.TRAINING, words.INTEGRATION),
    ),
    CheckSpec(
        "signature-matches",
        gettext_noop("The contract matches the model's signature"),
        (words.INTEGRATION,),
    ),
    CheckSpec(
        "smoke-passed", gettext_noop("The application's smoke test passed"), (words.INTEGRATION,)
    ),
    CheckSpec(
        "sandbox-available",
        gettext_noop("Models run in a sandbox"),
        (words.TRAINING, words.RELEASE),
        {"required": REQUIRED},
        {"required": "sandbox_required"},
    ),
    CheckSpec(
        "target-residency",
        gettext_noop("The target lies where the brief lets it"),
        (words.RELEASE,),
        {"required": RESIDENCY},
        {"required": "residency"},
    ),
    CheckSpec(
        "target-allowed",
        gettext_noop("The policy allows the target"),
        (words.RELEASE,),
        {"targets": TARGETS},
        {"targets": "release.targets"},
    ),
)

CATALOGUE: Final[Mapping[str, CheckSpec]] = {spec.key: spec for spec in _SPECS}
