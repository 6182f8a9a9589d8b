"""Where every gate of a cycle stands now, computed from facts; lists read `Gate.state` instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from governance import checks, gates
from governance.checks import CheckLine
from governance.errors import GateShut
from governance.gates import GateView
from governance.models import Gate, Review
from governance.policy import StageRules
from governance.queries import electorate, frozen_checks, review_facts, vote_facts, waiver_facts
from governance.roll import Roll
from governance.services.policies import version_rules
from governance.words import ReviewState
from workflows import host
from workflows.bound import content_of, hash_of
from workflows.contents import Content
from workflows.facts import Facts, facts_for, shared_facts
from workflows.material import Material, gather
from workflows.models import Cycle, StageAttempt
from workflows.stages import GATED, STAGES, StageSpec

# Checks that the world can turn after an approval; the others were frozen with the review.
STANDING_CHECKS = frozenset(
    {
        "needs-open",
        "sources-granted",
        "dataset-checks",
        "residency",
        "target-residency",
        "objectives-met",
    }
)


@dataclass(frozen=True)
class StageStanding:
    """One stage now: its newest attempt, its gate, and what an approval would bind to.

    `review` is the round that `view` speaks of: the one that waits, else the approval of this
    content, else the last. `checks` are the policy's checks over the facts as they are now.
    """

    spec: StageSpec
    rules: StageRules
    attempt: StageAttempt | None
    review: Review | None
    content: Content | None
    content_hash: str
    facts: Facts
    checks: tuple[CheckLine, ...]
    view: GateView
    workable: bool
    blocked_by: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.view.state == "open"

    @property
    def turnable(self) -> tuple[CheckLine, ...]:
        """The checks that the world can turn, as they are now."""
        return tuple(line for line in self.checks if line.rule.key in STANDING_CHECKS)

    @property
    def carried(self) -> bool:
        return self.attempt is not None and self.attempt.carried_from_id is not None


@dataclass(frozen=True)
class LoopStanding:
    """A cycle's gates in order, and the rows behind them.

    `attempts` are those at each stage, oldest first, `rounds` those at each gate by its id.
    """

    material: Material
    stages: Mapping[str, StageStanding]
    attempts: Mapping[str, list[StageAttempt]]
    rounds: Mapping[int, list[Review]]
    roll: Roll
    waivers: tuple[checks.WaiverFact, ...]

    def is_open(self) -> dict[str, bool]:
        return {key: stage.is_open for key, stage in self.stages.items()}


def of(cycle: Cycle, *, now: datetime) -> LoopStanding:
    """Every gate of `cycle` as of `now`, from content, reviews, votes, waivers and the clock."""
    material = gather(cycle)
    attempts = _attempts(cycle)
    reader = _Reader(
        material,
        _reviews(attempts),
        Roll(cycle.scope_id),
        waiver_facts(cycle.scope_id, now),
        shared_facts(material, sandbox=host.sandbox()),
        now,
    )
    stages: dict[str, StageStanding] = {}
    for key in GATED:
        rules = material.policy.stages.get(key)
        if rules is not None:
            stages[key] = reader.stage(rules, attempts.get(key, []), stages)
    return LoopStanding(material, stages, attempts, reader.reviews, reader.roll, reader.waivers)


def refuse_while_blocked(seen: LoopStanding, stage: str, message: str) -> None:
    """Raises GateShut, with the first reason of each gate that has to be open before the stage."""
    if blocked := seen.stages[stage].blocked_by:
        raise GateShut([seen.stages[key].view.reasons[0].why() for key in blocked], message)


@dataclass(frozen=True)
class _Reader:
    """What every stage's answer is put together from, read once."""

    material: Material
    reviews: Mapping[int, list[Review]]
    roll: Roll
    waivers: tuple[checks.WaiverFact, ...]
    shared: Facts
    now: datetime

    def stage(
        self, rules: StageRules, attempts: list[StageAttempt], before: Mapping[str, StageStanding]
    ) -> StageStanding:
        """One stage, given those before it."""
        content = content_of(rules.key, self.material, _cleared_by(before))
        content_hash = hash_of(content)
        facts = facts_for(rules.key, self.material, shared=self.shared, needs=_needs(rules, before))
        lines = checks.run_all(rules, facts, self.waivers, self.now)
        review = _relevant(attempts, self.reviews, content_hash)
        blocked = tuple(need for need in rules.needs_to_work if not _open(before, need))
        return StageStanding(
            spec=STAGES[rules.key],
            rules=rules,
            attempt=attempts[-1] if attempts else None,
            review=review,
            content=content,
            content_hash=content_hash,
            facts=facts,
            checks=lines,
            view=self._view(rules, review, content_hash, lines),
            workable=not blocked,
            blocked_by=blocked,
        )

    def _view(self, rules: StageRules, review: Review | None, content_hash: str, lines) -> GateView:
        """How the gate stands on this round; one without a round stands on the facts of now."""
        if review is None:
            return gates.evaluate(
                rules=rules,
                binding=None,
                current_hash=content_hash,
                checks=lines,
                votes=(),
                electorate=electorate(rules, self.roll, self.now),
                now=self.now,
            )
        policy = version_rules(review.policy_version)
        asked = policy.stage(rules.key)
        return gates.evaluate(
            rules=asked,
            binding=review_facts(review, policy),
            current_hash=content_hash,
            checks=_turned(frozen_checks(review, asked, self.waivers, self.now), lines),
            votes=vote_facts(review, policy, self.roll, self.now),
            electorate=electorate(asked, self.roll, self.now),
            now=self.now,
        )


