"""`make run`: prepares, starts and watches everything, and ends it all on Ctrl-C or SIGTERM."""

import sys

from portal.launch import ports
from portal.launch.house import (
    AlreadyRunning,
    House,
    PreparationFailed,
    environment_for,
    lock,
)
from portal.launch.terminal import Terminal
from portal.settings.home import PITWALL_HOME, PITWALL_RUNTIME


def main() -> int:
    """Run until asked to end; the exit status says whether anything went wrong."""
    terminal = Terminal()
    environment = environment_for(PITWALL_HOME, PITWALL_RUNTIME)
    try:
        held = lock(PITWALL_RUNTIME)
        ports.settle(environment)
    except AlreadyRunning as error:
        terminal.say(f"Pitwall already runs in {PITWALL_HOME}: {error}")
        return 1
    except ports.PortTaken as error:
        terminal.say(str(error))
        return 1
    house = House(environment, terminal)
    held.truncate(0)
    held.write(house.address)
    held.flush()
    terminal.say(f"Starting Pitwall; its data is in {PITWALL_HOME}")
    try:
        house.open()
        return house.watch()
    except PreparationFailed as error:
        terminal.say(str(error))
        return 1
    finally:
        house.close()
        held.close()


if __name__ == "__main__":
    sys.exit(main())
