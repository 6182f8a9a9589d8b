"""Stretches of time as arithmetic: cut, joined and added up. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

NOTHING = timedelta()
DAY = timedelta(days=1)


class Span(NamedTuple):
    """From `start` up to `end`, which doesn't belong to it."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return max(self.end - self.start, NOTHING)


def within(span: Span, bounds: Span) -> Span:
    """The part of a span that lies in another; one of no length when they don't meet."""
    start, end = max(span.start, bounds.start), min(span.end, bounds.end)
    return Span(start, max(start, end))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same moments as spans in order that don't overlap."""
    found: list[Span] = []
    for span in sorted(one for one in spans if one.length):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def total(spans: Iterable[Span]) -> timedelta:
    """How long they are together; a moment in two of them counts once."""
    return sum((span.length for span in joined(spans)), NOTHING)


def since(spans: Iterable[Span], moment: datetime) -> list[Span]:
    """What of them lies after a moment."""
    return [Span(max(span.start, moment), span.end) for span in spans if span.end > moment]


def days(length: timedelta) -> float:
    """A length in days."""
    return length / DAY
