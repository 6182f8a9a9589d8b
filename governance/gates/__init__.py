"""Gates: whether one is open, why not, who can lift it. Pure functions of facts and a moment."""

from governance.gates.evaluation import evaluate
from governance.gates.views import (
    APPROVE,
    ASKED,
    CHANGES,
    NONE,
    OPEN,
    REJECT,
    SHUT,
    GateView,
    PersonFact,
    QuorumLine,
    Reason,
    ReviewFacts,
    VoteFact,
)
from governance.gates.voting import Refusal, may_vote

__all__ = [
    "APPROVE",
    "ASKED",
    "CHANGES",
    "NONE",
    "OPEN",
    "REJECT",
    "SHUT",
    "GateView",
    "PersonFact",
    "QuorumLine",
    "Reason",
    "Refusal",
    "ReviewFacts",
    "VoteFact",
    "evaluate",
    "may_vote",
]
