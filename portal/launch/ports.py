"""Finds the ports that Pitwall listens on."""

import socket
from collections.abc import MutableMapping

HOST = "127.0.0.1"
# Derived ports: tried next to PORT first, so that they stay the same from start to start.
DERIVED = {"PITWALL_GATEWAY_PORT": 1}


class PortTaken(Exception):
    """The wanted port belongs to another program."""


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections linger in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except OSError:
            return False
        return True


def any_free(besides: set[int]) -> int:
    """A port that the system has to give away."""
    while True:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port: int = probe.getsockname()[1]
        if port not in besides:
            return port


def settle(environment: MutableMapping[str, str]) -> None:
    """Write PORT and the derived ports into `environment`.

    A port that is named there is kept; raises PortTaken when another program listens on it.
    """
    environment.setdefault("PORT", "8000")
    web = int(environment["PORT"])
    for name in ("PORT", *(name for name in DERIVED if environment.get(name))):
        if not is_free(int(environment[name])):
            raise PortTaken(
                f"Port {environment[name]} is taken by another program. Choose another one:\n"
                f"    {name}={any_free(set())} make run"
            )
    taken = {web}
    for name, distance in DERIVED.items():
        if not environment.get(name):
            near = web + distance
            port = near if near < 65_536 and is_free(near) else any_free(taken)
            environment[name] = str(port)
        taken.add(int(environment[name]))
