"""Rounds of review at gates: asked for, voted on, decided once, closed."""

from governance.services.reviews.closing import mark_stale, revoke, withdraw
from governance.services.reviews.comments import erase_comment
from governance.services.reviews.opening import ensure_gate, open_round
from governance.services.reviews.refreshing import refresh
from governance.services.reviews.voting import VoteResult, advise, vote

__all__ = [
    "VoteResult",
    "advise",
    "ensure_gate",
    "erase_comment",
    "mark_stale",
    "open_round",
    "refresh",
    "revoke",
    "vote",
    "withdraw",
]
