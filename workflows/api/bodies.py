"""Bodies of batches: read in pieces to a file of bounded size, whatever their format."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.request import Request

from governance.api.fields import Records
from governance.api.keyed import DigestedRequest
from governance.api.parsing import StrictJSONParser, TooLarge, parsed
from governance.errors import Invalid
from workflows.intake import body

PIECE = 256 * 1024
# What is smaller never touches the disk.
IN_MEMORY = 4 * 2**20
JSON = "application/json"


class RowsIn(serializers.Serializer):
    """A batch in one document."""

    rows = Records(help_text="as many as fit into 16 MiB; JSON lines, CSV and Parquet take more")


@contextmanager
def sent(request: Request) -> Iterator[body.Body]:
    """The batch in a request, gone afterwards."""
    media = _media(request)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        sha = hashlib.sha256()
        for piece in _pieces(request):
            sha.update(piece)
            file.write(piece)
        file.seek(0)
        yield _batch(media, file, sha.hexdigest())


def _media(request: Request) -> str:
    media = (request.content_type or "").partition(";")[0].strip().lower()
    if media != JSON and media not in body.READERS:
        raise UnsupportedMediaType(media)
    if encoding := request.headers.get("Content-Encoding", ""):
        raise UnsupportedMediaType(
            media,
            detail=_("A body in the encoding “%(encoding)s” isn't taken; send it as it is.")
            % {"encoding": encoding[:40]},
        )
    return media


def _batch(media: str, file: Any, sha: str) -> body.Body:
    if media != JSON:
        return body.of_file(media, file, sha)
    rows = parsed(RowsIn, StrictJSONParser().parse(file))["rows"]
    if not isinstance(rows, list):
        raise Invalid({"rows": _("Give a list of objects.")})
    return body.of_list(rows, sha)


def _pieces(request: Request) -> Iterator[bytes]:
    """The body, bounded: what came of it has to be all that was announced."""
    most, size = settings.INTAKE_MIB * 2**20, 0
    announced = request.META.get("CONTENT_LENGTH") or ""
    if announced.isdigit() and int(announced) > most:
        raise _too_large()
    stream = _stream(request)
    while piece := _read(stream):
        size += len(piece)
        if size > most:
            raise _too_large()
        yield piece
    if announced.isdigit() and size != int(announced):
        raise ParseError(_("The body ended early; send it again."))


def _stream(request: Request) -> Any:
    """With a length Django bounds what is read; without one (chunked) the server says where it ends."""
    if request.META.get("CONTENT_LENGTH") or not request.META.get("wsgi.input_terminated"):
        return request.stream
    stream = request.META["wsgi.input"]
    return request.digested(stream) if isinstance(request, DigestedRequest) else stream


def _read(stream: IO[bytes] | None) -> bytes:
    try:
        return stream.read(PIECE) if stream is not None else b""
    except (UnreadablePostError, OSError):
        raise ParseError(_("The body ended early; send it again.")) from None


def _too_large() -> TooLarge:
    return TooLarge(
        _("The batch has more than %(most)s MiB.") % {"most": settings.INTAKE_MIB},
        remedy=_("Send it in several batches."),
    )
