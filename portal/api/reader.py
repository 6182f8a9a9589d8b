"""The one who asks, as lists of what waits and where things stand know them."""

from governance.api.base import Endpoint
from portal.pages.waits import Reader
from workflows.services import positions


def reader(view: Endpoint) -> Reader:
    """The reader, once the lists say what is so: what has happened since is written again."""
    positions.catch_up(now=view.now)
    return Reader(view.actor, view.now)