def _turned(frozen: tuple[CheckLine, ...], current: tuple[CheckLine, ...]) -> tuple[CheckLine, ...]:
    """The frozen checks, those that the world can turn after an approval as they are now."""
    now = {line.rule.key: line for line in current if line.rule.key in STANDING_CHECKS}
    return tuple(now.get(line.rule.key, line) for line in frozen)


def context_of(material: Material) -> dict[str, str]:
    """What the policy's conditions on approvals look at."""
    return material.context


def _attempts(cycle: Cycle) -> dict[str, list[StageAttempt]]:
    rows = cycle.attempts.select_related("gate", "carried_from__gate", "carried_from__cycle")
    found: dict[str, list[StageAttempt]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.stage, []).append(row)
    return found


def gate_of(attempt: StageAttempt) -> Gate | None:
    """The gate at which an attempt was or will be decided: its own, or the one it was carried from."""
    return (attempt.carried_from or attempt).gate


def _reviews(attempts: Mapping[str, list[StageAttempt]]) -> dict[int, list[Review]]:
    found_gates = [gate_of(one) for row in attempts.values() for one in row]
    found: dict[int, list[Review]] = {}
    rows = Review.objects.filter(gate__in=[gate for gate in found_gates if gate])
    rows = rows.select_related("gate__scope", "policy_version", "submitter").prefetch_related(
        "votes__voter", "votes__on_behalf_of", "exclusions__user", "check_results"
    )
    for row in rows.order_by("submitted_at", "pk"):
        found.setdefault(row.gate_id, []).append(row)
    return found


def _relevant(attempts, reviews, content_hash: str) -> Review | None:
    """The round to speak of: one that waits, else an approval of this very content, else the last."""
    gates_ = [gate for one in attempts if (gate := gate_of(one)) is not None]
    rounds = [row for gate in gates_ for row in reviews.get(gate.pk, [])]
    waiting = [row for row in rounds if row.state == ReviewState.OPEN]
    approved = [row for row in rounds if row.state == ReviewState.APPROVED]
    bound = [row for row in approved if row.content_hash == content_hash]
    for choice in (waiting, bound, approved, rounds):
        if choice:
            return choice[-1]
    return None


def _needs(rules: StageRules, before: Mapping[str, StageStanding]) -> list[Facts]:
    return [
        {"stage": need, "open": _open(before, need), "reason": _why_shut(before, need)}
        for need in rules.needs_to_close
    ]


def _open(before: Mapping[str, StageStanding], stage: str) -> bool:
    return stage in before and before[stage].is_open


def _why_shut(before: Mapping[str, StageStanding], stage: str) -> str:
    if stage not in before or before[stage].is_open:
        return ""
    reasons = before[stage].view.reasons
    return reasons[0].text if reasons else ""


def _cleared_by(before: Mapping[str, StageStanding]) -> dict[str, str]:
    return {key: stage.content_hash for key, stage in before.items()}
