"""`make reset`: throws away everything that Pitwall has stored, after asking."""

import shutil
import sys

from portal.launch.house import AlreadyRunning, lock
from portal.settings.home import BASE_DIR, PITWALL_HOME, PITWALL_RUNTIME


def main() -> int:
    """0 when the home is gone; 1 when somebody said no, it is in use, or it isn't Pitwall's."""
    say = sys.stdout.write
    if PITWALL_HOME in (BASE_DIR, *BASE_DIR.parents):
        say(f"{PITWALL_HOME} holds more than Pitwall's data; nothing was removed.\n")
        return 1
    try:
        held = lock(PITWALL_RUNTIME)
    except AlreadyRunning as error:
        say(f"Pitwall is running ({error}); end it first. Nothing was removed.\n")
        return 1
    with held:
        say(f"Database, models, the record and its keys in {PITWALL_HOME} will be gone.\n")
        say("Write yes to go on: ")
        sys.stdout.flush()
        if sys.stdin.readline().strip() != "yes":
            say("Nothing was removed.\n")
            return 1
        shutil.rmtree(PITWALL_RUNTIME, ignore_errors=True)
        shutil.rmtree(PITWALL_HOME, ignore_errors=True)
    say("Everything was removed; `make run` begins anew.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
