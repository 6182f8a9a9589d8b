"""Hands out the command line and the record's verifier to anybody: they hold no secret."""

import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from governance.standalone import verify
from portal.cli import pitwall

TYPE = "text/x-python; charset=utf-8"
FILES = {"pitwall": Path(pitwall.__file__), "verify": Path(verify.__file__)}


@cache
def source(name: str) -> bytes:
    """The file as it is; a process that serves another version is another process."""
    return FILES[name].read_bytes()


def etag(_request: HttpRequest, name: str) -> str:
    return f'"{hashlib.sha256(source(name)).hexdigest()}"'


@require_safe
@condition(etag_func=etag)
def program(_request: HttpRequest, name: str) -> HttpResponse:
    """One of the programs; it changes with the portal, so whoever kept it asks again."""
    return HttpResponse(source(name), content_type=TYPE, headers={"Cache-Control": "no-cache"})
