"""The one table of the processes that make up Pitwall.

The supervisor's file is written from it, docker-compose.yml is compared with it, and the
tests start the same commands.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One process: `command` is a script in bin/ that ends in `exec`, so that signals reach it."""

    name: str
    command: str
    stop_seconds: int = 15
    # Ends by itself, and isn't started again by the supervisor.
    once: bool = False
    # Which part of docker-compose.yml does its work there, where that isn't the same process.
    replaced_by: str = ""
    # Where it says that it is well: (port's variable, path).
    health: tuple[str, str] | None = None


PARTS = (
    Part("broker", "bin/broker", replaced_by="redis"),
    Part("web", "bin/web", health=("PORT", "/healthz")),
    Part("gateway", "bin/gateway", health=("PITWALL_GATEWAY_PORT", "/healthz")),
    Part("worker", "bin/worker", stop_seconds=30),
    Part("beat", "bin/beat"),
    Part("runner", "bin/runner", stop_seconds=30),
    Part("demo", "bin/demo", once=True),
)
