"""Texts that aren't YAML, or YAML that would eat the machine."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.policy import PolicyError, parse
from tests.governance.policy.texts import base, problem, problems, shipped


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("policy: own\ntitle: [open\n", 3, "This isn't YAML"),
        ("policy: own\n\ttitle: Own\n", 2, "This isn't YAML"),
        ("policy: own\n  title: Own\n", 2, "mapping values are not allowed here"),
        ('policy: "own\n', 2, "This isn't YAML"),
        ("policy: own\n%what\n", 3, "This isn't YAML"),
        ("", 1, "The text is empty"),
        ("# nothing\n", 1, "The text is empty"),
        ("policy: own\ntitle: O\x00wn\n", 2, "a NUL character"),
        ("policy: own\ntitle: O\x1bwn\n", 2, "U+001B"),
        ("policy: own\ntitle: O\ud800wn\n", 2, "a lone surrogate"),
        ("policy: own\ntitle: O\ufffewn\n", 2, "U+FFFE"),
        ("a: &x 1\nb: 2\n", 1, "an anchor (&x)"),
        ("a: !!python/object/apply:os.system [id]\n", 1, "Here stands a tag"),
        ("a: 1\n---\nb: 2\n", 2, "A second document begins"),
        ("a: " + "[\n" * 20, 8, "Nested deeper"),
        ("a: [" + "x," * 6000 + "]", 1, "More than 5000 values"),
        ("a: " + "x" * 70_000, 1, "70003 characters"),
    ],
)
def test_it_names_the_line_and_what_to_do(source, line, message):
    found = problem(source)
    assert (found.line, message in found.message) == (line, True), found
    assert found.remedy


def test_the_billion_laughs_are_refused_at_the_first():
    laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert {one.line for one in problems(laughs)} == {1, 2, 3}


@pytest.mark.parametrize("root", ["just text", "[a, list]", "12", "~"])
def test_a_text_that_is_no_mapping_is_no_policy(root):
    assert problems(root)[0].message == "A policy is a group of settings."


def test_a_bomb_is_refused_within_a_second():
    before = time.perf_counter()
    for bomb in ("{" * 60_000, "- " * 30_000, "? " * 30_000, "[[]," * 15_000, "a" * 10**7):
        with pytest.raises(PolicyError):
            parse(bomb)
    assert time.perf_counter() - before < 5


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_text_is_a_policy_or_a_list_of_problems(text):
    with pytest.raises(PolicyError) as caught:
        parse(text)
    assert caught.value.problems


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_policy_is_refused_or_read_but_never_breaks_the_reader(data):
    source = shipped("standard")
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(start + 40, len(source))))
    damaged = source[:start] + data.draw(st.text(max_size=8)) + source[end:]
    try:
        parse(damaged)
    except PolicyError as fault:
        assert all(one.message and one.remedy for one in fault.problems)  # noqa: PT017


def test_a_whole_policy_is_taken():
    assert parse(base()).name == "own"
