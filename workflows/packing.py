"""A reading as bytes and back: signed, because bytes that become objects must be our own."""

import copyreg
import hmac
import io
import pickle
import zlib
from types import MappingProxyType
from typing import Any

from django.utils.crypto import salted_hmac

_SALT = "workflows.packing"
_SIGNED = 32
_ROWS = ("django.db.models.", "governance.", "projects.", "workflows.")
_PLAIN = frozenset(
    {
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("decimal", "Decimal"),
        ("uuid", "UUID"),
    }
)


class Foreign(ValueError):
    """Bytes that weren't packed here, or by another version of the program."""


class _Ours(pickle.Unpickler):
    """Makes rows, records and plain values, and nothing else, whatever the bytes ask for."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(_ROWS) or (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise Foreign(f"{module}.{name} isn't part of a reading.")


def pack(value: object, *, about: str) -> bytes:
    """The value as bytes that `unpack` takes for the same `about` alone."""
    body = zlib.compress(pickle.dumps(value, protocol=5), level=1)
    return _signature(about, body) + body


def unpack(packed: bytes, *, about: str) -> Any:
    """What was packed. Raises Foreign for anything that isn't ours or can't be read any more."""
    signature, body = packed[:_SIGNED], packed[_SIGNED:]
    if not hmac.compare_digest(signature, _signature(about, body)):
        raise Foreign("The signature isn't ours.")
    try:
        return _Ours(io.BytesIO(zlib.decompress(body))).load()
    except Foreign:
        raise
    except Exception as error:
        raise Foreign(f"It can't be read: {type(error).__name__}.") from error


def _signature(about: str, body: bytes) -> bytes:
    return salted_hmac(f"{_SALT}.{about}", body, algorithm="sha256").digest()


def _read_only(found: dict) -> MappingProxyType:
    return MappingProxyType(found)


# Policies hold mappings that can't be written to; pickle doesn't know these by itself.
copyreg.pickle(MappingProxyType, lambda one: (_read_only, (dict(one),)))
