"""Which certificates Pitwall's own calls believe."""

import ssl
from functools import cache

import httpx


@cache
def context() -> ssl.SSLContext:
    """One context for all clients of a process: reading the certificates takes 50 ms, of which a client that
    is made for one call would be most.
    """
    return httpx.create_ssl_context(trust_env=False)
