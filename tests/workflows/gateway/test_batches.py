"""What a request holds, what the model is asked, and what of it is kept."""

import json

import pytest

from governance.errors import Invalid
from workflows.gateway.asgi.wire import Refused
from workflows.gateway.scoring import batches

WHEN = "2013-03-01T10:00:00Z"


def parse(content) -> batches.Batch:
    return batches.parse(json.dumps(content).encode())


def row(**given) -> dict:
    return {"prediction_id": "f1", "event_at": WHEN, **given}


def test_the_model_is_shown_the_columns_of_its_signature_alone():
    batch = parse({"rows": [row(delay=3, arrival=9), row(prediction_id="f2", delay=4)]})
    asked = json.loads(batches.question(batch, ["delay", "carrier"]))
    assert asked == {"dataframe_split": {"columns": ["delay"], "data": [[3], [4]]}}
    asked = json.loads(batches.question(batch, []))
    assert asked == {
        "dataframe_split": {"columns": ["arrival", "delay"], "data": [[9, 3], [None, 4]]}
    }


def test_inputs_are_passed_on_as_they_are():
    batch = parse({"inputs": [[1, 2]]})
    assert json.loads(batches.question(batch, ["a"])) == {"inputs": [[1, 2]]}


def test_what_is_kept_is_what_the_model_was_shown():
    batch = parse({"rows": [row(delay=3.25, arrival=9)]})
    (kept,) = batches.score_rows(batch, [{"late": 1}], ["delay", "carrier"])
    assert json.loads(kept.features) == {"delay": 3.25, "carrier": None}
    assert json.loads(kept.output) == {"late": 1}
    assert kept.event_at.isoformat() == "2013-03-01T10:00:00+00:00"


def test_bare_values_are_the_prediction():
    assert batches.output(3) == {"prediction": 3}
    assert batches.output({"late": 1}) == {"late": 1}


@pytest.mark.parametrize(
    "body",
    [b"", b"[", b'{"predictions": [1]}', b'{"predictions": {}}', b"[1, 2]", b"[" * 100_000],
)
def test_an_answer_that_does_not_fit_the_rows_is_none(body):
    with pytest.raises(ValueError, match=r".+"):
        batches.predictions(body, rows=2)


def test_numbers_that_are_none_come_back_as_null():
    assert batches.predictions(b'{"predictions": [NaN, Infinity, 1e999]}', rows=3) == [None] * 3


def test_every_wrong_row_is_named_and_a_backslash_is_no_nul():
    with pytest.raises(Invalid) as refused:
        parse({"rows": [row(prediction_id=7), row(event_at="2013-03-01"), 5]})
    assert list(refused.value.fields) == [
        "rows[0].prediction_id",
        "rows[1].event_at",
        "rows[2]",
        "rows[2].prediction_id",
        "rows[2].event_at",
    ]
    assert parse({"rows": [row(note="\\u0000 as text")]}).rows[0].features == {
        "note": "\\u0000 as text"
    }


def test_a_number_past_all_numbers_is_refused():
    with pytest.raises(Refused, match="1e999 is larger than any number here"):
        batches.parse(b'{"inputs": 1e999}')


def test_an_id_that_comes_twice_is_refused():
    with pytest.raises(Invalid, match=r"rows\[1\].prediction_id: It is that of rows\[0\] already"):
        parse({"rows": [row(), row()]})
