"""No call alters what a decision stands on, whoever makes it and however it is written."""

import itertools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import pytest

from governance.models import LedgerEntry
from tests.workflows.mlflow.attacks import Attack, Call, attacks, plainly
from tests.workflows.mlflow.evasions import NOWHERE, OTHERWISE
from tests.workflows.mlflow.nominated import Aim, Names, callers
from tests.workflows.mlflow.raw import Answer, Lines
from tests.workflows.mlflow.store import differences, stored
from workflows.mlflow.routes import ROUTES, WRITES

# The whole product of callers, attacks and evasions takes minutes; `make fuzz-gateway` asks for it.
ALL = os.environ.get("PITWALL_ATTACKS") == "all"
pytestmark = [pytest.mark.slow_parts, pytest.mark.timeout(1_800 if ALL else 240)]

UNKNOWN = {"sam, expired", "sam, revoked", "sam, of no use case", "somebody", "nobody"}
OUTSIDERS = {"sam, of another use case", "stan, a stranger"}
# For another use case's key these say that nothing was there to be deleted, and that is that.
NOTHING_THERE = {
    # A folder of this name in their own workspace is theirs.
    "/mlflow-artifacts/artifacts/",
    "traces/delete-traces",
    "/tags/pitwall.gate",
    "/records",
    "/datasets/",
}
REFUSED = {
    400: {"INVALID_PARAMETER_VALUE"},
    403: {"PERMISSION_DENIED"},
    404: {"RESOURCE_DOES_NOT_EXIST"},
}
# What MLflow itself says, to a key of another workspace, of what isn't there or can't be read.
BY_MLFLOW = {
    400: {"BAD_REQUEST", "INTERNAL_ERROR", "INVALID_STATE", ""},
    404: {"NOT_FOUND"},
    422: {""},
    501: {"NOT_IMPLEMENTED"},
}


class Range:
    """The gateway with something to aim at, and everybody who aims."""

    def __init__(self, guarded) -> None:
        self.guarded = guarded
        self.aim = Aim(guarded)
        self.named: Names = self.aim.nominated()
        self.keys = callers(guarded)
        self.lines = Lines(guarded.url)

    @cached_property
    def attacks(self) -> list[Attack]:
        return attacks(self.named)

    def send(self, call: Call, key: str) -> Answer:
        given = {"headers": call.headers, "body": call.body, "chunked": call.chunked}
        return self.lines.call(call.method, call.target, key=key, **given)

    def aimed(self, evasions: dict, names) -> Iterator[tuple[str, str, Attack, Call]]:
        """(caller, evasion, attack, call) of every attack that isn't open to the caller.

        Of all but Sam a sixth, in which every caller meets every evasion, and every attack too.
        """
        for (n, name), (m, attack), (k, (how, evade)) in itertools.product(
            enumerate(names), enumerate(self.attacks), enumerate(evasions.items())
        ):
            thin = not ALL and name != "sam" and how != "plainly" and (n + m + k) % 6
            if name not in attack.open_to and not thin:
                yield from ((name, how, attack, call) for call in evade(attack))

    def answers(self, evasions: dict, names) -> Iterator[tuple[str, str, Attack, Call, Answer]]:
        """The same with what came back, four at a time."""
        with ThreadPoolExecutor(4) as threads:

            def sent(one):
                name, how, attack, call = one
                return name, how, attack, call, self.send(call, self.keys[name])

            yield from threads.map(sent, self.aimed(evasions, names), chunksize=1)


@pytest.fixture(scope="module")
def range_(guarded) -> Iterator[Range]:
    found = Range(guarded)
    yield found
    found.lines.close()


@pytest.fixture
def untouched(range_) -> Iterator[None]:
    """Whatever a test does, MLflow's tables and artifacts are the same after it."""
    before = stored(range_.guarded.home)
    assert before["model_versions"]
    assert before["artifacts"]
    yield
    found = differences(before, stored(range_.guarded.home))
    ours = [one for one in found if "workspaces/no-shows/" not in one]
    assert not ours, "\n".join(ours[:20])


def test_every_writing_route_is_attacked(range_):
    aimed = {(one.method, one.route) for one in range_.attacks}
    writing = {
        (one.method, one.path)
        for one in ROUTES
        if one.kind in WRITES and not one.path.startswith("/ajax-api/")
    }
    assert writing - aimed == set()


def test_paths_that_are_no_route_lead_nowhere(range_, untouched):
    for name, how, _, call, answer in range_.answers(NOWHERE, ["sam", "nobody"]):
        said = f"{name}, by {how}: {call.method} {call.target}: {answer}"
        assert (answer.status, answer.code) == (404, "ENDPOINT_NOT_FOUND"), said


def is_refused(name: str, how: str, attack: Attack, answer: Answer) -> bool:
    """Whether the answer is what the rules say to this caller."""
    said = (answer.status, answer.code)
    if how == "another method":
        return answer.status < 500
    if said == (404, "ENDPOINT_NOT_FOUND"):
        return how == "another folder"
    if name in UNKNOWN:
        return said == (401, "UNAUTHENTICATED")
    if answer.code in REFUSED.get(answer.status, ()):
        plain = how == "plainly" and name not in OUTSIDERS
        return not plain or answer.status == 403 or attack.path.endswith("experiments/create")
    if name not in OUTSIDERS:
        return False
    if answer.status == 200:
        return any(word in attack.path for word in NOTHING_THERE)
    return answer.code in BY_MLFLOW.get(answer.status, ())


def test_nobody_alters_what_was_nominated(range_, untouched):
    wrong, count = [], 0
    for name, how, attack, call, answer in range_.answers(OTHERWISE, range_.keys):
        count += 1
        if not is_refused(name, how, attack, answer):
            wrong.append(f"{name}, {how}: {call.method} {call.target} {call.body}: {answer}")
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(one[:600] for one in wrong[:60])
    assert count > 3_000


def test_refused_promotions_say_why_and_are_in_the_record(range_, untouched, soon):
    [attack] = [
        one
        for one in range_.attacks
        if one.method == "POST" and one.path.endswith("registered-models/alias")
    ]
    dov = range_.send(plainly(attack), range_.keys["dov"])
    assert "which only an approved release does" in dov.message
    assert f"/use-cases/{range_.guarded.use_case.slug}/" in dov.message
    entries = LedgerEntry.objects.filter(
        kind="mlflow.refused",
        actor=range_.guarded.cast.dov.key,
        body__contains="registered-models/alias",
    )
    soon(entries.exists, "it is recorded")


def test_the_same_calls_alter_what_nobody_froze(range_):
    """So that the refusals above are because of what is named, not because of how it is asked."""
    free = range_.aim.free()
    for attack in attacks(free):
        before = stored(range_.guarded.home)
        answer = range_.send(plainly(attack), range_.keys["sam"])
        if "/mpu/" in attack.path:  # these artifacts are files: they come in one part
            assert (answer.status, answer.code) == (501, "NOT_IMPLEMENTED")
            continue
        assert answer.status == 200, f"{attack}: {answer}"
        assert differences(before, stored(range_.guarded.home)), f"{attack} altered nothing"
