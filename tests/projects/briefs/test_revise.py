"""A brief changes by revisions; each has a tier, and a hash of what it means."""

from decimal import Decimal

import pytest

from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry
from projects import contents, queries
from tests.projects.conftest import AUC, MILD, kinds


def test_the_first_revision_is_number_one(use_case, make, cast):
    row = make.brief(use_case)
    assert (row.number, row.author, row.tier) == (1, cast.user("ana"), "low")
    (objective,) = row.objectives.all()
    assert (objective.metric, objective.threshold, objective.measured_on) == (
        "roc_auc",
        Decimal("0.9"),
        "both",
    )


def test_the_next_one_leaves_the_first_as_it_was(use_case, make):
    first = make.brief(use_case)
    second = make.brief(use_case, objectives=[AUC | {"threshold": "0.91"}])
    assert second.number == 2
    first.refresh_from_db()
    assert first.objectives.get().threshold == Decimal("0.9")


def test_it_leaves_an_entry_with_the_hash(use_case, make):
    row = make.brief(use_case)
    entry = LedgerEntry.objects.latest("pk")
    assert entry.kind == "brief.revised"
    assert row.content_hash in entry.body
    assert "Crews are called" not in entry.body


def test_wording_leaves_the_hash_and_meaning_changes_it(use_case, make):
    first = make.brief(use_case)
    wording = make.brief(use_case, title="Late landings", description="In plain words.")
    meaning = make.brief(use_case, title="Late landings", need="Gates are blocked.")
    assert first.content_hash == wording.content_hash != meaning.content_hash


def test_a_threshold_is_the_same_however_it_is_written(use_case, make):
    first = make.brief(use_case)
    with pytest.raises(Invalid) as refusal:
        make.brief(use_case, objectives=[AUC | {"threshold": Decimal("0.9000")}])
    assert "Nothing is different" in refusal.value.fields["brief"]
    assert first.content_hash == queries.latest_brief(use_case).content_hash


def test_answers_make_the_tier(use_case, make):
    assert make.brief(use_case, questionnaire=MILD | {"people": "yes"}).tier == "high"


def test_it_refuses_a_change_to_a_revision_that_is_not_the_newest(use_case, make, unchanged):
    make.brief(use_case)
    make.brief(use_case, need="Another need.")
    with unchanged(), pytest.raises(StaleState) as refusal:
        make.brief(use_case, need="A third need.", based_on=1)
    assert "is at revision 2 now; you started from 1" in refusal.value.message


def test_an_incomplete_brief_is_kept_and_says_what_it_lacks(use_case, make):
    row = make.brief(use_case, need="", objectives=[], questionnaire={})
    gaps = queries.brief_gaps(row)
    assert gaps[:2] == ["Describe the business need.", "Add an objective."]
    assert len(gaps) == 2 + len(MILD)
    assert queries.brief_gaps(make.brief(use_case)) == []
    assert queries.brief_gaps(None) == ["Write the brief."]


