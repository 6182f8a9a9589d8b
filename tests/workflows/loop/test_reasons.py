"""Taking a version out of service, back, or out of the glass is done with a reason, or not at all."""

import pytest

from governance.errors import Invalid
from governance.models import Finding
from tests.projects.conftest import kinds
from workflows.models import Release
from workflows.services import releases
from workflows.services.releases import LONGEST_REASON

EMPTY = "This is empty; fill it in."
REFUSED = {
    "": EMPTY,
    None: EMPTY,
    " \n\t": EMPTY,
    "smoke\x00": "character",
    "x" * (LONGEST_REASON + 1): f"shorten it to {LONGEST_REASON}.",
}


@pytest.fixture
def second(lap):
    """The second version serves; the first was in service before it."""
    lap.first = lap.round()
    lap.now_live = lap.release(lap.second_lap("2"))
    return lap


def there(lap, release: Release) -> dict:
    return {"candidate_id": release.candidate_id, "target_id": lap.target.pk}


def stop(lap, reason: str):
    return releases.stop(
        actor=lap.cast.dov, release_id=lap.now_live.pk, reason=reason, now=lap.tick()
    )


def roll_back(lap, reason: str):
    return releases.roll_back(
        actor=lap.cast.dov, **there(lap, lap.first), reason=reason, now=lap.tick()
    )


def break_glass(lap, reason: str):
    return releases.propose_break_glass(
        actor=lap.cast.dov, **there(lap, lap.first), reason=reason, now=lap.tick()
    )


@pytest.mark.parametrize("act", [stop, roll_back, break_glass])
def test_without_one_that_can_be_kept_nothing_happens(second, unchanged, act):
    for reason, says in REFUSED.items():
        with unchanged(), pytest.raises(Invalid) as told:
            act(second, reason)
        assert says in told.value.fields["reason"], reason


@pytest.mark.parametrize("act", [stop, roll_back, break_glass])
def test_the_longest_is_taken(second, act):
    before = kinds(second.use_case.scope)
    assert act(second, "x" * LONGEST_REASON).reason == "x" * LONGEST_REASON
    assert len(kinds(second.use_case.scope)) > len(before)


def test_it_is_kept_trimmed_with_the_release_and_the_finding(second):
    assert stop(second, "  It answers nonsense. ").reason == "It answers nonsense."
    roll_back(second, " Back\r\nto sense. ")
    assert Finding.objects.get().detail == "Back\nto sense."
