"""A child's answer is read with suspicion: whatever isn't what was asked for is refused with a sentence."""

import json

import pytest

from workflows.children import results
from workflows.children.results import BadAnswer

ANSWER = {
    "rows": 3,
    "positives": None,
    "metrics": {"f1": {"value": "0.5", "low": "0.25", "high": "nan"}},
    "segments": [{"segment": "carrier=AA", "rows": 1, "positives": 1, "metrics": {}}],
    "notes": ["One."],
}
FACTS = {"seconds": "0.012"}
VERSIONS = {"mlflow": "3.17.2"}


def test_a_good_answer_is_typed():
    found = results.evaluation(ANSWER, FACTS, VERSIONS)
    assert found.metrics["f1"] == results.Measure("0.5", "0.25", "nan")
    assert found.segments[0].segment == "carrier=AA"
    assert found.as_json() == ANSWER | FACTS | {"versions": VERSIONS}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rows": -1}, "type int where a count belongs"),
        ({"rows": True}, "type bool where a count belongs"),
        ({"rows": 1 << 60}, "where a count belongs"),
        ({"rows": 3.0}, "where a count belongs"),
        ({"metrics": []}, "type list where a mapping belongs"),
        (
            {"metrics": {"f1": {"value": 0.5, "low": "0", "high": "1"}}},
            "type float where a decimal belongs",
        ),
        (
            {"metrics": {"f1": {"value": "1e3", "low": "0", "high": "1"}}},
            "type str where a decimal belongs",
        ),
        ({"metrics": {"f1": {"value": "٣", "low": "0", "high": "1"}}}, "where a decimal belongs"),
        ({"metrics": {"f1": {"value": "1"}}}, "type NoneType where a decimal belongs"),
        (
            {"metrics": {"f\0": {"value": "1", "low": "0", "high": "1"}}},
            "where a line of text belongs",
        ),
        ({"notes": "many"}, "type str where a list belongs"),
        ({"notes": ["\ud800"]}, "where a line of text belongs"),
        ({"notes": ["x" * 1001]}, "where a line of text belongs"),
        ({"segments": [3]}, "type int where a mapping belongs"),
    ],
)
def test_a_bad_answer_is_refused(change, says):
    with pytest.raises(BadAnswer) as refusal:
        results.evaluation(ANSWER | change, FACTS, VERSIONS)
    assert says in str(refusal.value)


@pytest.mark.parametrize(
    "seconds", [None, 3, "3", "1.5", "123456.000", "0.1234", "1" * 300, "row 7"]
)
def test_seconds_are_no_text_in_digits(seconds):
    with pytest.raises(BadAnswer, match="where seconds belongs"):
        results.evaluation(ANSWER, {"seconds": seconds}, VERSIONS)


def test_a_bad_answer_is_not_quoted():
    row = "AA,3.5,late"
    for change in ({"rows": row}, {"notes": [[row]]}, {"metrics": {"f1": row}}):
        with pytest.raises(BadAnswer) as refusal:
            results.evaluation(ANSWER | change, FACTS, VERSIONS)
        assert row not in str(refusal.value)
    with pytest.raises(BadAnswer) as refusal:
        results.evaluation(ANSWER, {"seconds": row, "versions": {row: row}}, VERSIONS)
    assert row not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no readable answer"),
        ("{", "no readable answer"),
        ('{"a": NaN}', "holds NaN"),
        ("[" * 100_000, "no readable answer"),
        ("\udc80", "no readable answer"),
        ("[" + "1" * 5000 + "]", "no readable answer"),
        (" " * (results.LARGEST + 1), "larger than 16 MiB"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path, text, says):
    path = tmp_path / "result.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadAnswer, match=says):
        results.load(path)


def test_a_missing_answer_is_refused(tmp_path):
    with pytest.raises(BadAnswer, match="no readable answer"):
        results.load(tmp_path / "result.json")


def test_differences_are_typed():
    one = {
        "champion": "0.1",
        "challenger": "0.3",
        "difference": "0.2",
        "low": "-0.1",
        "high": "0.4",
    }
    assert results.differences({"metrics": {"f1": one}}) == {"f1": results.Difference(**one)}
    with pytest.raises(BadAnswer):
        results.differences(json.loads('{"metrics": {"f1": {}}}'))
