"""The arithmetic of the infrastructure wall, without a database."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from governance.checks import run
from governance.policy import CheckRule
from projects import months, wall
from projects.wall import Capacity, Claim, Phase

NOW = date(2026, 3, 1)
OVER = months.around(NOW, back=3, ahead=12)


def load(accelerators: int, cpu_cores: int = 0, memory_gib: int = 0) -> dict[str, int]:
    return {"accelerators": accelerators, "cpu_cores": cpu_cores, "memory_gib": memory_gib}


def claim(name, *phases, agreed=True) -> Claim:
    return Claim(name, name.lower(), tuple(phases), agreed)


EIGHT = (Capacity(date(2025, 1, 1), load(8)),)


def built(*claims, there=EIGHT) -> wall.Wall:
    return wall.build("accelerators", claims, there, OVER, NOW)


def at(found: wall.Wall, month: date) -> wall.Month:
    return next(one for one in found.months if one.first == month)


def test_it_looks_three_months_back_and_a_year_ahead():
    found = built()
    assert (found.months[0].first, found.months[-1].first) == (date(2025, 12, 1), date(2027, 3, 1))
    assert (found.coming[0].first, len(found.coming)) == (NOW, 13)


def test_the_first_month_in_which_more_is_taken_than_there_is_is_the_one_it_passes_in():
    late = claim("Late", Phase(date(2025, 10, 1), None, load(2)))
    digits = claim("Digits", Phase(date(2026, 5, 1), date(2026, 8, 1), load(4)), agreed=False)
    shows = claim("Shows", Phase(date(2026, 6, 1), None, load(3)), agreed=False)
    found = built(late, digits, shows)
    assert found.passing is not None
    assert found.passing.first == date(2026, 6, 1)
    assert (found.passing.total, found.passing.over) == (9, 1)
    assert [(one.name, one.amount) for one in found.passing.parts] == [
        ("Late", 2),
        ("Digits", 4),
        ("Shows", 3),
    ]
    assert at(found, date(2026, 9, 1)).over == 0


def test_exactly_what_is_there_is_enough():
    assert built(claim("Late", Phase(NOW, None, load(8)))).passing is None
    assert built(claim("Late", Phase(NOW, None, load(9)))).passing is not None


def test_running_is_what_was_agreed_and_has_begun():
    begun, later = Phase(NOW, None, load(1)), Phase(date(2026, 4, 1), None, load(2))
    found = built(claim("A", begun), claim("B", begun, agreed=False), claim("C", later))
    assert (at(found, NOW).running, at(found, NOW).planned) == (1, 1)
    april = at(found, date(2026, 4, 1))
    assert (april.running, april.planned) == (1, 3)


def test_what_was_only_planned_took_nothing_in_the_past():
    old = Phase(date(2025, 12, 1), None, load(5))
    found = built(claim("A", old, agreed=False), claim("B", old))
    assert at(found, date(2026, 1, 1)).total == 5
    assert at(found, NOW).total == 10


def test_a_phase_counts_in_both_months_that_it_names_and_between_phases_nothing_is_taken():
    found = built(
        claim(
            "A",
            Phase(date(2026, 4, 1), date(2026, 5, 1), load(1)),
            Phase(date(2026, 7, 1), date(2026, 7, 1), load(3)),
        )
    )
    totals = [at(found, date(2026, month, 1)).total for month in (3, 4, 5, 6, 7, 8)]
    assert totals == [0, 1, 1, 0, 3, 0]


def test_each_month_has_what_the_revision_of_that_time_offered():
    there = (Capacity(date(2026, 1, 1), load(2)), Capacity(date(2026, 3, 1), load(8)))
    found = built(claim("A", Phase(date(2026, 1, 1), None, load(4))), there=there)
    assert [one.there for one in found.months[:5]] == [None, 2, 2, 8, 8]
    assert (at(found, date(2026, 1, 1)).over, at(found, date(2026, 2, 1)).over) == (2, 2)
    assert found.passing is None  # what was passed in the past is past


def test_those_without_a_name_are_one_sum_after_the_others():
    phase = Phase(NOW, None, load(2))
    found = built(claim("", phase), claim("", phase), claim("A", Phase(NOW, None, load(1))))
    parts = at(found, NOW).parts
    assert [(one.name, one.amount) for one in parts] == [("A", 1), ("", 4)]


def test_the_tightest_is_passed_soonest_or_comes_nearest():
    near = built(claim("A", Phase(NOW, None, load(7))))
    far = built(claim("A", Phase(NOW, None, load(2))))
    passed = built(claim("A", Phase(date(2026, 9, 1), None, load(9))))
    assert wall.tightest([far, near]) is near
    assert wall.tightest([near, passed]) is passed
    nothing = built(there=(Capacity(NOW, load(0)),))
    assert not nothing.bears
    assert wall.tightest([nothing]) is None


def test_anything_of_nothing_is_more_than_all():
    there = (Capacity(date(2025, 1, 1), load(0)),)
    found = built(claim("A", Phase(NOW, None, load(1))), there=there)
    assert found.peak.share == float("inf")
    assert found.passing is not None


def test_before_an_environment_was_described_nothing_passes_it():
    found = built(
        claim("A", Phase(date(2026, 1, 1), None, load(2))), there=(Capacity(NOW, load(8)),)
    )
    assert (at(found, date(2026, 2, 1)).total, at(found, date(2026, 2, 1)).over) == (2, 0)


@given(
    wanted=st.fixed_dictionaries({name: st.integers(0, 20) for name in wall.RESOURCES}),
    there=st.fixed_dictionaries({name: st.integers(0, 20) for name in wall.RESOURCES}),
)
def test_of_one_use_case_wall_and_gate_say_the_same(wanted, there):
    """The check `environment-capacity` fails just where the wall is passed by this one alone."""
    facts = {"environment": {"name": "GPU hall", **there}, "load": wanted}
    said = run(CheckRule("environment-capacity"), facts)
    alone = Claim("A", "a", (Phase(NOW, None, wanted),), agreed=True)
    passed = [
        wall.build(name, [alone], [Capacity(NOW, there)], OVER, NOW).passing is not None
        for name in wall.RESOURCES
    ]
    assert any(passed) == (said.outcome == "failed")
