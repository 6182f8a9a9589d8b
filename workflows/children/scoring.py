"""Serves a model: MLflow's scoring server in a sandbox, on a socket that it is handed."""

import http.client
import socket
import sys
from pathlib import Path

from workflows.children.steps import ENVIRONMENT
from workflows.sandbox import GIB, Job, Limits

LONGEST_PATH = 107
SERVING = Limits(memory=2 * GIB, wall_seconds=None)
APPLICATION = "mlflow.pyfunc.scoring_server.app:app"
MODEL_VARIABLE = "__pyfunc_model_path__"
# A row or a few at a time: on a busy machine two threads wait for each other longer than one computes.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def listen(path: Path) -> socket.socket:
    """A listening unix socket at `path`, for this user alone; whoever connects waits until the model is loaded.

    Replaces what was left there before. ValueError when the path is too long for a socket.
    """
    if len(str(path).encode()) > LONGEST_PATH:
        raise ValueError(f"A socket's path has at most {LONGEST_PATH} bytes: {path} is longer.")
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def scoring_job(
    *,
    model: Path,
    folder: Path,
    listener: socket.socket,
    interpreter: Path = Path(sys.executable),
    timeout_seconds: int = 60,
) -> Job:
    """The job that serves the MLflow model in `model` on `listener`; start it with the limits `SERVING`.

    It answers GET /ping, /health and /version and POST /invocations. The child can't connect to anything,
    nor even make a socket: it accepts on the one it is handed. One process and one thread of inference at
    a time (uvicorn's event loop), so requests queue in the socket.
    """
    command = (
        "-m",
        "uvicorn",
        "--fd",
        "3",
        "--no-access-log",
        "--log-level",
        "warning",
        APPLICATION,
    )
    return Job(
        argv=(str(interpreter), "-I", *command),
        folder=folder.resolve(),
        reads=(model.resolve(),),
        env=ENVIRONMENT
        | ONE_THREAD
        | {
            MODEL_VARIABLE: str(model.resolve()),
            "MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT": str(timeout_seconds),
        },
        listener=listener,
    )


def healthy(path: Path, *, timeout: float = 2.0) -> bool:
    """Whether the server at the socket answers GET /ping with 200 within `timeout` seconds."""
    return _get(path, "/ping", timeout) is not None


def served_version(path: Path, *, timeout: float = 2.0) -> str | None:
    """The MLflow version of the server at the socket; None when it doesn't answer."""
    answer = _get(path, "/version", timeout)
    return None if answer is None else answer.decode("utf-8", "replace").strip().strip('"')


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def _get(path: Path, target: str, timeout: float) -> bytes | None:
    connection = _UnixConnection(path, timeout)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        body = answer.read(1 << 16)
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return body if answer.status == http.HTTPStatus.OK else None
