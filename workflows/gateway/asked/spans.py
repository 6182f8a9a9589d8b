"""Spans as OpenTelemetry's clients send them, packed or not: which tags they carry.

MLflow makes tags of a trace of attributes called mlflow.traceTag.<key>. In protobuf their names
stand as they are; JSON is written anew without escapes first.
"""

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable

from workflows.gateway.asked.fields import Unclear

LARGEST = 64 << 20


def carried(raw: bytes, encoding: str, media: str, wanted: Iterable[str]) -> set[str]:
    """Which of these some tag begins with. Raises Unclear."""
    plain = _unpacked(raw, encoding)
    if media.partition(";")[0].strip() == "application/json":
        plain = _unescaped(plain)
    return {
        one
        for one in wanted
        if re.search(rb"mlflow\.traceTag\.\s*" + re.escape(one.encode()), plain, re.IGNORECASE)
    }


def _unpacked(raw: bytes, encoding: str) -> bytes:
    """As MLflow unpacks it, but no larger than LARGEST: a few bytes can stand for any number."""
    try:
        match encoding.lower():
            case "":
                return raw
            case "gzip":
                with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
                    found = packed.read(LARGEST + 1)
            case "deflate":
                found = _inflated(raw)
            case other:
                raise Unclear(f"Spans come plain, as gzip or deflate, not as {other[:40]}.")
    except (OSError, EOFError, zlib.error):
        raise Unclear("The spans can't be unpacked.") from None
    if len(found) > LARGEST:
        raise Unclear(f"Unpacked, a request has at most {LARGEST >> 20} MiB.")
    return found


def _inflated(raw: bytes) -> bytes:
    """As zlib's stream where that is whole, or else without its header: MLflow tries them so."""
    try:
        return _whole(raw, zlib.MAX_WBITS)
    except zlib.error:
        return _whole(raw, -zlib.MAX_WBITS)


def _whole(raw: bytes, bits: int) -> bytes:
    unpacker = zlib.decompressobj(bits)
    found = unpacker.decompress(raw, LARGEST + 1)
    if not unpacker.eof and len(found) <= LARGEST:
        raise zlib.error
    return found


def _unescaped(plain: bytes) -> bytes:
    try:
        return json.dumps(json.loads(plain), ensure_ascii=False).encode(errors="replace")
    except (ValueError, RecursionError):
        raise Unclear("The body is no JSON.") from None
