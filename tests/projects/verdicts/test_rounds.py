"""Is there enough? Rows are asked for and delivered in rounds, and every round is kept."""

import pytest

from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry
from projects.services import verdicts
from tests.projects.conftest import kinds, table


@pytest.fixture
def plan(use_case, make):
    return make.plan(use_case)


def ask(cast, plan, now, rows=20_000, **given):
    return verdicts.ask(actor=cast.sam, plan_id=plan.pk, rows=rows, now=now, **given)


def answer(cast, verdict, dataset, now, **given):
    values = {"actor": cast.dee, "verdict_id": verdict.pk, "dataset_id": dataset.pk, "now": now}
    return verdicts.answer(**(values | given))


def test_scenario_8_too_little_then_enough_and_both_rounds_stay(plan, make, cast, now):
    asked = ask(cast, plan, now)
    little = answer(cast, asked, make.dataset(plan, table(rows=12_000)), now)
    assert (little.pk, little.outcome) == (asked.pk, "insufficient")
    assert (little.asked_rows, little.delivered_rows) == (20_000, 12_000)

    second = make.dataset(plan, table(rows=20_000), label="January and February")
    enough = answer(cast, little, second, now, answer="Two labellers more.")
    assert (enough.round, enough.outcome, enough.asked_rows) == (2, "sufficient", 20_000)
    rounds = plan.verdicts.order_by("round")
    assert [(row.round, row.delivered_rows, row.outcome) for row in rounds] == [
        (1, 12_000, "insufficient"),
        (2, 20_000, "sufficient"),
    ]


def test_each_step_leaves_an_entry_without_its_words(plan, make, cast, now):
    asked = ask(cast, plan, now, rows=4, note="Nights are thin.")
    answer(cast, asked, make.dataset(plan), now, answer="All nights.")
    assert kinds(plan.scope)[-3:] == ["verdict.asked", "dataset.registered", "verdict.answered"]
    bodies = " ".join(LedgerEntry.objects.values_list("body", flat=True))
    assert "Nights are thin" not in bodies
    assert "All nights" not in bodies


def test_exactly_as_many_as_asked_are_enough(plan, make, cast, now):
    assert (
        answer(cast, ask(cast, plan, now, rows=4), make.dataset(plan), now).outcome == "sufficient"
    )


def test_the_data_scientist_may_ask_for_less_after_a_short_delivery(plan, make, cast, now):
    first = make.dataset(plan)
    answer(cast, ask(cast, plan, now, rows=5), first, now)
    lowered = ask(cast, plan, now, rows=4)
    assert lowered.round == 2
    assert answer(cast, lowered, first, now).outcome == "sufficient"


def test_one_round_waits_at_a_time(plan, cast, unchanged, now):
    ask(cast, plan, now)
    with unchanged(), pytest.raises(StaleState) as refusal:
        ask(cast, plan, now)
    assert refusal.value.message == "Round 1 asks for 20,000 rows and waits for delivery."


def test_parts_are_asked_for_apart(plan, make, cast, now):
    ask(cast, plan, now)
    held_out = ask(cast, plan, now, rows=4, part="held_out")
    assert held_out.round == 2
    delivered = make.dataset(plan, part="held_out")
    assert answer(cast, held_out, delivered, now).outcome == "sufficient"


def test_the_same_version_is_no_second_delivery(plan, make, cast, unchanged, now):
    version = make.dataset(plan)
    little = answer(cast, ask(cast, plan, now), version, now)
    with unchanged(), pytest.raises(Invalid) as refusal:
        answer(cast, little, version, now)
    assert "register a new version" in refusal.value.fields["dataset_id"]


def test_a_version_that_failed_a_check_is_no_delivery(use_case, make, cast, unchanged, now):
    plan = make.plan(use_case, checks=[{"check": "min_rows", "rows": 100}])
    asked, failed = ask(cast, plan, now), make.dataset(plan)
    with unchanged(), pytest.raises(Invalid) as refusal:
        answer(cast, asked, failed, now)
    assert "failed a check of the plan" in refusal.value.fields["dataset_id"]


def test_another_part_is_no_delivery(plan, make, cast, unchanged, now):
    asked, held_out = ask(cast, plan, now), make.dataset(plan, part="held_out")
    with unchanged(), pytest.raises(Invalid):
        answer(cast, asked, held_out, now)


def test_a_settled_round_stays_settled(plan, make, cast, unchanged, now):
    done = answer(cast, ask(cast, plan, now, rows=4), make.dataset(plan), now)
    more = make.dataset(plan, table(rows=9))
    with unchanged(), pytest.raises(StaleState) as refusal:
        answer(cast, done, more, now)
    assert "found 4 rows sufficient" in refusal.value.message


def test_an_older_round_is_not_answered(plan, make, cast, unchanged, now):
    first = answer(cast, ask(cast, plan, now), make.dataset(plan), now)
    ask(cast, plan, now, rows=5)
    more = make.dataset(plan, table(rows=9))
    with unchanged(), pytest.raises(StaleState) as refusal:
        answer(cast, first, more, now)
    assert "followed by another" in refusal.value.message


@pytest.mark.parametrize("rows", [0, -5, "many", None, 2**60, True])
def test_it_wants_a_number_of_rows(plan, cast, unchanged, now, rows):
    with unchanged(), pytest.raises(Invalid) as refusal:
        ask(cast, plan, now, rows=rows)
    assert "rows" in refusal.value.fields


def test_roles_are_kept_apart(plan, make, cast, unchanged, now):
    asked, version = ask(cast, plan, now), make.dataset(plan)
    with unchanged():
        with pytest.raises(Denied):
            verdicts.ask(actor=cast.dee, plan_id=plan.pk, rows=5, now=now)
        with pytest.raises(Denied):
            answer(cast, asked, version, now, actor=cast.sam)
        with pytest.raises(NotVisible):
            answer(cast, asked, version, now, actor=cast.stan)