@pytest.mark.parametrize(
    ("objective", "field", "says"),
    [
        ({"metric": "rocauc"}, "metric", "“rocauc” is no metric for classification"),
        ({"metric": "rocauc"}, "metric", "Did you mean roc_auc?"),
        ({"metric": "rmse"}, "metric", "Choose one of: roc_auc,"),
        ({"threshold": "NaN"}, "threshold", "“NaN” is no finite number"),
        ({"threshold": float("nan")}, "threshold", "“nan” is no finite number"),
        ({"threshold": "inf"}, "threshold", "“inf” is no finite number"),
        ({"threshold": "good"}, "threshold", "“good” isn't a number; write one such as 0.9"),
        ({"threshold": ""}, "threshold", "This is empty; give a number."),
        ({"threshold": None}, "threshold", "This is empty; give a number."),
        ({"threshold": True}, "threshold", "“True” isn't a number"),
        ({"threshold": "1.2"}, "threshold", "“1.2” is too large; the most is 1."),
        ({"threshold": "-0.1"}, "threshold", "“-0.1” is too small; the least is 0."),
        ({"threshold": "0.123456789"}, "threshold", "is too long"),
        ({"direction": "at_most"}, "direction", "ROC AUC, which is better when higher"),
        ({"direction": "over"}, "direction", "“over” isn't one of: at_least, at_most"),
        ({"measured_on": "moon"}, "measured_on", "“moon” isn't one of: both, held_out, live"),
        ({"segment": "JFK"}, "segment", "write column=value"),
    ],
)
def test_a_wrong_objective_is_answered_with_field_value_and_remedy(
    use_case, make, unchanged, objective, field, says
):
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.brief(use_case, objectives=[AUC | objective])
    assert says in refusal.value.fields[f"objectives[0].{field}"]


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"residency": "moon"}, "residency", "“moon” isn't one of: on_premises, anywhere"),
        ({"classification": "secret"}, "classification", "“secret” isn't one of: public"),
        ({"task": "guessing"}, "task", "“guessing” isn't one of: classification, multiclass"),
        ({"title": ""}, "title", "This is empty"),
        ({"title": "x" * 201}, "title", "shorten it to 200"),
        ({"need": "a\x00b"}, "need", "NUL"),
        ({"need": "a\ud800b"}, "need", "lone surrogate"),
        ({"need": 7}, "need", "This has to be text"),
        ({"objectives": "roc_auc"}, "objectives", "This has to be a list"),
        ({"objectives": ["roc_auc"]}, "objectives[0]", "metric, direction, threshold"),
        ({"objectives": [AUC | {"treshold": "1"}]}, "objectives[0]", "Unknown: “treshold”"),
        ({"objectives": [AUC] * 21}, "objectives", "give at most 20"),
        ({"objectives": [AUC, AUC]}, "objectives[1].metric", "take one of the two out"),
        ({"questionnaire": {"mood": "good"}}, "questionnaire", "“mood” is no question"),
        ({"questionnaire": {"loss": "immense"}}, "questionnaire.loss", "“immense” isn't one of"),
        ({"questionnaire": []}, "questionnaire", "map names to values"),
        ({"based_on": "1"}, "based_on", "number of the revision"),
    ],
)
def test_wrong_input_is_answered_with_field_value_and_remedy(
    use_case, make, unchanged, given, field, says
):
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.brief(use_case, **given)
    assert says in refusal.value.fields[field]


def test_all_faults_are_told_at_once(use_case, make, unchanged):
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.brief(use_case, residency="moon", objectives=[{"metric": "x", "threshold": "y"}])
    assert set(refusal.value.fields) == {
        "residency",
        "objectives[0].metric",
        "objectives[0].direction",
        "objectives[0].threshold",
    }


def test_one_metric_may_have_objectives_on_several_segments(use_case, make):
    row = make.brief(use_case, objectives=[AUC, AUC | {"segment": "origin=JFK"}])
    assert row.objectives.count() == 2


@pytest.mark.parametrize("name", ["dee", "ivo", "ann", "dov"])
def test_other_roles_cannot_revise_it(use_case, make, cast, unchanged, name):
    with unchanged(), pytest.raises(Denied) as refusal:
        make.brief(use_case, actor=cast.actor(name))
    assert refusal.value.who_can == "analyst or data scientist"


@pytest.mark.parametrize("name", ["stan", "ada"])
def test_a_stranger_finds_no_use_case(use_case, make, cast, unchanged, name):
    with unchanged(), pytest.raises(NotVisible):
        make.brief(use_case, actor=cast.actor(name))


def test_the_content_is_what_the_hash_is_of(use_case, make):
    row = make.brief(use_case)
    wanted = contents.meaning(contents.brief(row), queries.meaningless_fields(use_case))
    assert row.content_hash == wanted
    assert kinds(use_case.scope)[-1] == "brief.revised"
