"""Lets a model answer a few rows, and says which columns came back.

Usage: python answer.py SPEC.json, with model, request ({rows, inputs}) and answers (the file to write).
"""

import json
import sys
from pathlib import Path

import mlflow.pyfunc
import pandas as pd

TYPES = {
    "double": "float64",
    "float": "float32",
    "long": "int64",
    "integer": "int32",
    "boolean": "bool",
    "string": "str",
    "datetime": "datetime64[ns]",
}


def main(spec):
    """Build the rows as the contract types them, predict, and write what came back."""
    request = json.loads(Path(spec["request"]).read_text(encoding="utf-8"))
    rows = pd.DataFrame(request["rows"])
    for column in request["inputs"]:
        if column["name"] in rows and column["type"] in TYPES:
            rows[column["name"]] = rows[column["name"]].astype(TYPES[column["type"]])
    answer = mlflow.pyfunc.load_model(spec["model"]).predict(rows)
    columns = (
        [str(name) for name in answer.columns]
        if isinstance(answer, pd.DataFrame)
        else ["prediction"]
    )
    Path(spec["answers"]).write_text(json.dumps({"rows": len(answer), "columns": columns}))


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
