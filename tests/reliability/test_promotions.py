"""Promotions while gateway and worker are killed: none past its gate, none lost, none twice."""

import contextlib
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from governance import canonical
from governance.models import Delivery, LedgerEntry
from governance.services import deliveries
from portal.celery import app as celery_app
from tests.fixtures.database import connected_to, copied
from tests.fixtures.parts import wait_until
from tests.fixtures.stack import point_celery_at
from tests.reliability.load import figures
from tests.reliability.load.clients import ATTEMPTS_A_SECOND, SEED, Load
from tests.reliability.load.entrants import Entrant, Grid
from tests.reliability.load.marshal import SETTLED_WITHIN, Marshal
from tests.reliability.load.store import Mark
from tests.reliability.load.track import Track
from tests.reliability.load.watch import Watch, entries, wrong_with
from tests.workflows.mlflow.registered import MODEL
from workflows.mlflow import client
from workflows.models import Release
from workflows.services import intents
from workflows.words import ReleaseState

SECONDS = float(os.environ.get("PITWALL_LOAD_SECONDS", "8"))
# Nobody has more than 20 keys, and two people share those to these use cases.
APPROVED = min(24, max(3, round(SECONDS / 20)))

pytestmark = [
    pytest.mark.slow_parts,
    pytest.mark.xdist_group("parts"),
    pytest.mark.timeout(300 + 4 * SECONDS),
]


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as found:
        yield found


@pytest.fixture(scope="module")
def track(django_db_setup, django_db_blocker, migrated_template, patch) -> Iterator[Track]:
    """Gateway, broker and worker on a database of the module's own."""
    home = Path(tempfile.mkdtemp(prefix="pitwall-load-"))
    patch.setattr(
        settings, "SECRET_KEY", (Path(os.environ["PITWALL_HOME"]) / "secret-key").read_text()
    )
    before = celery_app.conf.broker_url, celery_app.conf.task_default_queue
    with (
        django_db_blocker.unblock(),
        copied(migrated_template) as database,
        connected_to(database),
    ):
        found = Track(home, database.url)
        patch.setattr(settings, "MLFLOW_URL", found.url)
        patch.setattr(settings, "PITWALL_HOME", home)
        point_celery_at(found.broker_url, found.environment["PITWALL_QUEUE"])
        try:
            found.start()
            found.found()
            found.start_worker()
            yield found
        finally:
            found.stop()
            point_celery_at(*before)
            shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def grid(track, patch) -> Grid:
    return Grid(track, patch, APPROVED)


def settled(entrant: Entrant) -> bool:
    return [one.state for one in entrant.releases()] == [ReleaseState.LIVE]


def once_each(entrant: Entrant) -> None:
    """One release, with its intent and its outcome in the record, and the alias where it belongs."""
    (release,) = entrant.releases()
    assert entries(release) == {"release.executed": 1, "release.live": 1}
    marks = entrant.guarded.store.marks_of(entrant.workspace)
    assert Mark(entrant.workspace, MODEL, "@champion", entrant.version) in marks


def test_the_observer_sees_what_stands_there_unapproved(track, patch):
    """Pitwall's own key may do anything, and nobody else has it."""
    entrant = Entrant(track, patch, 0).only_register()
    with client.connection(track.server, entrant.workspace) as inside:
        client.set_alias(inside, model=MODEL, version=entrant.version, alias="champion")
    (mark,) = track.store.marks_of(entrant.workspace)
    assert wrong_with(mark) == "it was never released"
    with client.connection(track.server, entrant.workspace) as inside:
        client.delete_alias(inside, model=MODEL, alias="champion")
        inside.post(
            "/api/2.0/mlflow/model-versions/transition-stage",
            {"name": MODEL, "version": entrant.version, "stage": "Production"},
        )
    watch = Watch(track.store)
    watch.look()
    assert len(watch.faults) == 1
    with client.connection(track.server, entrant.workspace) as inside:
        client.archive(inside, model=MODEL, version=entrant.version)


class Asking(threading.Thread):
    """A promotion that somebody waits for; `answer` stays None where none comes."""

    def __init__(self, entrant: Entrant) -> None:
        super().__init__(daemon=True)
        self.entrant, self.answer = entrant, None
        self.start()

    def run(self) -> None:
        with contextlib.suppress(httpx.HTTPError):
            self.answer = self.entrant.set_alias(self.entrant.version, by=self.entrant.releaser)
        connection.close()


