"""Calls of one role for so many seconds: every operation in turn, with what is drawn from its schema."""

import random
import time
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.fuzz import hostile
from tests.fuzz.calls import Caller
from tests.fuzz.prepared import Prepared, Request
from tests.fuzz.tally import Tally

HEADERS = ("If-Match", "If-None-Match", "Idempotency-Key")
QUIET = settings(
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Draws for an operation in each round; one that the role may not do refuses whatever is in them.
AT_ONCE, AT_MOST_REFUSED = 6, 2


def fuzz(
    prepared: list[Prepared], call: Caller, tally: Tally, *, until: float, number: int
) -> None:
    """Rounds over all operations, each in another order, until the time is over."""
    order, sent = random.Random(number), set()
    while time.monotonic() < until:
        for one in order.sample(prepared, len(prepared)):
            number += 1
            if time.monotonic() < until:
                most = AT_MOST_REFUSED if one.works is None else AT_ONCE
                some(one, call, tally, sent, number=number, most=most)


def some(
    one: Prepared, call: Caller, tally: Tally, sent: set[str], *, number: int, most: int
) -> None:
    """A few that are drawn, but what was sent before: that would only raise the figures."""
    if one.works is not None:
        sent.add(_told(one.operation.Case(**one.works)))

    @seed(number)
    @settings(QUIET, max_examples=most)
    @given(cases(one))
    def run(case: Any) -> None:
        told = _told(case)
        if told not in sent:
            sent.add(told)
            tally.note(tally.drawn, case.operation.label, call(case), told)

    run()


def _told(case: Any) -> str:
    parts = (case.path_parameters or {}, case.query or {}, case.headers or {}, case.body)
    said = [sorted(one.items()) if isinstance(one, dict) else one for one in map(_plain, parts)]
    return f"{case.operation.label} {said!r} {case.media_type if case.body else ''}"


def _plain(part: Any) -> Any:
    return dict(part) if hasattr(part, "items") else part


@st.composite
def cases(draw: Callable, one: Prepared) -> Any:
    """One drawn from the schema, or outside it; most about rows that exist, many nearly as one that works."""
    mode = draw(st.sampled_from(_modes(one.operation)))
    case = draw(one.operation.as_strategy(generation_mode=mode))
    like = draw(st.sampled_from(["works", "works", "works", "there", "there", "drawn"]))
    if like == "drawn":
        return case
    for name in HEADERS:
        case.headers.pop(name, None)
    if like == "works" and one.works is not None:
        _near(case, one.works, draw)
    elif one.there:
        case.path_parameters = {**(case.path_parameters or {}), **draw(st.sampled_from(one.there))}
    return case


def _near(case: Any, works: Request, draw: Callable) -> None:
    """The request that works with a field or the query as it was drawn."""
    drawn = case.body
    case.path_parameters = dict(works["path_parameters"])
    if works["query"]:
        case.query = dict(works["query"])
    if "body" not in works:
        return
    case.media_type, case.body = works["media_type"], works["body"]
    if isinstance(drawn, dict) and isinstance(case.body, dict) and drawn:
        name = draw(st.sampled_from(sorted(drawn)))
        case.body = {**works["body"], name: drawn[name]}


def _modes(operation: Any) -> list[GenerationMode]:
    """One in four breaks the schema, where there is something to break."""
    has = operation.body or operation.query or operation.path_parameters
    return [GenerationMode.POSITIVE] * 3 + [GenerationMode.NEGATIVE] * bool(has)


def hostile_inputs(prepared: list[Prepared], call: Caller, tally: Tally) -> None:
    """Each has to be refused: not taken, and no failure."""
    for one in prepared:
        if one.works is None or one.works.get("media_type") != "application/json":
            continue
        for where, body in hostile.bodies(one.works):
            answer = call(one.operation.Case(**{**one.works, "body": body}))
            tally.note(tally.hostile, one.operation.label, answer, where)
            if not (400 <= answer.status < 500 or (answer.fine and hostile.may_fit(where))):
                tally.faults[one.operation.label, where] = f"{answer.status} for {where}"
