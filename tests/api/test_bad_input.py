"""Whatever is sent: an answer that names field, value and remedy, and nothing is changed."""

import json

import pytest

from tests.projects.conftest import AUC, MILD

BRIEF = {
    "title": "Late arrivals",
    "classification": "internal",
    "residency": "on_premises",
    "questionnaire": MILD,
    "objectives": [AUC],
    "based_on": 0,
}


@pytest.fixture
def refused(told, api, unchanged):
    """Send it as Ana; the problem that came back, after which every table is as it was."""

    def send(address: str, body, *, status: int = 422) -> dict:
        program = api("ana")
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        with unchanged():
            answer = program.raw(address.format(case=told.use_case.pk), text)
        assert answer.status_code == status, answer.content[:500]
        assert answer["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["title"]
        assert problem["detail"]
        assert problem["status"] == status
        return problem

    return send


BRIEFS = "use-cases/{case}/briefs/"
WRONG = [
    ({"objectives": [{**AUC, "metric": "roc_acu"}]}, "objectives[0].metric", "roc_auc"),
    ({"objectives": [{**AUC, "threshold": "NaN"}]}, "objectives[0].threshold", "NaN"),
    ({"objectives": [{**AUC, "threshold": "much"}]}, "objectives[0].threshold", "much"),
    ({"objectives": [{**AUC, "threshold": [1]}]}, "objectives[0].threshold", "number"),
    ({"objectives": "roc_auc"}, "objectives", "list"),
    ({"objectives": [1, None]}, "objectives[0]", "fields"),
    ({"questionnaire": [1]}, "questionnaire", "map"),
    ({"title": ""}, "title", "fill it in"),
    ({"title": 7}, "title", "text"),
    ({"title": None}, "title", "null"),
    ({"title": "x" * 300}, "title", "300"),
    ({"title": "a\x00b"}, "title", "NUL"),
    ({"title": "a\ud800b"}, "title", "surrogate"),
    ({"objectives": [{**AUC, "segment": "a\x00=b"}]}, "objectives[0].segment", "NUL"),
    ({"classification": "secret"}, "classification", "restricted"),
    ({"classification": {"a": 1}}, "classification", "one of"),
    ({"based_on": 10**30}, "based_on", "smaller"),
    ({"based_on": -1}, "based_on", "-1"),
    ({"based_on": "soon"}, "based_on", "soon"),
    ({"based_on": True}, "based_on", "whole number"),
    ({"based_on": [1]}, "based_on", "whole number"),
    ({"tilte": "Late"}, "tilte", "title"),
]


@pytest.mark.parametrize(("change", "field", "word"), WRONG, ids=[str(one[1:]) for one in WRONG])
def test_a_wrong_field_is_named_with_what_to_do(refused, change, field, word):
    problem = refused(BRIEFS, BRIEF | change)
    assert word in problem["fields"][field], problem


def test_a_missing_field_is_named(refused):
    problem = refused(BRIEFS, {})
    assert set(problem["fields"]) == {"title", "classification", "residency", "based_on"}


BODIES = {
    "cut off": b'{"title": ',
    "no json": b"title=Late",
    "not utf-8": b'{"title": "\xff"}',
    "nan": b'{"based_on": NaN}',
    "infinity": b'{"based_on": -Infinity}',
    "100,000 lists deep": b"[" * 100_000 + b"]" * 100_000,
    "100,000 objects deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "70 lists deep": b'{"title": ' + b"[" * 70 + b"]" * 70 + b"}",
    "a number of 10,000 digits": b'{"based_on": ' + b"9" * 10_000 + b"}",
    "blank": b" ",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_is_no_json_of_ours_is_refused(refused, body):
    problem = refused(BRIEFS, body, status=400)
    assert problem["remedy"]


@pytest.mark.parametrize("body", [[], [1], '"text"', 7, True, None])
def test_a_body_that_is_no_object_is_refused(refused, body):
    assert "object" in refused(BRIEFS, body)["fields"]["body"]


def test_a_number_past_all_bounds_is_refused(refused):
    assert "smaller" in refused(BRIEFS, b'{"based_on": 1e999}')["fields"]["based_on"]


def test_nul_in_a_name_is_refused(refused):
    assert "NUL" in str(refused(BRIEFS, BRIEF | {"questionnaire": {"a\x00": "1"}})["fields"])


def test_a_body_past_the_limit_is_refused(told, api, unchanged):
    api("ana")
    with unchanged():
        answer = api("ana").raw(f"use-cases/{told.use_case.pk}/briefs/", b" " * (16 * 2**20 + 1))
    assert answer.status_code == 413


def test_another_type_than_json_is_refused(told, api, unchanged):
    api("ana")
    with unchanged():
        answer = api("ana").raw(f"use-cases/{told.use_case.pk}/briefs/", "a=1", "text/plain")
    assert answer.status_code == 415
    assert answer.json()["remedy"]


QUERIES = [
    {"limit": "0"}, {"limit": "many"}, {"limit": "201"}, {"ordering": "summary"},
    {"lifecycle": "gone"}, {"slug": "a\x00"}, {"colour": "red"},
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_wrong_query_is_named(told, api, query):
    answer = api("ana").get("use-cases/", query)
    assert answer.status_code == 422
    assert next(iter(query)) in answer.json()["fields"]


@pytest.mark.parametrize("number", ["9" * 18, "9" * 19, "9" * 40, "9" * 5000, "0"])
def test_an_id_past_all_bounds_is_nothing(told, api, number):
    assert api("ana").get(f"use-cases/{number}/").status_code == 404


def test_a_body_of_brackets_and_commas_is_refused_before_it_is_read(refused):
    body = b'{"title": [' + b"[]," * 1_000_000 + b"[]]}"
    assert "more than 1,000,000 values" in refused(BRIEFS, body, status=413)["detail"]


def test_a_list_of_more_than_anybody_chooses_is_refused_as_a_whole(refused):
    plan = {"based_on": 0, "target_column": "late", "split_rule": "x", "source_ids": [1] * 1001}
    said = refused("use-cases/{case}/data-plans/", plan)["fields"]
    assert said == {"source_ids": "This has 1001 entries; give at most 1000."}
