"""Runs the scripts of this folder, each as it stands, and writes what each printed: {name: lines}.

`python tests/workflows/mlflow/scripts <file>`; one process for all, because importing MLflow takes
longer than most of them.
"""

import contextlib
import io
import json
import runpy
import sys
from pathlib import Path


def main() -> None:
    told = {}
    for script in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            runpy.run_path(str(script), run_name="__main__")
        lines = [line for line in printed.getvalue().splitlines() if line.startswith("{")]
        told[script.stem] = [json.loads(line) for line in lines]
    Path(sys.argv[1]).write_text(json.dumps(told))


main()
