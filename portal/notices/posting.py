"""The one place that knows Apprise: it takes a channel's address, a title and a text.

Only workers import it, because it weighs 45 MB once it has read its services. Addresses hold
secrets, so nothing that Apprise logs is passed on as it stands.
"""

import logging
import re

import apprise

from governance import addresses

# Seconds: no channel may hold a worker.
CONNECT, READ, ALL = 4.0, 8.0, 20.0
LONGEST_REASON = 200
# Pieces of an address that are worth hiding are at least this long.
SHORTEST_SECRET = 5

# What Apprise says of an address that it can't read names it; only what is captured below is kept.
logging.getLogger("apprise").propagate = False
logging.getLogger("apprise").addHandler(logging.NullHandler())


class NotSent(Exception):
    """The other side didn't take it; the message says why, without the address."""


class NeverSent(NotSent):
    """It can't be sent there, however often it is tried."""


def post(address: str, *, title: str, text: str) -> None:
    """Send one message to a channel's address. Raises NotSent, NeverSent."""
    service = _service(address)
    service.socket_connect_timeout, service.socket_read_timeout = CONNECT, READ
    service.redirects, service.retry = False, 0
    sender = apprise.Apprise(asset=_asset())
    sender.add(service)
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as log:
        sent = sender.notify(body=text, title=title, body_format="text", timeout=ALL)
        said = log.getvalue() if log else ""
    if not sent:
        raise NotSent(without_secrets(said, address) or "The other side didn’t take it.")


def _asset() -> apprise.AppriseAsset:
    """Nothing kept on disk, no second thread, nobody followed to where a redirect leads."""
    return apprise.AppriseAsset(
        app_id="Pitwall",
        app_desc="Pitwall",
        app_url="",
        async_mode=False,
        http_redirects=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )


def _service(address: str) -> apprise.NotifyBase:
    try:
        addresses.service_of(address)
    except ValueError as fault:
        raise NeverSent(str(fault)) from None
    found = apprise.Apprise.instantiate(address, asset=_asset(), suppress_exceptions=True)
    if found is None:
        raise NeverSent("The address lacks something that this service needs; give it again.")
    # A web address stands for the service that hands it out, and for no other.
    schemas = {one for name in ("protocol", "secure_protocol") for one in _each(found, name)}
    if not schemas & addresses.SERVICES.keys():
        raise NeverSent("Addresses of this kind aren’t sent to.")
    return found


def _each(service: apprise.NotifyBase, name: str) -> tuple[str, ...]:
    value = getattr(service, name, None) or ()
    return (value,) if isinstance(value, str) else tuple(value)


def without_secrets(said: str, address: str) -> str:
    """What was logged, in one line, without any piece of the address."""
    line = " ".join(said.split())
    for piece in sorted(re.split(r"[/:@?&=#,]+", address), key=len, reverse=True):
        if len(piece) >= SHORTEST_SECRET:
            line = line.replace(piece, "…")
    return line[:LONGEST_REASON]
