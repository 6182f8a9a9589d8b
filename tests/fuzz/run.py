"""The four roles one after the other: what each may do, then what is hostile, then what is drawn."""

import time

from tests.fuzz.calls import Caller
from tests.fuzz.ground import filled, own_database
from tests.fuzz.operations import operations
from tests.fuzz.prepared import Prepared, Request, prepare
from tests.fuzz.rounds import fuzz, hostile_inputs
from tests.fuzz.tally import Tally

Hints = dict[str, Request]


def run(*, seconds: float, number: int) -> list[str]:
    """Every fault; a role's figures are printed when it is through."""
    hints: Hints = {}
    with own_database(), filled() as tokens:
        tallies = [one(role, Caller(tokens[role]), hints, seconds, number) for role in tokens]
    wrong = [f"{tally.role}: {line}" for tally in tallies for line in tally.wrong()]
    everybody = {name for tally in tallies for name in tally.may}
    nobody = sorted({one.label for one in operations()} - everybody)
    print(f"all four together: 2xx on {len(everybody)} of {len(operations())} operations")
    return wrong + [f"no request is answered with success, of no role: {name}" for name in nobody]


def one(role: str, call: Caller, hints: Hints, seconds: float, number: int) -> Tally:
    tally = Tally(role)
    prepared = [ready(operation, call, hints, tally) for operation in operations()]
    hostile_inputs(prepared, call, tally)
    fuzz(prepared, call, tally, until=time.monotonic() + seconds, number=number)
    print("\n".join(tally.lines(len(prepared))), flush=True)
    return tally


def ready(
    operation: object, call: Caller, hints: Hints, tally: Tally, most: int | None = None
) -> Prepared:
    """What the role can send there; the others try first what worked for one."""
    label = operation.label
    found = prepare(operation, call, [hints[label]] if label in hints else [], most)
    for sent, answer in found.tried:
        tally.note(tally.prepared, label, answer, sent)
    if found.works is not None:
        hints.setdefault(label, found.works)
    return found
