"""The split rule of the demo's data plans: one fifth by the hash of a row's key."""

import hashlib


def fifth(key: str) -> int:
    """Return the fifth, 0 to 4, that SHA-256 puts a key in; 0 is held out.

    The key alone decides, once for every month and every cycle: there is no seed to choose, and a
    row held out once is never trained on.
    """
    return int.from_bytes(hashlib.sha256(f"held-out|{key}".encode()).digest()[:8], "big") % 5
