"""The four servers that are compared: the same MLflow on stores of the same size, one worker each."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import content
from benchmarks.processes import ROOT, Process, environment
from benchmarks.stores import Stores, for_mlflow

PLAIN, BASIC, CACHED, GATEWAY = "plain", "basic-auth", "basic-auth, cached", "gateway"
NAMES = (PLAIN, BASIC, CACHED, GATEWAY)
# What `mlflow server --app-name basic-auth` starts, with the options that bin/mlflow has.
WITH_BASIC_AUTH = """
. "$(dirname "$0")/environment"
. "$(dirname "$0")/mlflow-store"
cd "$PITWALL_HOME"
exec uvicorn --factory mlflow.server.auth:create_app \
  --host "$PITWALL_BIND" --port "$PITWALL_MLFLOW_PORT" \
  --loop uvloop --http httptools --workers 1 --no-access-log --log-level warning
"""
CACHE_SECONDS = 3600


@dataclass(frozen=True)
class Server:
    """One of the four, up: where it listens, and what a caller of the first workspace shows it."""

    name: str
    process: Process
    port: int
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Bench:
    servers: list[Server]
    content: content.Content


@contextmanager
def bench(home: Path, stores: Stores) -> Iterator[Bench]:
    """All four, up and with the same content; stopped afterwards."""
    with ExitStack() as stack:
        seed, users = stores.new("seed"), stores.new("seed_users")
        made = _filled(home / "seed", seed, users)
        plain, basic, cached, gateway = (
            for_mlflow(stores.copy(seed, f"mlflow_{number}")) for number in range(len(NAMES))
        )
        first, second = (for_mlflow(stores.copy(users, f"users_{number}")) for number in range(2))
        database = stores.new("pitwall")
        keys = _use_cases(home / "gateway", database, made)
        started = []
        for start in (
            partial(_plain, home / "plain", plain),
            partial(_basic, home / "basic", BASIC, basic, first, 0),
            partial(_basic, home / "cached", CACHED, cached, second, CACHE_SECONDS),
            partial(_gateway, stack, home / "gateway", gateway, database, keys),
        ):
            started.append(start())
            stack.callback(started[-1].process.stop)
        for server in started:
            server.process.wait()
        yield Bench(started, made)


def _filled(home: Path, store: str, users: str) -> content.Content:
    """Content and users, made by an administrator of basic-auth, its cache on: that is quickest."""
    server = _basic(home, CACHED, for_mlflow(store), for_mlflow(users), CACHE_SECONDS)
    try:
        server.process.wait()
        return content.fill(server.port)
    finally:
        server.process.stop()


def _plain(home: Path, store: str) -> Server:
    told = environment(home, MLFLOW_BACKEND_STORE_URI=store)
    port = told["PITWALL_MLFLOW_PORT"]
    process = Process([str(ROOT / "bin/mlflow")], told, home / "mlflow.log", _ready(port))
    return Server(PLAIN, process, int(port), _workspace())


def _basic(home: Path, name: str, store: str, users: str, cache_seconds: int) -> Server:
    """MLflow's own authentication; its cache of passwords is off by default."""
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "basic_auth.ini"
    settings.write_text(
        "[mlflow]\n"
        "default_permission = NO_PERMISSIONS\n"
        f"database_uri = {users.replace('%', '%%')}\n"
        "authorization_function = mlflow.server.auth:authenticate_request_basic_auth\n"
        f"auth_cache_ttl_seconds = {cache_seconds}\n"
    )
    told = environment(
        home,
        MLFLOW_BACKEND_STORE_URI=store,
        MLFLOW_AUTH_CONFIG_PATH=str(settings),
        MLFLOW_AUTH_ADMIN_USERNAME="admin",
        MLFLOW_AUTH_ADMIN_PASSWORD=content.PASSWORD,
        MLFLOW_FLASK_SERVER_SECRET_KEY=secrets.token_hex(),
    )
    port = told["PITWALL_MLFLOW_PORT"]
    command = ["sh", "-euc", WITH_BASIC_AUTH, str(ROOT / "bin/mlflow")]
    process = Process(command, told, home / "mlflow.log", _ready(port))
    user = content.basic(content.workspaces()[0])
    return Server(name, process, int(port), {**user, **_workspace()})


def _gateway(
    stack: ExitStack, home: Path, store: str, database: str, keys: Mapping[str, str]
) -> Server:
    """Pitwall's, with the broker that it wakes workers by; its CPU isn't counted, as MLflow's isn't."""
    told = environment(home, MLFLOW_BACKEND_STORE_URI=store, DATABASE_URL=database)
    broker = Process([str(ROOT / "bin/broker")], told, home / "broker.log")
    stack.callback(broker.stop)
    port = told["PITWALL_GATEWAY_PORT"]
    process = Process([str(ROOT / "bin/gateway")], told, home / "gateway.log", _ready(port))
    key = keys[content.workspaces()[0]]
    return Server(GATEWAY, process, int(port), {"Authorization": f"Bearer {key}"})


def _use_cases(home: Path, database: str, made: content.Content) -> dict[str, str]:
    """The keys by workspace."""
    asked = json.dumps({"experiments": made.experiments, "frozen": made.frozen})
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.use_cases"],
        cwd=ROOT,
        env=environment(home, DATABASE_URL=database),
        input=asked.encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _ready(port: str) -> str:
    return f"http://127.0.0.1:{port}/health"


def _workspace() -> dict[str, str]:
    return {"X-MLFLOW-WORKSPACE": content.workspaces()[0]}
