"""What the steps of a measurement share: where the programs lie, and how one is run behind the sandbox."""

import json
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflows import children
from workflows.sandbox import Job, Limits, Result, Sandbox, Words, best, reasons

PROGRAMS = Path(children.__file__).parent / "inside"
METRICS_MODULE = PROGRAMS.parent.parent / "metrics.py"
COMPLAINT = f"{reasons.ENDED} {reasons.COMPLAINT}: "

# Without these, numerical libraries start a thread for each core of the machine, each with its own memory,
# and have them spin while they wait.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "2",
    "OMP_WAIT_POLICY": "PASSIVE",
    "OPENBLAS_NUM_THREADS": "2",
    "MKL_NUM_THREADS": "2",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_DISABLE_AGENT_SKILLS_HINT": "true",
    "PYTHONWARNINGS": "ignore",
}


@dataclass(frozen=True)
class Setting:
    """Where and under what conditions the steps of one measurement run."""

    folder: Path
    limits: Limits
    sandbox: Sandbox
    on_line: Callable[[str], None] | None = None
    cancel: threading.Event | None = None


def setting(
    folder: Path,
    limits: Limits,
    sandbox: Sandbox | None,
    on_line: Callable[[str], None] | None,
    cancel: threading.Event | None,
) -> Setting:
    """With the best sandbox of this machine unless one is given."""
    return Setting(folder.resolve(), limits, sandbox or best(), on_line, cancel)


def step(
    setting: Setting,
    name: str,
    spec: dict[str, Any],
    *,
    outputs: Sequence[str],
    reads: Sequence[Path],
    interpreter: Path = Path(sys.executable),
    words: Words = Words.ALL,
    withheld: str = "",
    meanings: Mapping[int, str] | None = None,
) -> str:
    """Run the program `name` in a folder of its own; empty when it ended well, else why not.

    Its spec is put beside the folder, with the paths of the outputs under their names' stems. `words`
    says what of its last words is told, `withheld` is the sentence that follows where they are kept
    back, and `meanings` are of its exit statuses.
    """
    folder = setting.folder / name
    folder.mkdir(parents=True, exist_ok=True)
    spec = spec | {Path(output).stem: str(folder / output) for output in outputs}
    spec_file = setting.folder / f"{name}.json"
    spec_file.write_text(json.dumps(spec))
    program = PROGRAMS / f"{name}.py"
    result = setting.sandbox.run(
        Job(
            argv=(str(interpreter), "-I", str(program), str(spec_file)),
            folder=folder,
            outputs=tuple(outputs),
            reads=(program, spec_file, *reads),
            env=ENVIRONMENT,
            words=words,
        ),
        limits=setting.limits,
        log=setting.folder / f"{name}.log",
        on_line=setting.on_line,
        cancel=setting.cancel,
    )
    if meaning := (meanings or {}).get(result.returncode):
        return meaning
    return result.reason.removeprefix(COMPLAINT) + _kept_back(result, words, withheld)


def _kept_back(result: Result, words: Words, withheld: str) -> str:
    """The sentence that says why there is no message, after a reason that would have had one."""
    if words is Words.ALL or not result.reason.startswith(reasons.ENDED):
        return ""
    told = result.reason.startswith(COMPLAINT)
    return "" if told else f". {withheld}"
