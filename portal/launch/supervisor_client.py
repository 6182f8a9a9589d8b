"""Asks the running supervisor how its parts are."""

import http.client
import xmlrpc.client
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport


@dataclass(frozen=True)
class PartState:
    """What the supervisor says of one part; `state` is its own word: RUNNING, FATAL …"""

    name: str
    state: str
    pid: int
    log: str


class SupervisorClient:
    """The supervisor behind its unix socket."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket

    def states(self) -> list[PartState]:
        """All parts; an empty list while the supervisor doesn't answer yet, or no more."""
        transport = SupervisorTransport(None, None, f"unix://{self.socket}")
        try:
            with xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport) as server:
                answer: Any = server.supervisor.getAllProcessInfo()
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return []
        return [
            PartState(row["name"], row["statename"], row["pid"], row["stdout_logfile"])
            for row in answer
        ]
