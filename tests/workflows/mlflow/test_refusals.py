"""Refused writes are in the record, at most once a minute; without a database nothing passes at all."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client

from governance.models import LedgerEntry
from tests.workflows.mlflow.attacks import Call, attacks, plainly
from tests.workflows.mlflow.nominated import Aim, Names
from tests.workflows.mlflow.raw import Line
from tests.workflows.mlflow.store import differences, stored
from workflows.gateway.guard.callers import Caller
from workflows.gateway.guard.judging import Refusal
from workflows.gateway.guard.refusals import MINUTE, MOST, MOST_OF_ONE, Refusals
from workflows.mlflow.routes import ROUTES, Kind, Route

NOWHERE = "sqlite:////nowhere/at/all.sqlite3"


class Clock:
    """Time as the test lets it pass, in seconds."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def caller(user_id: int = 1, scope_id: int = 1) -> Caller:
    return Caller(
        user_id=user_id,
        key="k",
        name="Sam",
        scope_id=scope_id,
        slug="late-arrivals",
        title="Late arrivals",
        lifecycle="active",
        workspace="late-arrivals",
        experiment_id="1",
        allows=frozenset(),
        roles=frozenset(),
        site_roles=frozenset(),
    )


ROUTE = Route("POST", "/api/2.0/mlflow/runs/set-tag", Kind.ALTER)


def refusal(thing: str = "run:a", reason: str = "frozen") -> Refusal:
    return Refusal("PERMISSION_DENIED", reason, "No.", thing)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counted(clock) -> Refusals:
    return Refusals(clock)


def test_the_first_is_due_at_once_and_the_rest_within_a_minute(counted, clock):
    first = counted.note(caller(), ROUTE, refusal())
    assert first is not None
    assert first.count == 1
    for _ in range(500):
        clock.now += 0.1
        assert counted.note(caller(), ROUTE, refusal()) is None
    assert counted.due() == []
    clock.now = 1_000 + MINUTE
    [later] = counted.due()
    assert (later.count, later.method, later.path) == (500, ROUTE.method, ROUTE.path)
    assert counted.due() == []


def test_of_what_goes_on_for_long_there_is_one_entry_a_minute(counted, clock):
    entries, calls = [], 0
    for second in range(600):
        clock.now = 1_000.0 + second
        calls += 1
        first = counted.note(caller(), ROUTE, refusal())
        entries += [first] if first else []
        entries += counted.due()
    entries += counted.due(all_of_them=True)
    assert sum(one.count for one in entries) == calls
    assert 10 <= len(entries) <= 12


def test_after_a_quiet_minute_the_next_is_a_first_again(counted, clock):
    assert counted.note(caller(), ROUTE, refusal())
    clock.now += MINUTE
    assert counted.due() == []
    assert counted.note(caller(), ROUTE, refusal())


@pytest.mark.parametrize(
    "other",
    [
        (caller(2), ROUTE, refusal()),
        (caller(1, 2), ROUTE, refusal()),
        (caller(), Route("POST", "/api/2.0/mlflow/runs/delete", Kind.DESTROY), refusal()),
        (caller(), ROUTE, refusal("run:b")),
        (caller(), ROUTE, refusal(reason="rule")),
    ],
    ids=["person", "use case", "route", "object", "reason"],
)
def test_another_person_use_case_route_object_or_reason_is_told_apart(counted, other):
    assert counted.note(caller(), ROUTE, refusal())
    assert counted.note(*other)
    assert counted.note(*other) is None


def test_nobody_fills_the_record_by_asking_for_ever_new_things(counted, clock):
    calls = 5 * MOST_OF_ONE
    found = [counted.note(caller(), ROUTE, refusal(f"run:{n}")) for n in range(calls)]
    first = [one for one in found if one]
    assert len(first) == MOST_OF_ONE + 1
    assert (first[-1].path, first[-1].refusal.reason) == ("*", "various")
    assert counted.note(caller(2), ROUTE, refusal()), "another person's is told apart still"
    clock.now += MINUTE
    [rest] = counted.due()
    assert sum(one.count for one in first) + rest.count == calls
    # What is quiet for a minute is forgotten, and told apart again.
    clock.now += MINUTE
    counted.due()
    assert counted.note(caller(), ROUTE, refusal("run:0")).path == ROUTE.path


