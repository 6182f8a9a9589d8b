"""Texts that are kept with a decision: said as they are written, whatever language its actor reads.

A gate's reasons, the answers of its checks and the facts behind them are frozen, hashed and read by
everybody afterwards; they must not depend on who happened to submit or vote.
"""

from contextlib import AbstractContextManager

from django.db.models import Model
from django.utils.translation import override


def as_written() -> AbstractContextManager[None]:
    """Within it nothing is translated; errors for whoever asked are raised outside of it."""
    return override(None)


def name(row: Model) -> str:
    """What a row is called in a text that is kept: its kind or part isn't in the reader's words."""
    with as_written():
        return str(row)
