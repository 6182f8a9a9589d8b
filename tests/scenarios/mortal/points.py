"""The points between MLflow and our commit at which a worker that links an attempt can be killed.

A file in the home names the point; the first worker that comes to it dies there, pool and all.
"""

import os
import signal
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from pathlib import Path

from django.conf import settings

from governance import subscriptions
from workflows.mlflow import links
from workflows.models import StageAttempt
from workflows.services import runs

READER = "workflows.mlflow"
LEASE = timedelta(seconds=3)
BEFORE_MLFLOW = "MLflow is about to be asked"
ANSWERED = "MLflow has answered"
COMMITTING = "all is written but not committed"
POINTS = (BEFORE_MLFLOW, ANSWERED, COMMITTING)


def order() -> Path:
    return Path(settings.PITWALL_HOME) / "kill"


def kill_at(point: str) -> None:
    """Have the next worker that comes to `point` killed."""
    order().write_text(point)


def come_to(point: str) -> None:
    """Die here, if that was asked for."""
    if order().exists() and order().read_text() == point:
        order().rename(order().with_name("killed"))
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


def install() -> None:
    """Let the points come, and a lost worker be noticed soon."""
    links.attempt_run = around(links.attempt_run, before=BEFORE_MLFLOW, after=ANSWERED)
    runs.link = around(runs.link, after=COMMITTING)
    reader = subscriptions.reader(READER)
    subscriptions._subscriptions[READER] = replace(reader, lease=LEASE)


def around(function, *, before: str = "", after: str):
    """The function with a point before and after it, where it is about an attempt."""

    @wraps(function)
    def wrapped(*args, **kwargs):
        about = [*args, *kwargs.values()]
        mortal = any(isinstance(one, StageAttempt) for one in about)
        if mortal:
            come_to(before)
        result = function(*args, **kwargs)
        if mortal:
            come_to(after)
        return result

    return wrapped
