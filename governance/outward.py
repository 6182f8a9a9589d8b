"""Which web addresses Pitwall sends to: public ones over TLS, and private ones that are named.

Asked when an address is given, for a clear answer, and again with each connection, because a name
may lead elsewhere by then.
"""

import ipaddress
import logging
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from requests_hardened.ip_filter import InvalidIPAddress, get_ip_address

LONGEST = 2000
PORTS = {"https": 443, "http": 80}
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

# It would log each address that is refused here; whoever gave it is told instead.
logging.getLogger("requests_hardened").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Place:
    """Where an address leads: `origin` is what may be shown of it."""

    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        shown = "" if PORTS[self.scheme] == self.port else f":{self.port}"
        return f"{self.scheme}://{host}{shown}"


def judge(address: str) -> Place:
    """The place that an address leads to, once it is known that it may be sent to.

    Raises ValueError, with what is wrong; it never repeats the address, which may hold a secret.
    """
    place = _parsed(address)
    named = _judge_host(place)
    if place.scheme != "https" and not named:
        raise ValueError(_("Events are sent over TLS: begin the address with https://."))
    return place


def is_named(host: str, ip: Ip) -> bool:
    """Whether the installation lets this private host be sent to, by its name or its network."""
    for one in settings.WEBHOOK_PRIVATE:
        try:
            network = ipaddress.ip_network(one, strict=False)
        except ValueError:
            if one.lower() == host.lower():
                return True
        else:
            if ip.version == network.version and ip in network:
                return True
    return False


def _judge_host(place: Place) -> bool:
    """Whether the host is a private one that is named. Raises ValueError for one that isn't."""
    try:
        ip, _port = get_ip_address(place.host, place.port, allow_loopback=False)
    except InvalidIPAddress as refused:
        if not is_named(place.host, refused.args[0]):
            raise ValueError(
                _(
                    "This leads into a private network. Give a public address, or ask whoever "
                    "runs Pitwall to name the host in PITWALL_WEBHOOK_PRIVATE."
                )
            ) from None
        return True
    except (socket.gaierror, UnicodeError):
        raise ValueError(_("This host isn’t known; look for a slip in its name.")) from None
    return is_named(place.host, ip)


def _parsed(address: str) -> Place:
    if len(address) > LONGEST or not address.isprintable() or " " in address or "\\" in address:
        raise ValueError(
            _("Write one address of at most %(most)s characters, without spaces or backslashes.")
            % {"most": LONGEST}
        )
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise ValueError(_("This isn’t an address; write one such as https://…")) from None
    _refuse_odd(parts, host)
    return Place(parts.scheme, host, port or PORTS[parts.scheme])


def _refuse_odd(parts: SplitResult, host: str) -> None:
    if parts.scheme not in PORTS or not host:
        raise ValueError(_("Write an address that begins with https:// and names a host."))
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            _("Leave name and password out of the address; receivers check the signature.")
        )
    if parts.fragment:
        raise ValueError(_("Leave out what follows the #; it is never sent."))
