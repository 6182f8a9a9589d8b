"""Puts together everything that waits for one person, in a fixed number of queries."""

from collections.abc import Callable, Iterator
from datetime import datetime

from governance.actors import Actor
from portal.pages.waits import answers, decisions, work
from portal.pages.waits.reader import Reader
from portal.pages.waits.types import Wait

SOURCES: tuple[Callable[[Reader], Iterator[Wait]], ...] = (
    decisions.votes,
    decisions.proposals,
    decisions.releases,
    answers.access,
    answers.frameworks,
    answers.verdicts,
    work.findings,
    work.stages,
    work.items,
    work.vacancies,
)


def of(actor: Actor, now: datetime) -> list[Wait]:
    """Everything that waits for the actor, the most pressing first."""
    reader = Reader(actor, now)
    return sorted(
        (one for source in SOURCES for one in source(reader)), key=lambda one: one.order(now)
    )
