"""A data plan changes by revisions, and is told what is wrong with it."""

import pytest

from governance.errors import Denied, Invalid, StaleState
from projects import contents
from tests.projects.conftest import kinds

CHECKS = [
    {"check": "columns", "columns": ["hour"]},
    {"check": "min_rows", "rows": 4},
    {"check": "values", "column": "late", "values": ["0", "1"]},
    {"check": "not_empty", "column": "hour", "share": "0.010"},
    {"check": "range", "column": "hour", "low": 0, "high": "23"},
    {"check": "unique", "column": "flight"},
]


def test_it_keeps_sources_steps_and_checks(use_case, make):
    source = make.source()
    row = make.plan(use_case, source_ids=[source.pk], checks=CHECKS)
    said = contents.plan(row)
    assert (row.number, said["sources"], said["thresholds"]) == (1, ["movements"], {"train": 4})
    assert said["steps"] == [
        {"kind": "clean", "title": "Drop cancelled flights", "code_revision": "a1"}
    ]
    assert said["checks"][3] == {"check": "not_empty", "column": "hour", "share": "0.01"}
    assert said["checks"][4] == {"check": "range", "column": "hour", "low": "0", "high": "23"}
    assert kinds(use_case.scope)[-1] == "plan.revised"


@pytest.mark.parametrize(
    "given",
    [
        {"split_rule": "By date."},
        {"label_definition": "More than 15 minutes."},
        {"steps": [{"kind": "clean", "title": "Drop cancelled flights", "code_revision": "b2"}]},
        {"thresholds": {"train": 5}},
        {"checks": CHECKS[:1]},
        {"positive_label": "yes"},
    ],
)
def test_each_part_of_it_bears_on_its_hash(use_case, make, given):
    assert make.plan(use_case).content_hash != make.plan(use_case, **given).content_hash


def test_another_source_bears_on_its_hash(use_case, make):
    first = make.plan(use_case)
    second = make.plan(use_case, source_ids=[make.source().pk])
    assert first.content_hash != second.content_hash


def test_the_same_again_is_refused(use_case, make, unchanged):
    make.plan(use_case)
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.plan(use_case)
    assert "Nothing is different" in refusal.value.fields["plan"]


def test_a_change_to_an_older_revision_is_refused(use_case, make, unchanged):
    make.plan(use_case)
    with unchanged(), pytest.raises(StaleState):
        make.plan(use_case, split_rule="By date.", based_on=0)


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"target_column": ""}, "target_column", "empty"),
        ({"source_ids": [404]}, "source_ids", "There is no “404” here"),
        ({"source_ids": [10**30]}, "source_ids", "There is no"),
        ({"source_ids": [True]}, "source_ids", "There is no “True” here"),
        ({"source_ids": ["1"]}, "source_ids", "There is no “1” here"),
        ({"source_ids": [[1]]}, "source_ids", "There is no “[1]” here"),
        ({"source_ids": "all"}, "source_ids", "list of numbers"),
        ({"steps": [{"kind": "stir", "title": "x"}]}, "steps[0].kind", "“stir” isn't one of"),
        ({"steps": [{"kind": "clean"}]}, "steps[0].title", "empty"),
        ({"thresholds": {"train": "lots"}}, "thresholds.train", "isn't a whole number"),
        ({"thresholds": {"best": 3}}, "thresholds", "“best” isn't one of"),
        ({"checks": [{"check": "smell"}]}, "checks[0].check", "“smell” isn't one of: columns"),
        ({"checks": [{"check": "columns", "columns": []}]}, "checks[0].columns", "list of 1 to"),
        ({"checks": [{"check": "min_rows", "rows": 0}]}, "checks[0].rows", "too small"),
        ({"checks": [{"check": "unique"}]}, "checks[0].column", "empty"),
        (
            {"checks": [{"check": "unique", "column": "a", "rows": 1}]},
            "checks[0]",
            "take out rows",
        ),
        (
            {"checks": [{"check": "not_empty", "column": "a", "share": "2"}]},
            "checks[0].share",
            "“2” is too large; the most is 1.",
        ),
        (
            {"checks": [{"check": "range", "column": "a", "low": "9", "high": "1"}]},
            "checks[0].high",
            "swap them",
        ),
        (
            {"checks": [{"check": "range", "column": "a", "low": "NaN", "high": "1"}]},
            "checks[0].low",
            "no finite number",
        ),
    ],
)
def test_wrong_input_is_answered_with_field_value_and_remedy(
    use_case, make, unchanged, given, field, says
):
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.plan(use_case, **given)
    assert says in refusal.value.fields[field]


@pytest.mark.parametrize("name", ["ana", "ivo", "ola"])
def test_other_roles_cannot_revise_it(use_case, make, cast, unchanged, name):
    with unchanged(), pytest.raises(Denied):
        make.plan(use_case, actor=cast.actor(name))
