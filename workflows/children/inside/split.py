"""Parts labelled data into what a model may see and the truth that it must not.

Usage: python split.py SPEC.json, with data, target, segments, the model's MLmodel file, features and truth
(the two files to write). A column that the model doesn't ask for isn't shown to it: a later fact,
such as the arrival time of a late flight, would tell it the answer.
"""

import json
import sys
from pathlib import Path
from typing import NoReturn

import pandas as pd
import yaml

COMPLAINT = 65


def main(spec: dict) -> None:
    """Write features and truth as Parquet files, row by row in step."""
    data = read(Path(spec["data"]))
    target = spec["target"]
    for column in (target, *spec["segments"]):
        if column not in data.columns:
            complain(
                f"The data has no column {column!r}; it has {', '.join(map(str, data.columns))}."
            )
    labelled = data[data[target].notna()].reset_index(drop=True)
    if labelled.empty:
        complain(f"The data has no row with a value in {target!r}.")
    wanted = inputs(Path(spec["mlmodel"]))
    if wanted is None:
        wanted = {name: True for name in labelled.columns if name != target}
    missing = [
        name for name, required in wanted.items() if required and name not in labelled.columns
    ]
    if missing:
        complain(f"The model asks for {', '.join(missing)}, which the data doesn't have.")
    if target in wanted:
        complain(f"The model asks for {target!r}, which is what it should predict.")
    labelled[[name for name in wanted if name in labelled.columns]].to_parquet(spec["features"])
    truth = pd.DataFrame({"truth": labelled[target]})
    for number, column in enumerate(spec["segments"]):
        truth[f"segment{number}"] = labelled[column].astype(str)
    truth.to_parquet(spec["truth"])


def read(path: Path) -> pd.DataFrame:
    """A table in Parquet or CSV, also gzipped, by what the file begins with; only an empty cell is missing."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"PAR1":
        return pd.read_parquet(path)
    packed = "gzip" if start[:2] == b"\x1f\x8b" else None
    return pd.read_csv(path, compression=packed, keep_default_na=False, na_values=[""])


def inputs(mlmodel: Path) -> dict[str, bool] | None:
    """The columns of the model's signature, and whether each is required; None when it names no columns."""
    signature = (yaml.safe_load(mlmodel.read_text()) or {}).get("signature") or {}
    columns = json.loads(signature.get("inputs") or "[]")
    if not columns or any("name" not in column for column in columns):
        return None
    return {column["name"]: column.get("required", True) for column in columns}


def complain(sentence: str) -> NoReturn:
    """End with a sentence for people."""
    print(sentence, flush=True)  # noqa: T201
    raise SystemExit(COMPLAINT)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
