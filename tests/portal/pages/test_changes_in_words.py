"""What changed since the last approval, in people's words, stage by stage."""

from portal.pages.gate import changes
from portal.pages.gate.change_words import Names, Step

BRIEF = {
    "need": "Crews are called too late.",
    "residency": "anywhere",
    "tier": "low",
    "questionnaire": {"safety": "no"},
    "objectives": [
        {
            "metric": "roc_auc",
            "direction": "at_least",
            "threshold": "0.9",
            "measured_on": "both",
            "segment": "",
        }
    ],
}
VERSION = {"server": "own", "model": "late-arrivals", "version": "2", "artifacts_sha": "ab" * 32}


def told(stage: str, before: dict, after: dict, **known) -> list[Step]:
    return list(changes.of(stage, before, after, Names(**known)))


def trained(version: str, held_out: str, **figures: str) -> dict:
    return {
        "model_version": {**VERSION, "version": version},
        "evaluation": {"id": 1, "n": 1, "objectives": figures},
        "held_out": held_out,
    }


def test_a_brief_names_its_fields_in_words():
    after = {**BRIEF, "need": "Crews are called too early.", "residency": "on_premises"}
    assert told("definition", BRIEF, after) == [
        Step("The need", "Crews are called too late.", "Crews are called too early."),
        Step("Where the work may be", "anywhere", "on-premises only"),
    ]


def test_an_objective_says_what_it_needs_and_where():
    stricter = {**BRIEF["objectives"][0], "threshold": "0.92"}
    after = {**BRIEF, "objectives": [stricter, {**stricter, "metric": "f1"}]}
    assert told("definition", BRIEF, after) == [
        Step(
            "Objective: ROC AUC",
            "≥ 0.90 on held-out and live data",
            "≥ 0.92 on held-out and live data",
        ),
        Step("Objective: F1", "", "≥ 0.92 on held-out and live data"),
    ]


def test_an_answer_of_the_questionnaire_is_told_with_its_question():
    (step,) = told("definition", BRIEF, {**BRIEF, "questionnaire": {"safety": "guarded"}})
    assert step.what.startswith("Can a wrong prediction hurt somebody")
    assert (step.before, step.after) == ("No", "Only if other safeguards fail as well")


def test_a_data_plan_tells_sources_steps_and_thresholds():
    before = {
        "sources": ["movements"],
        "steps": [{"kind": "clean", "title": "Drop cancelled", "code_revision": "a1"}],
        "thresholds": {"train": 30_000},
    }
    after = {
        "sources": ["movements", "weather"],
        "steps": [{"kind": "clean", "title": "Drop cancelled", "code_revision": "b2"}],
        "thresholds": {"train": 40_000},
    }
    assert told("data", before, after, sources={"weather": "Weather"}) == [
        Step("Source: Weather", "", "read"),
        Step("Step: Drop cancelled (clean)", "code a1", "code b2"),
        Step("Rows of training data at least", "30,000", "40,000"),
    ]


def test_a_source_that_went_is_told():
    assert told("data", {"sources": ["m"]}, {"sources": []}, sources={"m": "Movements"}) == [
        Step("Source: Movements", "read", "")
    ]


def test_a_platform_tells_the_environment_and_the_load():
    before = {
        "environment": {"key": "hall-a", "memory_gib": 64, "frameworks": {"torch": "2.4"}},
        "load": {"requests_per_second": 5},
    }
    after = {
        "environment": {"key": "hall-b", "memory_gib": 128, "frameworks": {"torch": "2.6"}},
        "load": {"requests_per_second": 20},
    }
    assert told("platform", before, after, environments={"hall-b": "Hall B"}) == [
        Step("Environment", "hall-a", "Hall B"),
        Step("Memory in GiB", "64", "128"),
        Step("Framework: torch", "2.4", "2.6"),
        Step("Requests a second", "5", "20", "declared load"),
    ]


def test_a_new_version_on_new_data_warns_that_figures_do_not_compare():
    found = told(
        "training",
        trained("2", "aa", f1="0.7569564", roc_auc="0.9128"),
        trained("4", "bb", f1="0.7696811", roc_auc="0.9089"),
        datasets={"aa": "Jan–Feb, 9,000 rows", "bb": "Jan–Apr, 21,186 rows"},
    )
    other = "on other rows, so the two don’t compare"
    assert found == [
        Step("Model version", "late-arrivals v2", "late-arrivals v4"),
        Step("Held-out data", "Jan–Feb, 9,000 rows", "Jan–Apr, 21,186 rows"),
        Step("Measured F1", "0.757", "0.770", other),
        Step("Measured ROC AUC", "0.913", "0.909", other),
    ]


def test_figures_on_the_same_rows_say_so():
    found = told("training", trained("2", "aa", f1="0.75"), trained("3", "aa", f1="0.77"))
    assert found[-1] == Step("Measured F1", "0.750", "0.770", "on the same rows")


def test_the_same_version_with_other_files_is_told():
    moved = {"model_version": {**VERSION, "artifacts_sha": "cd" * 32}}
    (step,) = told("integration", {"model_version": VERSION}, moved)
    assert step == Step("Files of late-arrivals v2", "abab…abab", "cdcd…cdcd")


def test_a_contract_tells_its_columns():
    before = {"contract": {"inputs": [{"name": "hour", "type": "long"}]}}
    after = {"contract": {"inputs": [{"name": "hour", "type": "double"}, {"name": "dest"}]}}
    assert told("integration", before, after) == [
        Step("Input: hour", "long", "double"),
        Step("Input: dest", "", "any type"),
    ]


def test_a_release_tells_its_target_and_the_gates_it_stands_on():
    before = {"target": {"key": "ops", "alias": "champion"}, "cleared_by": {"training": "1"}}
    after = {"target": {"key": "hall", "alias": "champion"}, "cleared_by": {"training": "2"}}
    assert told("release", before, after, targets={"ops": "Operations"}) == [
        Step("Target", "Operations", "hall"),
        Step("Gates that it stands on", "", "other content at Training"),
    ]


def test_whoever_is_asked_in_addition_is_told():
    before, after = {"votes_of": ["it"]}, {"votes_of": ["it", "officer"]}
    assert told("platform", before, after) == [Step("Vote of: governance officer", "", "asked")]


def test_a_field_without_words_of_its_own_is_still_told():
    assert told("data", {"row_filter": "a"}, {"row_filter": "b"}) == [Step("Row filter", "a", "b")]


def test_what_is_the_same_is_not_told():
    assert told("definition", BRIEF, dict(BRIEF)) == []
