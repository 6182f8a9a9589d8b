"""Scenario 2: two final votes at once make one transition and one set of effects."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from governance.errors import StaleState
from governance.models import LedgerEntry, Vote
from tests.cast import Cast
from tests.story import Lap
from workflows.models import StageAttempt


def vote_together(lap: Lap, review, names: list[str]) -> list[str]:
    """Have people vote at the same moment; what each is told."""
    start = Barrier(len(names))
    lap.tick()

    def cast(name: str) -> str:
        try:
            start.wait()
            return lap.vote(review, name).review.state
        except StaleState as refusal:
            return f"{refusal.status} {refusal.message}"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(names)) as threads:
        return sorted(threads.map(cast, names))


def test_one_opens_the_gate_and_the_other_sees_the_outcome(
    fresh_database, now, monkeypatch, settings, tmp_path
):
    settings.PITWALL_HOME = tmp_path
    lap = Lap(Cast(now), now, monkeypatch)
    lap.start()
    lap.define()
    revision = lap.make.environment(service_level="office hours")
    lap.make.platform(lap.use_case, revision.pk)
    review = lap.submit("platform", "sam")
    told = vote_together(lap, review, ["ivo", "ira"])
    assert told[1] == "approved"
    assert told[0].startswith("409 Round 1 is over: approved")
    assert Vote.objects.filter(review=review).count() == 1
    kinds = list(
        LedgerEntry.objects.filter(scope=lap.use_case.scope.key).values_list("kind", flat=True)
    )
    assert kinds.count("review.approved") == kinds.count("gate.opened") == 2  # Definition's, this
    attempts = StageAttempt.objects.filter(stage="platform")
    assert [one.end for one in attempts] == ["approved"]
    assert kinds.count("attempt.ended") == 2
    assert StageAttempt.objects.filter(stage="training").count() == 0  # Data is still shut
