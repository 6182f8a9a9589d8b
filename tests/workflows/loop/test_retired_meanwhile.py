"""What a use case has become is asked when an act holds it, not when its page was read."""

import pytest

from governance.errors import Denied
from projects.models import UseCase
from projects.words import Lifecycle
from workflows import access
from workflows.services import gates


@pytest.fixture
def submitted(lap):
    lap.start()
    lap.make.brief(lap.use_case, **lap.brief)
    return lap.submit("definition", "ana")


@pytest.fixture
def retired_meanwhile(monkeypatch):
    """Once an act has found its cycle, and before it holds anything, the use case is retired."""
    found = access.cycle

    def then_retired(*given, **named):
        cycle = found(*given, **named)
        UseCase.objects.filter(pk=cycle.use_case_id).update(lifecycle=Lifecycle.RETIRED)
        return cycle

    monkeypatch.setattr(access, "cycle", then_retired)


def test_no_vote_is_taken(lap, submitted, retired_meanwhile):
    with pytest.raises(Denied, match="retired"):
        gates.vote(actor=lap.cast.ava, review_id=submitted.pk, choice="approve", now=lap.tick())
    assert not submitted.votes.exists()


def test_no_advice_is_taken(lap, submitted, retired_meanwhile):
    with pytest.raises(Denied, match="retired"):
        gates.advise(actor=lap.cast.dee, review_id=submitted.pk, choice="approve", now=lap.tick())


def test_nobody_takes_back_a_round_of_somebody_else(lap, submitted, retired_meanwhile):
    with pytest.raises(Denied, match="retired"):
        gates.withdraw(actor=lap.cast.ava, review_id=submitted.pk, now=lap.tick())
