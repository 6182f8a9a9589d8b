"""What changed between two revisions, field by field and word by word."""

from projects.differences import Span, between, words


def test_only_fields_that_differ_are_named():
    changes = between({"need": "a", "task": "x"}, {"need": "b", "task": "x"})
    assert [change.field for change in changes] == ["need"]


def test_words_that_stay_are_apart_from_those_that_went_and_came():
    assert words("called too late", "called in time") == (
        Span("same", "called "),
        Span("removed", "too"),
        Span("added", "in"),
        Span("same", " "),
        Span("removed", "late"),
        Span("added", "time"),
    )


def test_the_spans_together_are_both_texts():
    spans = words("one, two.\nthree", "one; two.\nfour three")
    assert "".join(span.text for span in spans if span.op != "added") == "one, two.\nthree"
    assert "".join(span.text for span in spans if span.op != "removed") == "one; two.\nfour three"


def test_a_changed_item_of_a_list_is_a_line_by_itself():
    before = {"objectives": [{"metric": "f1", "threshold": "0.7"}, {"metric": "roc_auc"}]}
    after = {"objectives": [{"metric": "f1", "threshold": "0.8"}, {"metric": "roc_auc"}]}
    (change,) = between(before, after)
    assert change.before == "metric f1, threshold 0.7\nmetric roc_auc"
    assert [span.text for span in change.spans if span.op == "added"] == ["8"]


def test_wording_is_told_from_meaning():
    changes = between(
        {"title": "a", "need": "b"}, {"title": "c", "need": "d"}, meaningless=["title"]
    )
    assert {change.field: change.bears_on_meaning for change in changes} == {
        "title": False,
        "need": True,
    }


def test_a_field_that_is_new_or_gone_is_a_change():
    changes = between({"old": "x"}, {"new": "y"})
    assert [(change.field, change.before, change.after) for change in changes] == [
        ("new", "", "y"),
        ("old", "x", ""),
    ]
