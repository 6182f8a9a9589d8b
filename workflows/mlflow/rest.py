"""Calls to an MLflow server over its REST API, with time-outs and without importing MLflow.

Importing the client costs 5 s of CPU and 170 MB a process (docs/adr); REST needs neither.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from governance.errors import Unreachable
from workflows.mlflow import tls

API = "/api/2.0/mlflow"
WORKSPACES = "/api/3.0/mlflow/workspaces"
ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts"
MISSING = frozenset({"RESOURCE_DOES_NOT_EXIST", "ENDPOINT_NOT_FOUND"})
PATIENT = 30.0
CHUNK = 1 << 20
LARGEST_REFUSAL = 1 << 16


class MlflowRefusal(Exception):
    """The server answered, and said no: `code` is MLflow's own error code."""

    def __init__(self, status: int, code: str, message: str):
        super().__init__(f"{code}: {message}")
        self.status, self.code, self.message = status, code, message

    @property
    def is_fault(self) -> bool:
        """Whether the server failed at it rather than said no: the next time it may do it."""
        return self.status >= httpx.codes.INTERNAL_SERVER_ERROR


class Connection:
    """One workspace on one server. `timeout` is in seconds for each call, `key` opens a gateway."""

    def __init__(
        self, tracking_uri: str, workspace: str = "", timeout: float | None = None, key: str = ""
    ):
        headers = {"X-MLFLOW-WORKSPACE": workspace} if workspace else {}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self.workspace = workspace
        self._client = httpx.Client(
            base_url=tracking_uri,
            headers=headers,
            timeout=timeout or settings.MLFLOW_TIMEOUT,
            verify=tls.context(),
            trust_env=False,
        )

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def hurry(self, seconds: float) -> None:
        """From now on a call gives up after so long: for several calls that share one limit."""
        self._client.timeout = httpx.Timeout(max(seconds, 0.001))

    def get(self, route: str, /, **params: Any) -> dict:
        return self._call("GET", route, params=params)

    def post(self, path: str, body: dict) -> dict:
        return self._call("POST", path, json=body)

    def delete(self, path: str, body: dict) -> dict:
        return self._call("DELETE", path, json=body)

    def find(self, route: str, /, **params: Any) -> dict | None:
        """The same as `get`, or None for what isn't there."""
        try:
            return self.get(route, **params)
        except MlflowRefusal as refusal:
            if refusal.code in MISSING or refusal.status == httpx.codes.NOT_FOUND:
                return None
            raise

    @contextmanager
    def streamed(self, route: str, /, **params: Any) -> Iterator[Iterator[bytes]]:
        """The bytes of an answer in chunks as they come, so that the reader can stop at any."""
        # Unpacked bytes could be a thousand times those sent, so none are asked for packed.
        packed = {"Accept-Encoding": "identity"}
        asked = self._client.stream("GET", route, params=params or None, headers=packed)
        with self._answering(), asked as answer:
            if not answer.is_success:
                raise _refusal(_beginning(answer))
            yield answer.iter_raw(CHUNK)

    def raw(self, path: str, largest: int) -> bytes:
        """One small artifact's first bytes, `largest` at most, however long it is."""
        with self._answering(), self._client.stream("GET", f"{ARTIFACTS}/{path}") as answer:
            if answer.is_error:
                answer.read()
                raise _refusal(answer)
            found = bytearray()
            for chunk in answer.iter_bytes(1 << 16):
                found += chunk
                if len(found) >= largest:
                    break
        return bytes(found[:largest])

    def _call(self, method: str, path: str, **kwargs: Any) -> dict:
        with self._answering():
            answer = self._client.request(method, path, **kwargs)
        if answer.is_error:
            raise _refusal(answer)
        # Numbers stay the text that the server sent, so that nothing is rounded on the way.
        return json.loads(answer.text, parse_float=str) if answer.text else {}

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as error:
            raise Unreachable(
                _("MLflow doesn't answer (%(name)s).") % {"name": type(error).__name__},
                remedy=_("Nothing was changed. Try again; if it lasts, see /readyz."),
            ) from error


def _beginning(answer: httpx.Response) -> httpx.Response:
    """An answer with as much of its body as a refusal needs."""
    body = bytearray()
    for chunk in answer.iter_raw(CHUNK):
        body += chunk
        if len(body) >= LARGEST_REFUSAL:
            break
    return httpx.Response(answer.status_code, content=bytes(body[:LARGEST_REFUSAL]))


def _refusal(answer: httpx.Response) -> MlflowRefusal:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    code = str(
        body.get("error_code", "NOT_FOUND" if answer.status_code == 404 else "INTERNAL_ERROR")
    )
    return MlflowRefusal(answer.status_code, code, str(body.get("message", answer.text[:300])))
