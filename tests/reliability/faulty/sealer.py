"""A sealer that is killed at a point inside its transaction: `python -m … POINT`."""

import os
import signal
import sys

import django

POINTS = ("alone", "leaves added", "signed")


def main(point: str) -> None:
    django.setup()
    from django.utils import timezone

    from governance.services import sealing

    names = {"alone": "_alone", "leaves added": "_add_leaves", "signed": "_sign"}
    function = getattr(sealing, names[point])

    def killed(*args):
        function(*args)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(sealing, names[point], killed)
    sealing.seal(now=timezone.now())


if __name__ == "__main__":
    main(sys.argv[1])
