"""Whoever trained a version never votes on it, whoever nominates it and whomever they name."""

import pytest

from governance import canonical
from governance.errors import Denied, Invalid
from workflows.models import Job
from workflows.services import candidates
from workflows.words import JobKind, JobState


def name_author(lap, who: str, by: str = "sia"):
    return candidates.nominate(
        actor=getattr(lap.cast, by),
        cycle_id=lap.cycle.pk,
        model="late-arrivals",
        version="1",
        author_id=lap.cast.id(who),
        now=lap.tick(),
    )


def refused(lap, who: str) -> str:
    """What this person is told who votes on the newest nomination."""
    lap.measure(lap.cycle.candidates.get(superseded_at=None))
    review = lap.submit("training", "sia")
    with pytest.raises(Denied) as told:
        lap.vote(review, who)
    return told.value.message


def test_naming_somebody_else_later_sets_nobody_free(lap):
    lap.ready_to_train()
    lap.nominate()
    name_author(lap, "sia")
    assert "You trained this version" in refused(lap, "sam")


def test_whoever_had_the_runner_train_it_is_known(lap):
    lap.ready_to_train()
    Job.objects.create(
        scope=lap.use_case.scope,
        kind=JobKind.TRAINING,
        subject_type="cycle",
        subject_id=lap.cycle.pk,
        title="Train",
        state=JobState.DONE,
        wanted_by=lap.cast.user("sam"),
        wanted_at=lap.now,
        result=canonical.dumps({"registered": [{"model": "late-arrivals", "version": "1"}]}),
    )
    lap.nominate(by="sia")
    assert "You trained this version" in refused(lap, "sam")


@pytest.mark.parametrize("who", ["ana", "stan", "ola"])
def test_nobody_is_kept_from_voting_by_being_named(lap, who):
    """Ana, who would vote no, trained nothing."""
    lap.ready_to_train()
    lap.nominate()
    with pytest.raises(Invalid) as told:
        name_author(lap, who, by="sam")
    assert "author_id" in told.value.fields
