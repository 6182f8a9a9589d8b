"""What children write, read with suspicion: typed, bounded, and refused when it isn't what was asked for."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

LARGEST = 16 << 20
# A model's own process says how long it took: three numbers, not a text in digits.
SECONDS = re.compile(r"\d{1,5}\.\d{3}", re.ASCII)
DECIMAL = re.compile(r"-?\d{1,400}(\.\d{1,400})?|nan|-?inf", re.ASCII)


class BadAnswer(ValueError):
    """A child's answer that isn't what it was asked for; its text is a sentence for people.

    It never quotes the answer: a child that sees held-out data could put rows of it there.
    """


@dataclass(frozen=True)
class Measure:
    """A metric's value and its 95 % interval as exact decimals in text, or "nan"."""

    value: str
    low: str
    high: str


@dataclass(frozen=True)
class Segment:
    """The metrics of the rows where a column has one value; `segment` is `column=value`."""

    segment: str
    rows: int
    positives: int | None
    metrics: Mapping[str, Measure]


@dataclass(frozen=True)
class Evaluation:
    """What was measured; `positives` for two classes, `seconds` that the model took to predict."""

    rows: int
    positives: int | None
    metrics: Mapping[str, Measure]
    segments: tuple[Segment, ...]
    notes: tuple[str, ...]
    seconds: str
    versions: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Texts, whole numbers, lists and mappings only, so that it can be hashed."""
        return json.loads(json.dumps(asdict(self)))


@dataclass(frozen=True)
class Difference:
    """A metric of champion and challenger on the same rows, and challenger minus champion with its interval."""

    champion: str
    challenger: str
    difference: str
    low: str
    high: str


def load(path: Path) -> Any:
    """The JSON of a child's file; BadAnswer when it is missing, too large, too deep, or not JSON."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadAnswer(f"The child's answer is larger than {LARGEST >> 20} MiB.")
        return json.loads(path.read_bytes(), parse_constant=_no_constant)
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, BadAnswer):
            raise
        raise BadAnswer(f"The child left no readable answer ({type(error).__name__}).") from error


def _no_constant(name: str) -> NoReturn:
    raise BadAnswer(f"The child's answer holds {name}, which is not JSON.")


def evaluation(answer: Any, facts: Any, versions: Mapping[str, str]) -> Evaluation:
    """From the measuring child's answer, the predicting child's facts and the interpreter's versions."""
    top = _mapping(answer)
    told = _mapping(facts)
    return Evaluation(
        rows=_count(top.get("rows")),
        positives=_maybe_count(top.get("positives")),
        metrics=_measures(top.get("metrics")),
        segments=tuple(_segment(item) for item in _list(top.get("segments"))),
        notes=tuple(_text(item) for item in _list(top.get("notes"))),
        seconds=_seconds(told.get("seconds")),
        versions=versions,
    )


def differences(answer: Any) -> dict[str, Difference]:
    """From the comparing child's answer: metric → difference."""
    metrics = _mapping(_mapping(answer).get("metrics"))
    fields = ("champion", "challenger", "difference", "low", "high")
    return {
        _text(name): Difference(**{field: _decimal(_mapping(item).get(field)) for field in fields})
        for name, item in metrics.items()
    }


def _measures(item: Any) -> dict[str, Measure]:
    return {
        _text(name): Measure(
            **{key: _decimal(_mapping(value).get(key)) for key in ("value", "low", "high")}
        )
        for name, value in _mapping(item).items()
    }


def _segment(item: Any) -> Segment:
    top = _mapping(item)
    return Segment(
        segment=_text(top.get("segment")),
        rows=_count(top.get("rows")),
        positives=_maybe_count(top.get("positives")),
        metrics=_measures(top.get("metrics")),
    )


def _mapping(item: Any) -> Mapping[str, Any]:
    return item if isinstance(item, dict) else _bad(item, "a mapping")


def _list(item: Any) -> Sequence[Any]:
    return item if isinstance(item, list) else _bad(item, "a list")


def _count(item: Any) -> int:
    fits = isinstance(item, int) and not isinstance(item, bool) and 0 <= item < 1 << 53
    return item if fits else _bad(item, "a count")


def _maybe_count(item: Any) -> int | None:
    return None if item is None else _count(item)


def _text(item: Any) -> str:
    fits = isinstance(item, str) and len(item) <= 1000 and "\0" not in item and item.isprintable()
    return item if fits else _bad(item, "a line of text")


def _decimal(item: Any) -> str:
    return item if isinstance(item, str) and DECIMAL.fullmatch(item) else _bad(item, "a decimal")


def _seconds(item: Any) -> str:
    return item if isinstance(item, str) and SECONDS.fullmatch(item) else _bad(item, "seconds")


def _bad(item: Any, wanted: str) -> NoReturn:
    raise BadAnswer(
        f"The child answered a value of type {type(item).__name__} where {wanted} belongs."
    )
