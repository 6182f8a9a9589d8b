"""Scenario 8: 20,000 labelled rows are asked for, 12,000 come, then 21,000."""

import pytest

from projects.services import source_access, verdicts
from tests.projects.conftest import table

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(lap):
    """A plan with access to its source, and Sam's wish for 20,000 rows."""
    lap.start()
    lap.define()
    source = lap.make.source(owner_id=lap.cast.id("stan"))
    access = source_access.ask(
        actor=lap.cast.dee,
        use_case_id=lap.use_case.pk,
        source_id=source.pk,
        reason="To train on it",
        now=lap.tick(),
    )
    source_access.grant(actor=lap.cast.stan, access_id=access.pk, now=lap.tick())
    lap.plan = lap.make.plan(lap.use_case, source_ids=[source.pk])
    verdicts.ask(
        actor=lap.cast.sam, plan_id=lap.plan.pk, rows=20_000, note="Labelled.", now=lap.tick()
    )
    return lap


def deliver(lap, rows: int, label: str):
    version = lap.make.dataset(lap.plan, table(rows=rows), label=label)
    waiting = lap.plan.verdicts.order_by("round").last()
    return verdicts.answer(
        actor=lap.cast.dee, verdict_id=waiting.pk, dataset_id=version.pk, now=lap.tick()
    )


def sufficient(lap):
    return next(
        one for one in lap.stage("data").checks if one.rule.key == "data-sufficient"
    ).outcome


def test_too_few_are_insufficient_with_the_wanted_number(asked):
    assert deliver(asked, 12_000, "First").outcome == "insufficient"
    said = sufficient(asked)
    assert said.outcome == "failed"
    assert "12,000" in said.reason
    assert "20,000" in said.reason
    asked.open_gate("data", "dee", "sam", "ana")
    assert asked.states()["data"] == "asked"


def test_a_second_delivery_settles_it_and_both_rounds_are_kept(asked):
    deliver(asked, 12_000, "First")
    assert deliver(asked, 21_000, "Second").outcome == "sufficient"
    assert sufficient(asked).outcome == "passed"
    assert asked.open_gate("data", "dee", "sam", "ana").state == "approved"
    kept = [
        (one.round, one.asked_rows, one.delivered_rows, one.outcome)
        for one in asked.plan.verdicts.order_by("round")
    ]
    assert kept == [(1, 20_000, 12_000, "insufficient"), (2, 20_000, 21_000, "sufficient")]
