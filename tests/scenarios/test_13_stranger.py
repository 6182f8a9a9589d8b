"""Scenario 13: for a stranger there is nothing of the use case, by whatever way he looks."""

import pytest
from django.apps import apps

from governance.errors import NotVisible
from governance.models import Membership
from governance.models.scopes import ScopedQuerySet
from governance.services import findings
from projects import access as projects_access
from workflows import access
from workflows.services import candidates, cycles, evaluations, feedback, gates, releases, training

pytestmark = pytest.mark.django_db
SCOPED = [
    model
    for model in apps.get_models()
    if isinstance(getattr(model, "objects", None) and model.objects.all(), ScopedQuerySet)
]


@pytest.fixture
def served(lap):
    """A use case that has gone all the way round, and has a finding."""
    lap.live = lap.round()
    lap.finding, _ = findings.open_(
        actor=lap.cast.ola,
        scope_id=lap.use_case.scope_id,
        kind="breach",
        title="To be seen by the team",
        dedupe_key="x",
        now=lap.tick(),
    )
    return lap


def test_no_row_of_any_table_is_there_for_him(served):
    seen = {}
    for model in SCOPED:
        assert not model.objects.visible_to(served.cast.stan, served.now).exists(), model
        seen[model.__name__] = model.objects.visible_to(served.cast.ana, served.now).count()
    full = {name for name, count in seen.items() if count}
    assert {"Cycle", "Candidate", "Release", "Gate", "Review", "Finding", "DataPlan"} <= full


def test_he_meets_the_same_404_for_what_is_there_and_what_is_not(served):
    told = set()
    for number in (served.use_case.pk, 10_000, served.use_case.slug, "no-such-thing"):
        with pytest.raises(NotVisible) as refused:
            projects_access.use_case(served.cast.stan, number, now=served.now)
        told.add((refused.value.status, refused.value.message))
    assert len(told) == 1
    assert told.pop()[0] == 404


def test_every_act_on_it_is_404(served):
    stan, now = served.cast.stan, served.tick()
    cycle = served.cycle
    candidate = served.live.candidate
    review = served.live.review
    use_case = {"actor": stan, "use_case_id": served.use_case.pk, "now": now}
    lap = {"actor": stan, "cycle_id": cycle.pk, "now": now}
    round_ = {"actor": stan, "review_id": review.pk, "now": now}
    there = {
        "actor": stan,
        "candidate_id": candidate.pk,
        "target_id": served.target.pk,
        "now": now,
    }
    acts = [
        lambda: access.cycle(stan, cycle.pk, now=now),
        lambda: cycles.start(**use_case),
        lambda: cycles.pin_data(**lap, datasets=[]),
        lambda: cycles.propose_abandoning(**lap, reason="I would like to"),
        lambda: gates.submit(**lap, stage="training"),
        lambda: gates.vote(**round_, choice="approve"),
        lambda: gates.advise(**round_, choice="approve"),
        lambda: gates.withdraw(**round_),
        lambda: candidates.nominate(**lap, model="late-arrivals", version="1"),
        lambda: training.start(**lap, script="digits", model="x"),
        lambda: evaluations.ask(actor=stan, candidate_id=candidate.pk, now=now),
        lambda: releases.execute(**there),
        lambda: releases.roll_back(**there, reason="I would like to"),
        lambda: releases.propose_break_glass(**there, reason="I would like to"),
        lambda: releases.stop(actor=stan, release_id=served.live.pk, reason="x", now=now),
        lambda: feedback.keep(**use_case, rows=[]),
        lambda: findings.resolve(
            actor=stan, finding_id=served.finding.pk, resolution="Done", now=now
        ),
    ]
    for act in acts:
        with pytest.raises(NotVisible):
            act()


def test_a_role_in_another_use_case_shows_him_nothing_of_this(served):
    other = served.make.use_case("Digits")
    served.cast.team("ana", key="alone", label="Alone")
    Membership.objects.create(
        scope=other.scope, user=served.cast.user("stan"), role="analyst", since=served.now
    )
    with pytest.raises(NotVisible):
        projects_access.use_case(served.cast.stan, served.use_case.pk, now=served.now)
    assert projects_access.use_case(served.cast.stan, other.pk, now=served.now) == other
