"""Says in a sentence why a child ended badly, from its exit status and the last lines that it wrote."""

import builtins
import re
import signal

from workflows.sandbox.inside.launcher import CANNOT_START
from workflows.sandbox.job import Limits, Words, size

ENDED = "failed with exit status"
COMPLAINT = 65  # with which Pitwall's own programs say a sentence for people (EX_DATAERR)

_LONGEST = 300
_RAISED = re.compile(r"([A-Za-z_][A-Za-z0-9_.]{0,80})(?::|$)", re.ASCII)
# What an exception's class may be called where its message must not be told. A closed list: a name of
# its own would carry a message too.
TELLABLE = frozenset(
    {name for name, one in vars(builtins).items()
     if isinstance(one, type) and issubclass(one, BaseException)}
    | {
        "_catboost.CatBoostError",
        "_pickle.UnpicklingError",
        "json.decoder.JSONDecodeError",
        "lightgbm.basic.LightGBMError",
        "mlflow.exceptions.MlflowException",
        "numpy.exceptions.AxisError",
        "numpy.linalg.LinAlgError",
        "pandas.errors.IntCastingNaNError",
        "pandas.errors.InvalidIndexError",
        "pandas.errors.ParserError",
        "pyarrow.lib.ArrowInvalid",
        "pyarrow.lib.ArrowTypeError",
        "sklearn.exceptions.NotFittedError",
        "torch.OutOfMemoryError",
        "xgboost.core.XGBoostError",
    }
)  # fmt: skip


def why(returncode: int, tail: list[str], limits: Limits, words: Words = Words.ALL) -> str:
    """Why a child that Pitwall didn't stop ended with `returncode` (128 + n, or -n, for signal n); "" for 0.

    Where `words` keeps back what it said, only the limit that it met, the signal, the exit status
    and the class of its exception are told, the last as one of `TELLABLE`.
    """
    if returncode == 0:
        return ""
    number = -returncode if returncode < 0 else returncode - 128
    if number == signal.SIGXCPU and limits.cpu_seconds is not None:
        return f"killed: it used more than {limits.cpu_seconds} s of processor time"
    if number == signal.SIGKILL and limits.cpu_seconds is not None:
        return (
            f"killed: by the system, out of memory or past {limits.cpu_seconds} s of processor time"
        )
    told = words is Words.ALL or (words is Words.COMPLAINT and returncode == COMPLAINT)
    last = _last_words(tail) if told else ""
    if returncode == CANNOT_START:
        return last or f"the sandbox could not start it (exit status {CANNOT_START})"
    more = f": {last}" if last else ""
    return _limit_met(tail, limits) or _plain(returncode, number, more if told else _class(tail))


def _limit_met(tail: list[str], limits: Limits) -> str:
    """The limit that the last lines complain of, in the words of Python, NumPy or the C library."""
    text = "\n".join(tail)
    signs = (
        (
            ("MemoryError", "Cannot allocate memory", "bad_alloc"),
            f"it asked for more than {size(limits.memory)} of memory",
        ),
        (
            ("No space left on device", "File too large"),
            f"it tried to write more than {size(limits.disk)}",
        ),
        (
            ("Resource temporarily unavailable", "can't start new thread"),
            f"it tried to start more than {limits.processes} processes and threads",
        ),
    )
    for words, sentence in signs:
        if any(word in text for word in words):
            return f"failed: {sentence}"
    return ""


def _plain(returncode: int, number: int, more: str) -> str:
    if 0 < number < signal.NSIG:
        return f"killed by signal {_signal(number)}"
    return f"{ENDED} {returncode}{more}"


def _signal(number: int) -> str:
    """Its name; real-time signals have none but their number."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _class(tail: list[str]) -> str:
    """The class of the last exception that the lines show, in brackets; nothing for one that isn't tellable."""
    for line in reversed(tail):
        found = _RAISED.match(line)
        if found is not None and found[1] in TELLABLE:
            return f" ({found[1]})"
    return ""


def _last_words(tail: list[str]) -> str:
    words = next((line.strip() for line in reversed(tail) if line.strip()), "")
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"
