"""Which votes count, and how each approval rule stands with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from governance.gates.views import PersonFact, QuorumLine, ReviewFacts, VoteFact
from governance.policy import ApprovalRule

YES = frozenset({"approve", "approve_with_conditions"})
BINDING = "binding"
DECIDED = frozenset({"approved", "rejected", "changes_asked"})

Electorate = Mapping[str, Sequence[PersonFact]]


@dataclass(frozen=True)
class Ballot:
    """The votes of a round that count: binding, not void, one a person, of nobody excluded."""

    votes: tuple[VoteFact, ...]
    used: frozenset[str]

    def said(self, choice: str, roles: Iterable[str]) -> tuple[VoteFact, ...]:
        """The votes with one choice, of the roles that are asked."""
        asked = set(roles)
        return tuple(one for one in self.votes if one.choice == choice and one.role in asked)


def persons(vote: VoteFact) -> frozenset[str]:
    """Who stands behind a vote: its caster, and whoever lent the role."""
    return frozenset(filter(None, (vote.voter, vote.on_behalf_of)))


def ballot(votes: Iterable[VoteFact], round_: ReviewFacts) -> Ballot:
    """Each person's first vote, for himself or another; a second one by either isn't counted."""
    counted: list[VoteFact] = []
    used: set[str] = set()
    barred = _barred(round_)
    for vote in sorted(votes, key=lambda one: one.cast_at):
        behind = persons(vote)
        if vote.kind != BINDING or not vote.counts or behind & (used | barred):
            continue
        used |= behind
        counted.append(vote)
    return Ballot(tuple(counted), frozenset(used))


def lines(
    rules: Iterable[ApprovalRule], cast: Ballot, round_: ReviewFacts | None, electorate: Electorate
) -> tuple[QuorumLine, ...]:
    """How each rule stands. A vote may satisfy several rules of its role: they don't add up.

    Without a round nobody is excluded yet.
    """
    return tuple(_line(rule, cast, round_, electorate.get(rule.role, ())) for rule in rules)


def _line(
    rule: ApprovalRule, cast: Ballot, round_: ReviewFacts | None, holders: Sequence[PersonFact]
) -> QuorumLine:
    own = round_.authors if round_ and rule.not_author else frozenset()
    got = [
        one
        for one in cast.votes
        if one.role == rule.role and one.choice in YES and not persons(one) & own
    ]
    barred = _barred(round_) | own | cast.used
    can_still = [one for one in holders if one.key not in barred]
    needed = _needed(rule, round_, len(got), len(can_still), _nays(rule, cast))
    return QuorumLine(
        role=rule.role,
        needed=needed,
        got=len(got),
        voters=tuple(one.name for one in got),
        can_still=tuple(one.name for one in can_still),
        vacant=len(got) + len(can_still) < needed,
        everyone=rule.everyone,
        when=str(rule.when) if rule.when else "",
    )


def _barred(round_: ReviewFacts | None) -> frozenset[str]:
    """Those who vote in no role: whoever submitted the round, and whom it excludes."""
    return frozenset({*round_.excluded, round_.submitter}) if round_ else frozenset()


def _nays(rule: ApprovalRule, cast: Ballot) -> int:
    """Those of the role who have voted otherwise."""
    return sum(one.role == rule.role and one.choice not in YES for one in cast.votes)


def _needed(
    rule: ApprovalRule, round_: ReviewFacts | None, got: int, can_still: int, nays: int
) -> int:
    """All who hold the role now, where everyone is asked; once decided, whoever came since isn't."""
    if not rule.everyone or (round_ and round_.state in DECIDED):
        return rule.count
    return max(rule.count, got + nays + can_still)