def test_what_is_remembered_is_bounded(counted):
    for n in range(MOST + 50):
        counted.note(caller(n), ROUTE, refusal())
    assert counted.note(caller(-1), ROUTE, refusal()).path == "*"
    assert len(counted.due(all_of_them=True)) == 0


@pytest.fixture(scope="module")
def named(guarded) -> tuple[Names, Names]:
    """What is nominated, and what nobody froze; made at once, because the first test stops the gateway."""
    aim = Aim(guarded)
    return aim.nominated(), aim.free()


def refused(guarded, name: str) -> list[dict]:
    rows = LedgerEntry.objects.filter(kind="mlflow.refused", actor=guarded.cast.actor(name).key)
    return [json.loads(row.body)["data"] for row in rows.order_by("pk")]


@pytest.mark.slow_parts
def test_a_refused_write_is_in_the_record_once_with_its_count_after(guarded, named, soon):
    frozen, _ = named
    body = {"run_id": frozen.run, "key": "note", "value": "x"}
    for _ in range(20):
        assert guarded.post("runs/set-tag", body).status_code == 403
    soon(lambda: refused(guarded, "sam"), "the first is in the record")
    # Reading what isn't there, or with no key, leaves nothing: nobody is known to have tried.
    guarded.get("runs/get", params={"run_id": "x"})
    guarded.post("runs/set-tag", body, key="")
    assert guarded.post("runs/set-tag", {"run_id": 1}).status_code == 400
    soon(lambda: len(refused(guarded, "sam")) == 2, "what can't be read is recorded too")
    guarded.part.stop()
    first, unclear, rest = refused(guarded, "sam")
    assert (first["count"], unclear["count"], rest["count"]) == (1, 1, 19)
    assert first["route"] == rest["route"] == "POST /api/2.0/mlflow/runs/set-tag"
    assert (first["reason"], first["thing"]) == ("frozen", f"run:{frozen.run}")
    assert (unclear["reason"], unclear["thing"]) == ("unclear", "")


@pytest.fixture
def without_database(guarded, named) -> Iterator[Line]:
    """The gateway as it is when Pitwall's database is away."""
    if guarded.part.alive:
        guarded.part.kill()
    kept = guarded.part.environment["DATABASE_URL"]
    guarded.part.environment["DATABASE_URL"] = NOWHERE
    guarded.part.start()
    with Line(guarded.url) as line:
        yield line
    guarded.part.kill()
    guarded.part.environment["DATABASE_URL"] = kept


@pytest.mark.slow_parts
def test_without_a_database_nothing_passes(guarded, named, without_database):
    before = stored(guarded.home)
    for key, headers in ((guarded.key(), []), ("", session_of(guarded))):
        for call in calls(named[1]):
            every = [*call.headers, *headers]
            said = without_database.call(
                call.method, call.target, key=key, headers=every, body=call.body
            )
            assert (said.status, said.code) == (503, "TEMPORARILY_UNAVAILABLE"), (call, said)
    listed = without_database.call("GET", "/api/3.0/mlflow/workspaces", headers=session_of(guarded))
    assert (listed.status, listed.code) == (503, "TEMPORARILY_UNAVAILABLE")
    # Pages and files of MLflow's own are nobody's.
    assert without_database.call("GET", "/version").status == 200
    assert differences(before, stored(guarded.home)) == []


def calls(free: Names) -> list[Call]:
    """All that writes, and every address that is read."""
    paths = [one.path for one in ROUTES if one.kind is Kind.READ and one.method == "GET"]
    reading = [Call("GET", path.replace("{", "").replace("}", "")) for path in paths]
    return [*map(plainly, attacks(free)), *reading]


def session_of(guarded) -> list[tuple[str, str]]:
    """The headers of a page of MLflow's, in a browser in which Sam is signed in."""
    browser = Client()
    browser.force_login(guarded.cast.user("sam"))
    cookies = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
    return [
        ("Cookie", cookies),
        ("X-MLFLOW-WORKSPACE", guarded.use_case.slug),
        ("Sec-Fetch-Site", "same-origin"),
    ]
