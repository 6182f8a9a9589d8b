"""Which statuses an operation can answer with: decided here, from what the operation is."""

from collections.abc import Iterator
from dataclasses import dataclass

EVERYWHERE = (401, 403, 406, 429, 500)


@dataclass(frozen=True)
class Traits:
    """What an operation is: its method, what its address and query name, and what its view says."""

    method: str
    names_a_row: bool
    asks: bool
    pages: bool
    tagged: bool
    takes_body: bool
    takes_key: bool
    asks_mlflow: bool = False
    may_conflict: bool = False


def refusals(of: Traits) -> list[int]:
    """Every status but those of success, in order."""
    return sorted({*EVERYWHERE, *_of_reads(of), *_of_acts(of), *_of_both(of)})


def _of_both(of: Traits) -> Iterator[int]:
    if of.names_a_row or of.takes_body or (of.asks and not of.pages):
        yield 404
    if of.asks:
        yield 422
    if of.asks_mlflow:
        yield 503


def _of_reads(of: Traits) -> Iterator[int]:
    if of.method != "GET":
        return
    if of.tagged:
        yield 304
    if of.pages:
        yield 400
    if of.may_conflict:
        yield 409


def _of_acts(of: Traits) -> Iterator[int]:
    if of.method == "GET":
        return
    yield from (409, 412)
    if of.takes_key or of.takes_body:
        yield from (400, 413, 415, 422)
