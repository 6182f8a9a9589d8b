"""Tell a worker that there is something to do; the relay comes round anyway."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
_ring: list[Callable[[], None]] = []


def register(ring: Callable[[], None]) -> None:
    """Use `ring` to wake workers; the portal registers the broker's at start."""
    _ring[:] = [ring]


def workers() -> None:
    """Wake a worker. A broker that doesn't answer is logged, never raised: nothing is lost."""
    for ring in _ring:
        try:
            ring()
        except Exception as error:  # noqa: BLE001 (whatever the broker's client raises)
            logger.warning("no worker could be woken, the relay delivers: %s", error)
