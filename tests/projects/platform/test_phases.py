"""In which months how much is taken: declared with the platform plan, bound to its approval."""

import pytest

from governance import canonical
from governance.errors import Invalid
from projects import contents

SPRING = {"from": "2026-04", "until": "2026-06", "cpu_cores": 4, "memory_gib": 8}
LATER = {"from": "2026-07", "until": "", "cpu_cores": 1, "memory_gib": 2}


def test_phases_are_kept_in_the_order_of_their_months(use_case, make):
    plan = make.platform(use_case, make.environment().pk, phases=[LATER, SPRING])
    assert canonical.loads(plan.phases) == [
        SPRING | {"accelerators": 0},
        LATER | {"accelerators": 0},
    ]


def test_a_plan_without_phases_binds_to_what_it_bound_to_before_there_were_any(use_case, make):
    plan = make.platform(use_case, make.environment().pk)
    assert "phases" not in contents.load(plan)
    assert "phases" in contents.load(
        make.platform(use_case, plan.revision_id, phases=[SPRING], based_on=1)
    )


def test_other_months_are_another_revision_with_another_hash(use_case, make):
    first = make.platform(use_case, make.environment().pk, phases=[SPRING])
    second = make.platform(
        use_case, first.revision_id, phases=[SPRING | {"until": "2026-07"}], based_on=1
    )
    assert first.content_hash != second.content_hash
    with pytest.raises(Invalid, match="Nothing is different"):
        make.platform(
            use_case, first.revision_id, phases=[SPRING | {"until": "2026-07"}], based_on=2
        )


@pytest.mark.parametrize(
    ("phases", "field", "words"),
    [
        ([SPRING | {"from": "April"}], "phases[0]", "Write a month as 2026-04."),
        ([SPRING | {"until": "2026-03"}], "phases[0]", "before it begins"),
        ([SPRING | {"cpu_cores": 5}], "phases[0]", "more than the 4 that the plan declares"),
        ([SPRING | {"cpu_cores": -1}], "phases[0]", "too small"),
        ([SPRING, LATER | {"from": "2026-06"}], "phases", "Two phases hold 2026-06"),
        ([LATER, SPRING | {"from": "2026-08", "until": ""}], "phases", "Two phases hold 2026-08"),
        ([SPRING | {"colour": "red"}], "phases[0]", "Unknown"),
        ("2026-04", "phases", "has to be a list"),
        ([SPRING] * 25, "phases", "at most 24"),
    ],
)
def test_what_cant_be_declared_is_said_at_its_place(use_case, make, phases, field, words):
    with pytest.raises(Invalid) as refused:
        make.platform(use_case, make.environment().pk, phases=phases)
    assert words in refused.value.fields[field]
