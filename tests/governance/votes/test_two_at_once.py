"""Two final votes at once, on whatever database: one decides, the other is told the outcome."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from governance.errors import StaleState
from governance.models import LedgerEntry, Vote
from governance.policy import ApprovalRule
from tests.cast import Cast
from tests.governance.reviewing import Table, publish


def together(table: Table, review, names: list[str], choices: list[str]) -> list[str]:
    """Have people vote at the same moment; what became of each."""
    start = Barrier(len(names))

    def cast(name: str, choice: str) -> str:
        try:
            start.wait()
            return table.vote(review, name, choice, comment="My view.").review.state
        except StaleState as refusal:
            return refusal.message
        finally:
            connection.close()

    with ThreadPoolExecutor(len(names)) as threads:
        return list(threads.map(cast, names, choices))


@pytest.mark.parametrize("choices", [["approve", "approve"], ["approve", "reject"]])
def test_one_transition_and_one_set_of_effects(fresh_database, now, choices):
    cast = Cast(now)
    version = publish(now, stage={"approvals": (ApprovalRule("it", 1),)})
    table = Table(cast, cast.team(), version, now)
    review = table.submit()
    said = together(table, review, ["ivo", "ira"], choices)
    ended = table.reread(review).state
    assert min(said, key=len) == ended
    assert any(one.startswith(f"Round 1 is over: {ended}") for one in said)
    assert Vote.objects.count() == 1
    kinds = list(LedgerEntry.objects.values_list("kind", flat=True))
    assert kinds.count("review.approved") + kinds.count("review.rejected") == 1
    assert kinds.count("gate.opened") == (ended == "approved")


@pytest.mark.django_db
def test_one_after_the_other_is_told_the_same(cast, now):
    version = publish(now, stage={"approvals": (ApprovalRule("it", 1),)})
    table = Table(cast, cast.team(), version, now)
    review = table.submit()
    table.vote(review, "ivo")
    with pytest.raises(StaleState, match="Round 1 is over: approved"):
        table.vote(review, "ira")
