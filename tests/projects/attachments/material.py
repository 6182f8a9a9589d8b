"""The smallest files of each kind, right and wrong."""

import io
import zipfile

from projects.services.attachments import Upload

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 8
WEBP = b"RIFF\x0c\0\0\0WEBPVP8 "
PDF = b"%PDF-1.7\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'


def office(part: str, *more: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("[Content_Types].xml", part, *more):
            archive.writestr(name, "<x/>")
    return held.getvalue()


def archive(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as found:
        for name in names:
            found.writestr(name, "x")
    return held.getvalue()


def upload(name: str, content: bytes = b"text\n") -> Upload:
    return Upload(name, io.BytesIO(content))
