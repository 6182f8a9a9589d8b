"""The one place that sends to webhooks over HTTP: guarded, bounded, and never led elsewhere."""

import logging
import time
from dataclasses import replace
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.exceptions import HTTPError

from governance import outward
from governance.services.webhook_sending import Answer
from portal.webhooks.deadline import Lines

# Seconds: no receiver may hold a worker.
CONNECT, READ, ALL = 4.0, 8.0, 20.0
# Of what comes back so much is kept: enough to see what a receiver complains of.
MOST_BODY, MOST_HEADERS, LONGEST_HEADER = 2048, 30, 300
UNTOLD = frozenset({"set-cookie", "www-authenticate", "authorization", "proxy-authenticate"})
SIGNATURE = "webhook-signature"

CONFIG = Config(
    ip_filter_enable=True,
    ip_filter_allow_loopback_ips=False,
    never_redirect=True,
    default_timeout=(CONNECT, READ),
)

# Addresses may hold secrets, and urllib3 writes them into its log.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class Guarded(IPFilterAdapter):
    """Connects to the address that was looked at, public or named by the installation."""

    def __init__(self, lines: Lines, *, secure: bool) -> None:
        self.lines = lines
        super().__init__(is_https_proto=secure)

    def init_poolmanager(self, *args: Any, **given: Any) -> None:
        super().init_poolmanager(*args, **given)
        self.poolmanager.pool_classes_by_scheme = self.lines.pools()

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        try:
            return super().build_connection_pool_key_attributes(request, verify, cert)
        except InvalidIPAddress as refused:
            ip = refused.args[0]
            place, pool = HTTPAdapter.build_connection_pool_key_attributes(
                self, request, verify, cert
            )
            host = place["host"]
            if not outward.is_named(host, ip):
                raise
            if place["scheme"] == "https":
                pool |= {"assert_hostname": host, "server_hostname": host}
            place["host"] = f"[{ip}]" if ip.version == 6 else str(ip)
            return place, pool


def post(address: str, body: str, headers: dict[str, str]) -> Answer:
    """Send one message; what goes wrong is in the answer, without the address."""
    began = time.monotonic()
    told = {name: "…" if name == SIGNATURE else said for name, said in headers.items()}
    sent = Answer(request_headers=told, request_body=body)
    try:
        outward.judge(address)
    except ValueError as fault:  # it leads elsewhere by now
        return replace(sent, error=str(fault))
    try:
        found = _sent(address, body.encode(), headers)
    except (requests.RequestException, OSError) as fault:
        found = {"error": _why(fault)}
    return replace(sent, **found, milliseconds=round((time.monotonic() - began) * 1000))


def _sent(address: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    lines = Lines()
    with HTTPSession(CONFIG) as session, lines.until(ALL):
        session.trust_env = False
        session.mount("http://", Guarded(lines, secure=False))
        session.mount("https://", Guarded(lines, secure=True))
        try:
            with session.post(address, data=body, headers=headers, stream=True) as came:
                if lines.over:  # what was cut off looks like the end of the headers
                    raise requests.Timeout
                return {
                    "status": came.status_code,
                    "response_headers": _told(came),
                    "response_body": _beginning(came),
                }
        except (requests.RequestException, OSError):
            if lines.over:
                raise requests.Timeout from None
            raise


def _told(came: requests.Response) -> dict[str, str]:
    shown = [(k, v) for k, v in came.headers.items() if k.lower() not in UNTOLD]
    return {_clean(k): _clean(v)[:LONGEST_HEADER] for k, v in shown[:MOST_HEADERS]}


def _beginning(came: requests.Response) -> str:
    """The first bytes, as they came: what is compressed isn't unpacked. The status counts without."""
    try:
        read = came.raw.read(MOST_BODY, decode_content=False)
    except (HTTPError, OSError):
        return ""
    return _clean(read.decode("utf-8", "replace"))


def _clean(text: str) -> str:
    """Without what no column holds."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()


def _why(fault: Exception) -> str:
    """What went wrong, by its kind: the client's own words hold the address."""
    if isinstance(fault, InvalidIPAddress):
        return "The host leads into a private network now; nothing was sent."
    if isinstance(fault, requests.exceptions.SSLError):
        return "The receiver’s certificate doesn’t hold, or it doesn’t speak TLS."
    if isinstance(fault, requests.Timeout):
        return f"The receiver didn’t answer in time (within {ALL:.0f} s)."
    return f"The receiver can’t be reached ({type(fault).__name__})."
