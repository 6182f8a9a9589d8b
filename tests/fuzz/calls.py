"""One call in this process, in a transaction that is rolled back, and what the schema says of its answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@contextmanager
def connection_kept() -> Iterator[None]:
    """A call is made within a transaction: its connection isn't closed at the end of the request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@dataclass(frozen=True)
class Answer:
    """What came back, and everything in it that the schema doesn't say."""

    status: int
    content: bytes = b""
    faults: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return 200 <= self.status < 300


class Caller:
    """Calls with one role's token; nothing that a call does is there for the next."""

    def __init__(self, token: str) -> None:
        self._headers = {"Authorization": f"Bearer {token}"}

    def __call__(self, case: Any) -> Answer:
        try:
            with connection_kept(), transaction.atomic():
                response = case.call(headers=self._headers)
                # A rolled back transaction wouldn't ask for what is checked at its end.
                connection.check_constraints()
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is what is looked for)
            return Answer(500, faults=[f"{type(error).__name__}: {error}"])
        return Answer(response.status_code, response.content or b"", self._faults(case, response))

    def _faults(self, case: Any, response: Response) -> list[str]:
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            return [f"{type(one).__name__}: {one.title}: {one.message}" for one in group.exceptions]
        return []
