"""What a scoring request holds and what the model is asked, and how its answer goes back to the rows."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from governance import inputs
from governance.errors import Invalid
from workflows.gateway.asgi.wire import Refused
from workflows.services.scores import ScoreRow

MOST_ROWS = 10_000
LONGEST_ID = 120
LARGEST_INTEGER = 2**63 - 1
MOST_ERRORS = 20
# An escape that isn't itself escaped.
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
OURS = ("prediction_id", "event_at")
SHAPE = 'Send {"rows": [{"prediction_id": …, "event_at": …, and the features}]} or {"inputs": …}.'


@dataclass(frozen=True)
class Row:
    """One thing to score; `features` are all other fields of its row, as they were sent."""

    prediction_id: str
    event_at: datetime
    features: Mapping[str, Any]


@dataclass(frozen=True)
class Batch:
    """Rows with ids, which are kept, or MLflow's own `inputs`, which aren't."""

    rows: tuple[Row, ...] = ()
    inputs: Any = None


def parse(body: bytes) -> Batch:
    """The batch in a request's body. Raises Refused with 400 for no JSON, and Invalid by field."""
    content = _json(body)
    if not isinstance(content, dict) or ("rows" in content) == ("inputs" in content):
        raise Invalid({"body": f"This is neither rows nor inputs. {SHAPE}"})
    if "inputs" in content:
        return Batch(inputs=content["inputs"])
    rows = content["rows"]
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
        raise Invalid({"rows": f"Give a list of 1 to {MOST_ROWS:,} rows."})
    errors: inputs.Errors = {}
    parsed = []
    for number, row in enumerate(rows):
        parsed.append(_row(errors, f"rows[{number}]", row))
        if len(errors) >= MOST_ERRORS:
            break
    inputs.raise_if(errors)
    _refuse_repeated(parsed)
    return Batch(rows=tuple(parsed))


def _row(errors: inputs.Errors, name: str, row: Any) -> Row:
    if not isinstance(row, dict):
        errors[name] = "A row is an object with prediction_id, event_at and the features."
        row = {}
    field = f"{name}.prediction_id"
    key = inputs.text(errors, field, row.get("prediction_id"), longest=LONGEST_ID)
    when = inputs.moment(errors, f"{name}.event_at", row.get("event_at"))
    features = {key: value for key, value in row.items() if key not in OURS}
    return Row(key, when or datetime.min, features)  # noqa: DTZ901 - raised before it is used


def _refuse_repeated(rows: Sequence[Row]) -> None:
    seen: dict[str, int] = {}
    for number, row in enumerate(rows):
        first = seen.setdefault(row.prediction_id, number)
        if first != number:
            raise Invalid(
                {f"rows[{number}].prediction_id": f"It is that of rows[{first}] already."}
            )


def _json(body: bytes) -> Any:
    """JSON without what can't be kept: NaN, NUL, halves of characters, numbers past 64 bits."""
    try:
        content = json.loads(
            body, parse_constant=_no_constant, parse_int=_integer, parse_float=_float
        )
        text = json.dumps(content, ensure_ascii=False)
        text.encode("utf-8")
    except RecursionError:
        raise _no_json("It is nested too deeply.") from None
    except ValueError as error:
        raise _no_json(f"{error}.") from None
    if NUL.search(text):
        raise _no_json("It holds a NUL character.")
    return content


def _no_json(why: str) -> Refused:
    return Refused(400, "This isn't JSON that can be taken", why[:300], remedy=SHAPE)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON; leave the value out or send null")


def _integer(text: str) -> int:
    if len(text) > 20 or abs(number := int(text)) > LARGEST_INTEGER:
        raise ValueError(f"{text[:24]}… is past 64 bits; send it as text")
    return number


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:24]} is larger than any number here")
    return number


def _float_or_none(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def question(batch: Batch, columns: Sequence[str]) -> bytes:
    """What the model's scoring server is asked: of each row the columns of its signature alone."""
    if not batch.rows:
        return json.dumps({"inputs": batch.inputs}).encode()
    given = {name for row in batch.rows for name in row.features}
    names = [name for name in columns if name in given] if columns else sorted(given)
    data = [[row.features.get(name) for name in names] for row in batch.rows]
    return json.dumps({"dataframe_split": {"columns": names, "data": data}}).encode()


def predictions(body: bytes, rows: int | None) -> Any:
    """The model's answers: a list with one a row where `rows` is given, else ValueError."""
    try:
        content = json.loads(body, parse_constant=lambda _: None, parse_float=_float_or_none)
    except RecursionError:
        raise ValueError("an answer that is nested too deeply") from None
    found = content.get("predictions") if isinstance(content, dict) else None
    if rows is None:
        return found
    if not isinstance(found, list) or len(found) != rows:
        count = f"{len(found)} answers" if isinstance(found, list) else "something else"
        raise ValueError(f"{count} to {rows} rows")
    return found


def output(found: Any) -> dict[str, Any]:
    """One answer by the names of its columns; a bare value is the `prediction`."""
    return found if isinstance(found, dict) else {"prediction": found}


def score_rows(
    batch: Batch, outputs: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> list[ScoreRow]:
    """What is kept of a batch: each row's features that the model was shown, and its answer."""
    return [
        ScoreRow(
            prediction_id=row.prediction_id,
            features=json.dumps(_shown(row, columns)),
            output=json.dumps(found),
            event_at=row.event_at,
        )
        for row, found in zip(batch.rows, outputs, strict=True)
    ]


def _shown(row: Row, columns: Sequence[str]) -> dict[str, Any]:
    if not columns:
        return dict(row.features)
    return {name: row.features.get(name) for name in columns}
