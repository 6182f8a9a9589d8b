"""Puts a contract's request to a model and holds the answer against what the contract promises."""

import json
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from workflows.children import results
from workflows.children.steps import setting, step
from workflows.sandbox import Limits, Sandbox

Columns = Sequence[Mapping[str, str]]


def try_request(
    *,
    model: Path,
    rows: Sequence[Mapping[str, object]],
    inputs: Columns,
    outputs: Columns,
    folder: Path,
    interpreter: Path = Path(sys.executable),
    sandbox: Sandbox | None = None,
    cancel: threading.Event | None = None,
) -> tuple[bool, str]:
    """(passed, a sentence): the MLflow model in `model` answers `rows`, sent as `inputs` says.

    `inputs` and `outputs` are [{name, type}]; values of numbers may be given as text. Passed when
    each row has an answer and each promised output is in it. Blocks until done.
    """
    place = setting(folder, Limits(), sandbox, None, cancel)
    request = place.folder / "request.json"
    request.write_text(json.dumps({"rows": list(rows), "inputs": list(inputs)}), encoding="utf-8")
    reason = step(
        place,
        "answer",
        {"model": str(model.resolve()), "request": str(request)},
        outputs=["answers.json"],
        reads=[model.resolve(), request],
        interpreter=interpreter,
    )
    if reason:
        return False, f"The model gave no answer; {reason}"
    try:
        answers = results.load(place.folder / "answer/answers.json")
    except results.BadAnswer as error:
        return False, str(error)
    return _held(answers, len(rows), [column["name"] for column in outputs])


def _held(answers: object, rows: int, promised: Sequence[str]) -> tuple[bool, str]:
    """The answer against the promise: as many rows, and every named output in them."""
    if not isinstance(answers, dict) or answers.get("rows") != rows:
        return False, f"{rows} rows were sent, and not as many were answered."
    columns = answers.get("columns")
    found = [str(name) for name in columns] if isinstance(columns, list) else []
    missing = [name for name in promised if name not in found]
    if missing:
        return (
            False,
            f"The answer lacks {', '.join(missing)}; it has {', '.join(found) or 'nothing'}.",
        )
    return True, f"{rows} {'row' if rows == 1 else 'rows'} answered with {', '.join(promised)}."
