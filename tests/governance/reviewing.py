"""A gate to vote at: policies made of typed rules, content and facts that tests can vary."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from governance import canonical
from governance.models import Gate, Policy, PolicyVersion, Review, Scope
from governance.policy import ApprovalRule, CheckRule, StageRules, to_dict
from governance.policy import Policy as Rules
from governance.services import reviews
from tests.cast import Cast

CONTENT = {"revision": 1}
FACTS: dict[str, Any] = {
    "stage": "platform",
    "authors": [],
    "needs": [],
    "brief": {"tier": "low", "residency": "anywhere", "classification": "internal"},
}
PASSING = {"needs": [{"stage": "definition", "open": True, "reason": ""}]}
FAILING = {"needs": [{"stage": "definition", "open": False, "reason": "nothing was submitted"}]}


def publish(
    now: datetime, *, name: str = "small", number: int = 1, **changes: Any
) -> PolicyVersion:
    """Publish a policy with one stage: by default two votes of IT and one of an analyst."""
    stage = StageRules(
        key="platform",
        **(
            {
                "checks": (),
                "approvals": (ApprovalRule("it", 2), ApprovalRule("analyst", 1)),
            }
            | changes.pop("stage", {})
        ),
    )
    rules = Rules(name=name, title=name.capitalize(), stages={"platform": stage}, **changes)
    resolved = canonical.dumps(to_dict(rules))
    policy, _ = Policy.objects.get_or_create(name=name, defaults={"title": rules.title})
    return PolicyVersion.objects.create(
        policy=policy,
        number=number,
        source="",
        resolved=resolved,
        sha256=canonical.sha256(resolved),
        published_at=now,
    )


def needs_open(**more: Any) -> dict[str, Any]:
    """A stage whose one check asks for the definition to be open."""
    return {"checks": (CheckRule("needs-open", **more),), "needs_to_close": ("definition",)}


@dataclass
class Table:
    """A gate of the platform stage, and the acts of a review at it."""

    cast: Cast
    scope: Scope
    version: PolicyVersion
    now: datetime
    content: dict[str, Any] = field(default_factory=lambda: dict(CONTENT))

    def __post_init__(self) -> None:
        self.gate: Gate = reviews.ensure_gate(
            scope_id=self.scope.pk, subject_type="attempt", subject_id=1, stage="platform"
        )

    @property
    def current_hash(self) -> str:
        return canonical.digest(self.content)

    def later(self, **delta: int) -> datetime:
        return self.now + timedelta(**delta)

    def submit(
        self, name: str = "sam", facts: Mapping[str, Any] | None = None, **more: Any
    ) -> Review:
        return reviews.open_round(
            **{
                "actor": self.cast.actor(name),
                "gate_id": self.gate.pk,
                "stage": "platform",
                "policy_version_id": self.version.pk,
                "content": self.content,
                "facts": FACTS | dict(facts or {}),
                "now": self.now,
                **more,
            }
        )

    def vote(
        self, review: Review, name: str, choice: str = "approve", **more: Any
    ) -> reviews.VoteResult:
        return reviews.vote(
            **{
                "actor": self.cast.actor(name),
                "review_id": review.pk,
                "role": None,
                "choice": choice,
                "current_hash": self.current_hash,
                "now": self.now,
                **more,
            }
        )

    def refresh(self, now: datetime | None = None):
        return reviews.refresh(
            gate_id=self.gate.pk, current_hash=self.current_hash, now=now or self.now
        )

    def reread(self, review: Review) -> Review:
        return Review.objects.get(pk=review.pk)