@contextlib.contextmanager
def silence(port: str) -> Iterator[None]:
    """Somebody takes calls in the gateway's place and never answers."""
    with socket.create_server(("127.0.0.1", int(port))):
        yield


def delivery(entrant: Entrant) -> QuerySet[Delivery]:
    return Delivery.objects.filter(subscriber=intents.READER, scope=entrant.use_case.scope.key)


def test_what_was_begun_is_settled_when_gateway_and_worker_died_together(track, patch):
    """One delivery is in the worker's hands, and one would wait for half an hour after an outage."""
    held, waiting = (Entrant(track, patch, number).prepare().approve() for number in (0, 1))
    track.worker.kill()
    asking = [Asking(held), Asking(waiting)]
    for one in (held, waiting):
        wait_until(one.releases, "the intent is recorded")
    track.part.kill()
    delivery(waiting).update(
        run_after=timezone.now() + timedelta(minutes=34), attempts=10, error="Unreachable: refused"
    )
    with silence(track.environment["PITWALL_GATEWAY_PORT"]):
        track.start_worker()
        wait_until(delivery(held).exclude(lease=None).exists, "the worker asks MLflow")
        track.worker.kill()
    for one in asking:
        one.join()
        assert one.answer is None
    for one in (held, waiting):
        assert [release.state for release in one.releases()] == [ReleaseState.STARTING]
        assert not track.store.marks_of(one.workspace)

    track.restart(with_worker=True)
    began = time.monotonic()
    for one in (held, waiting):
        left = SETTLED_WITHIN - (time.monotonic() - began)
        wait_until(lambda one=one: settled(one), f"it is settled\n{track.logs()}", left)
    for one in (held, waiting):
        assert one.set_alias(one.version, by=one.releaser).status_code == 200
        once_each(one)


def test_promotions_under_load_while_the_gateway_is_killed(track, grid, capsys):
    load, watch = Load(track, grid), Watch(track.store)
    wait_until(is_quiet, "the record of the laps is read", 300)
    before = traces(track, grid)
    marshal = Marshal(load, SECONDS, SEED)
    watch.start()
    load.start()
    marshal.start()
    marshal.join(60 + 3 * SECONDS)
    load.stop()
    seconds = time.monotonic() - load.began
    wait_until(no_intent_is_left, f"all is settled\n{track.logs()}", SETTLED_WITHIN)
    wait_until(is_quiet, f"all is told\n{track.logs()}", 180)
    watch.over.set()
    watch.join()
    watch.look()
    told = figures.of(load.tally, marshal.kills, watch, grid, seconds)
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")

    faults = [*watch.faults, *load.tally.faults, *marshal.faults, *track.relay.faults]
    assert not faults, "\n".join([*faults[:20], track.logs()])
    assert marshal.kills
    assert max(kill.settled_seconds for kill in marshal.kills) <= SETTLED_WITHIN
    assert load.tally.attempts >= SECONDS * ATTEMPTS_A_SECOND * 0.9
    assert 0.3 < load.tally.allowed / load.tally.attempts < 0.5
    for entrant in grid.approved:
        once_each(entrant)
    assert traces(track, grid) == before
    assert not Release.objects.exclude(state=ReleaseState.LIVE).exists()
    promoted = Release.objects.values_list("scope", flat=True)
    assert not set(promoted) & {one.use_case.scope_id for one in grid.refused}
    refusals = LedgerEntry.objects.filter(kind="mlflow.refused")
    assert {"promotion", "frozen", "protected-alias"} <= set(map(reason, refusals))


def no_intent_is_left() -> bool:
    return not Release.objects.filter(state=ReleaseState.STARTING).exists()


def is_quiet() -> bool:
    """Whether MLflow has been told of everything."""
    return no_intent_is_left() and not deliveries.unfinished().exists()


def traces(track: Track, grid: Grid) -> list:
    """All that refused attempts could have left: the registry of those that may not, frozen runs."""
    registries = [track.store.registry_of(one.workspace) for one in grid.refused]
    runs = [track.store.run(one.run_id) for one in (*grid.approved, *grid.refused)]
    return [registries, runs]


def reason(entry: LedgerEntry) -> str:
    return canonical.loads(entry.body)["data"]["reason"]
