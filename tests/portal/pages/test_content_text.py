"""What an approval binds to, as lines that people compare."""

from portal.pages.gate.content_text import text


def test_names_come_in_their_order_whatever_it_was():
    assert text({"b": 1, "a": 2}) == text({"a": 2, "b": 1}) == "a: 2\nb: 1"


def test_nested_values_are_indented_and_underscores_are_spaces():
    assert text({"held_out": {"rows": 3}}) == "held out:\n  rows: 3"


def test_a_small_item_of_a_list_stands_on_one_line_without_what_is_empty():
    objectives = [{"metric": "f1", "segment": "", "threshold": "0.73"}]
    assert text({"objectives": objectives}) == "objectives:\n  - metric f1, threshold 0.73"


def test_an_item_that_holds_more_goes_on_under_its_dash():
    assert text({"steps": [{"n": [1]}, "x"]}) == "steps:\n  -\n    n:\n      - 1\n  - x"


def test_long_texts_keep_their_lines():
    assert text({"need": "one\ntwo"}) == "need: one\n  two"


def test_a_digest_is_cut_where_its_head_tells_it_apart():
    assert text({"sha": "ab" * 32}) == "sha: abababababababab…"


def test_nothing_yes_and_no_are_words():
    assert text({"a": None, "b": True, "c": False, "d": []}) == "a: none\nb: yes\nc: no\nd: none"
