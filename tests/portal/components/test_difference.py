"""Differences line by line and word by word."""

import pytest

from portal.components.difference import lines


def signs(old, new, context=3):
    return [
        (line.sign, "".join(part.text for part in line.parts)) for line in lines(old, new, context)
    ]


def changed(line):
    return [part.text for part in line.parts if part.changed]


def test_a_changed_word_is_marked_on_both_sides():
    removed, added = lines("threshold: 0.88", "threshold: 0.90")
    assert (removed.kind, added.kind) == ("del", "add")
    assert changed(removed) == ["88"]
    assert changed(added) == ["90"]


def test_added_lines_carry_the_new_number():
    added = [line for line in lines("a\nb", "a\nx\nb") if line.kind == "add"]
    assert [(line.number, changed(line)) for line in added] == [(2, ["x"])]


def test_long_unchanged_stretches_are_counted_not_shown():
    old = "\n".join(str(n) for n in range(40))
    new = old.replace("20", "twenty")
    shown = signs(old, new, context=1)
    assert shown[0] == (" ", "19 lines unchanged")
    assert shown[-1] == (" ", "18 lines unchanged")
    assert len(shown) == 6


def test_equal_texts_are_one_line_that_says_so():
    assert signs("a\nb", "a\nb") == [(" ", "2 lines unchanged")]


def test_two_empty_texts_have_no_lines():
    assert lines("", "") == []


@pytest.mark.parametrize(
    ("old", "new"), [("", "a\nb"), ("a\nb", ""), ("a\nb\nc", "x"), ("x", "a\nb")]
)
def test_applying_it_gives_the_new_text(old, new):
    kept = [
        "".join(part.text for part in line.parts)
        for line in lines(old, new, 99)
        if line.kind != "del"
    ]
    assert kept == new.splitlines()
