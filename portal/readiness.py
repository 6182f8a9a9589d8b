"""What Pitwall leans on and how each of it is, one sentence a line: for /readyz and officers."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import httpx
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from governance import heartbeat, relay, triggers
from portal.celery import app as celery_app
from workflows import host
from workflows.mlflow import tls

logger = logging.getLogger(__name__)

# Seconds that each of the other servers may take to answer.
PATIENCE = 1.0


@dataclass(frozen=True)
class Check:
    """One thing leaned on: without what is `needed` no page would be right."""

    name: str
    ok: bool
    says: str
    needed: bool = False


def checks(now: datetime) -> list[Check]:
    """Everything, the database first; only that when the database doesn't answer."""
    database = check_database()
    return [database, *after_the_database(now)] if database.ok else [database]


def after_the_database(now: datetime) -> Iterator[Check]:
    yield check_guard()
    yield check_broker()
    yield from check_pulses(now)
    yield check_deliveries(now)
    yield check_mlflow()
    yield check_sandbox()
    yield check_gateway()


def check_database() -> Check:
    """It answers, and its tables are those that this version needs."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Check("database", ok=False, says=_silent("database", error), needed=True)
    if missing:
        says = f"{len(missing)} migrations are missing; run bin/prepare."
        return Check("database", ok=False, says=says, needed=True)
    return Check("database", ok=True, says=f"{connection.vendor} answers.", needed=True)


def check_guard() -> Check:
    """The database itself refuses to change the record."""
    missing = triggers.missing(connection)
    says = f"Missing: {', '.join(missing)}; run bin/prepare." if missing else "It is in place."
    return Check("guard over the record", ok=not missing, says=says, needed=True)


def check_broker() -> Check:
    """Work goes on without it, only slower: the relay finds what is due."""
    try:
        with celery_app.connection_for_write(connect_timeout=PATIENCE) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
    except Exception as error:  # noqa: BLE001 (whatever the broker's client raises)
        return Check("broker", ok=False, says=_silent("broker", error))
    return Check("broker", ok=True, says="It answers.")


def check_pulses(now: datetime) -> Iterator[Check]:
    """Worker and runner have shown that they work."""
    for pulse in heartbeat.status(now):
        seen = f"Last seen at {pulse.seen_at:%H:%M:%S}." if pulse.seen_at else "Never seen yet."
        yield Check(pulse.part, ok=not pulse.stale, says=seen)


def check_deliveries(now: datetime) -> Check:
    """What the record's readers have still to do."""
    standing = relay.standing(now)
    says = f"{standing.due} due, {standing.dead} dead letters."
    return Check("deliveries", ok=standing.dead == 0, says=says)


def check_mlflow() -> Check:
    """The MLflow server says that it is well."""
    try:
        answer = httpx.get(
            f"{settings.MLFLOW_URL}/health",
            timeout=PATIENCE,
            verify=tls.context(),
            trust_env=False,
        )
    except httpx.HTTPError as error:
        return Check("mlflow", ok=False, says=_silent("mlflow", error))
    return Check("mlflow", ok=answer.is_success, says=f"It answers {answer.status_code}.")


def _silent(part: str, error: Exception) -> str:
    """That it doesn't answer; why names hosts and accounts, and anybody may ask, so the log has it."""
    logger.warning("The %s doesn't answer: %s", part, error)
    return "It doesn't answer; the log says why."


def check_sandbox() -> Check:
    """Whether models are loaded in a sandbox, as the runner found."""
    found = host.sandbox()
    ok = found["level"] in ("bubblewrap", "landlock")
    return Check("sandbox", ok=ok, says=f"{found['level']}: {found['reason']}")


def check_gateway() -> Check:
    """Whether what goes past the gates is prevented, or only seen."""
    if settings.MLFLOW_IS_EXTERNAL:
        says = "MLflow is not Pitwall's own: detective, not preventive."
        return Check("gateway", ok=True, says=says)
    return Check("gateway", ok=True, says="Every call to MLflow is judged: preventive.")
