"""What approvals bind to: the same meaning gives the same hash, another gives another."""

from governance import canonical
from workflows import contents

BRIEF = {"title": "Late arrivals", "description": "", "need": "Crews", "residency": "on_premises"}
AUC = {
    "metric": "roc_auc",
    "direction": "at_least",
    "threshold": "0.9",
    "measured_on": "both",
    "segment": "",
}
F1 = AUC | {"metric": "f1", "threshold": "0.73"}


def hash_of(brief=BRIEF, objectives=(AUC, F1)):
    return canonical.digest(contents.definition(brief=brief, objectives=objectives))


def test_wording_has_no_bearing_on_the_definition():
    assert hash_of(BRIEF | {"title": "Delays", "description": "All three airports"}) == hash_of()


def test_the_need_has():
    assert hash_of(BRIEF | {"need": "Gates"}) != hash_of()


def test_the_order_of_objectives_has_none():
    assert hash_of(objectives=(F1, AUC)) == hash_of()


def test_a_threshold_has():
    assert hash_of(objectives=(AUC | {"threshold": "0.89"}, F1)) != hash_of()


def test_another_artifact_is_another_training_content():
    version = {"model": "late-arrivals", "version": "2", "artifacts_sha": "a" * 64}
    first = contents.training(version=version, evaluation=None, held_out="d" * 64)
    other = contents.training(
        version=version | {"artifacts_sha": "b" * 64}, evaluation=None, held_out="d" * 64
    )
    assert canonical.digest(first) != canonical.digest(other)


def test_a_release_binds_to_the_gates_that_clear_it():
    given = {"version": {"model": "m"}, "target": {"key": "ops"}}
    first = contents.release(**given, cleared_by={"training": "t1"})
    assert canonical.digest(first) != canonical.digest(
        contents.release(**given, cleared_by={"training": "t2"})
    )
