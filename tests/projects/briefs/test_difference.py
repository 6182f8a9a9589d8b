"""Scenario 4, in part: what changed in a brief is shown, wording told from meaning."""

from projects import queries
from tests.projects.conftest import AUC


def test_wording_is_told_from_meaning(use_case, make):
    first = make.brief(use_case)
    second = make.brief(use_case, title="Late landings", objectives=[AUC | {"threshold": "0.92"}])
    changes = queries.brief_difference(first, second)
    assert [(change.field, change.bears_on_meaning) for change in changes] == [
        ("title", False),
        ("objectives", True),
    ]
    assert changes[1].before.count("0.9,") == 1
    assert changes[1].after.count("0.92,") == 1


def test_the_same_revision_differs_in_nothing(use_case, make):
    row = make.brief(use_case)
    assert queries.brief_difference(row, row) == ()


def test_two_revisions_differ_in_meaning_exactly_if_their_hashes_do(use_case, make):
    first = make.brief(use_case)
    wording = make.brief(use_case, description="In plain words.")
    meaning = make.brief(use_case, residency="anywhere")
    for before, after in [(first, wording), (wording, meaning), (first, meaning)]:
        bears = any(change.bears_on_meaning for change in queries.brief_difference(before, after))
        assert bears == (before.content_hash != after.content_hash)
