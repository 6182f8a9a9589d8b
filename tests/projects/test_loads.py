"""Claims on environments as each reader may know of them, and what the environments had."""

from datetime import date, timedelta

import pytest

from governance.services import memberships
from projects import loads
from projects.services import use_cases
from tests.cast import ROLES, SETUP


@pytest.fixture
def hall(use_case, make):
    return make.environment("gpu-hall", title="GPU hall", accelerators=8)


@pytest.fixture
def digits(make, cast, hall):
    """Another use case on the same environment, in which Ava, Sia and Ira are; Ana isn't."""
    row = make.use_case("Digits")
    cast.join(row.scope, "ava", "sia", "ira")
    make.platform(row, hall.pk, actor=cast.sia, accelerators=4)
    return row


@pytest.fixture
def late(make, use_case, hall):
    make.platform(use_case, hall.pk, accelerators=2)
    return use_case


def claims(actor, hall, now, agreed=()):
    others = loads.sums_others(actor, now)
    rows = loads.plans(actor, [hall.environment_id], now, others=others)
    return loads.claims(rows, agreed).get(hall.environment_id, [])


def test_a_member_is_told_of_their_own_use_cases_alone(late, digits, hall, cast, now):
    assert [one.name for one in claims(cast.ana, hall, now)] == ["Late arrivals"]
    assert [one.name for one in claims(cast.ava, hall, now)] == ["Digits", "Late arrivals"]


def test_a_stranger_learns_nothing_also_not_from_sums(late, digits, hall, cast, now):
    for name in ("stan", "ada"):
        assert claims(getattr(cast, name), hall, now) == []
        assert not loads.sums_others(getattr(cast, name), now)


def test_it_is_told_of_others_as_a_sum_without_names(late, digits, hall, cast, now):
    found = claims(cast.ivo, hall, now)
    assert [(one.name, one.slug) for one in found] == [("", ""), ("Late arrivals", "late-arrivals")]
    assert found[0].phases[0].load["accelerators"] == 4


def test_officers_see_every_use_case_by_name(late, digits, hall, cast, now):
    assert [one.name for one in claims(cast.ola, hall, now)] == ["Digits", "Late arrivals"]


def test_who_was_it_is_told_no_more(late, digits, hall, cast, now):
    row = late.scope.memberships.get(user=cast.user("ivo"))
    memberships.remove(actor=SETUP, membership_id=row.pk, now=now)
    assert ROLES["ivo"] == "it"
    assert claims(cast.ivo, hall, now + timedelta(minutes=1)) == []


def test_the_newest_plan_counts_and_a_retired_use_case_takes_nothing(
    late, digits, hall, make, cast, now
):
    other = make.environment("cpu-pool")
    make.platform(late, other.pk, based_on=1)
    assert [one.name for one in claims(cast.ava, hall, now)] == ["Digits"]
    assert [one.name for one in claims(cast.ava, other, now)] == ["Late arrivals"]
    asked = use_cases.propose(
        actor=cast.ava, use_case_id=digits.pk, act="retire", reason="done", now=now
    )
    use_cases.confirm(actor=cast.ola, proposal_id=asked.pk, now=now)
    assert claims(cast.ava, hall, now) == []


def test_without_phases_a_load_counts_from_the_first_plan_on(late, hall, make, cast, now):
    later = now + timedelta(days=70)
    make.platform(late, hall.pk, accelerators=3, based_on=1, now=later)
    (found,) = claims(cast.ana, hall, later)
    assert (found.phases[0].starts, found.phases[0].until) == (date(2026, 3, 1), None)
    assert found.phases[0].load == {"cpu_cores": 4, "memory_gib": 16, "accelerators": 3}


def test_phases_are_read_as_they_were_declared(use_case, hall, make, cast, now):
    spring = {"from": "2026-04", "until": "2026-05", "cpu_cores": 1, "accelerators": 2}
    make.platform(use_case, hall.pk, accelerators=2, phases=[spring])
    (found,) = claims(cast.ana, hall, now, agreed=[use_case.pk])
    assert (found.phases[0].starts, found.phases[0].until) == (date(2026, 4, 1), date(2026, 5, 1))
    assert found.phases[0].load == {"cpu_cores": 1, "memory_gib": 0, "accelerators": 2}
    assert found.agreed


def test_capacity_changes_with_the_months_of_its_revisions(use_case, hall, make, now):
    place = hall.environment.place_id
    later = now + timedelta(days=40)
    make.environment(
        "gpu-hall", title="GPU hall", place_id=place, accelerators=16, based_on=1, now=later
    )
    found = loads.capacities([hall.environment_id])[hall.environment_id]
    assert [(one.since, one.load["accelerators"]) for one in found] == [
        (date(2026, 3, 1), 8),
        (date(2026, 4, 1), 16),
    ]


def test_claims_take_as_many_queries_for_many_as_for_one(
    late, digits, hall, make, cast, now, django_assert_max_num_queries
):
    for n in range(12):
        row = make.use_case(f"Case {n}")
        cast.join(row.scope, "ivo")
        make.platform(row, hall.pk)
    with django_assert_max_num_queries(3):
        assert len(claims(cast.ola, hall, now)) == 14
