"""The settings of a whole policy and of a stage: their names, kinds and which way is stricter."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from governance.policy import words
from governance.policy.catalogue import COUNTS, LIMIT, REQUIRED, RESIDENCY, TARGETS
from governance.policy.kinds import (
    HIGHER,
    LOWER,
    Choice,
    Flag,
    Kind,
    Number,
    Text,
    Whole,
    Words,
)

ONE: Final = Decimal(1)

# Settings by the section in which they stand; "" is the top of the document.
SECTIONS: Final[Mapping[str, Mapping[str, Kind]]] = {
    "": {
        "title": Text(200),
        "description": Text(),
        "counts": COUNTS,
        "evaluation_limit": LIMIT,
        "votes_of_leavers_count": Flag(strict=False),
        "residency": RESIDENCY,
        "sandbox_required": REQUIRED,
        "conditions_lapse": Choice(words.LAPSES, ordered=True),
        "meaningless_fields": Words(words.WORDING_FIELDS),
    },
    "separation": {
        "author_votes": Choice(words.AUTHORS_VOTE, ordered=True),
        "approver_may_release": Flag(strict=False),
    },
    "release": {
        "kinds": Words(words.RELEASE_KINDS),
        "targets": TARGETS,
        "break_glass_people": Whole(2, 10, HIGHER),
    },
    "monitoring": {
        "window": Choice(words.WINDOWS, ordered=True),
        "lateness_days": Whole(0, 3650, LOWER),
        "min_coverage": Number(Decimal(0), ONE, HIGHER),
        "min_rows": Whole(1, 1_000_000_000, HIGHER),
    },
    "monitoring.drift": {
        "psi": Number(Decimal("0.0001"), Decimal(100), LOWER),
        "ks": Number(Decimal("0.0001"), ONE, LOWER),
    },
}

STAGE: Final[Mapping[str, Kind]] = {
    "needs_to_work": Words(words.STAGES),
    "needs_to_close": Words(words.STAGES),
    "advisory_roles": Words(words.VOTERS),
    "expires_days": Whole(1, 3650, LOWER),
    "due_days": Whole(1, 365),
    "remind_days": Whole(1, 365),
}

APPROVAL: Final[Mapping[str, Kind]] = {
    "role": Choice(words.VOTERS),
    "count": Whole(1, 50, HIGHER),
    "everyone": Flag(strict=True),
    "not_author": Flag(strict=True),
}
CONDITION: Final[Mapping[str, Kind]] = {
    key: Choice(options) for key, options in words.CONDITIONS.items()
}
CHECK: Final[Mapping[str, Kind]] = {
    "binding": Flag(strict=True),
    "waivable": Flag(strict=False),
}
