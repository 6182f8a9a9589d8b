"""Idempotency-Key: a POST that is sent again with its key is answered again, and done once."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.http.request import RawPostDataException
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from governance.api.tags import refuse_if_match
from governance.errors import PitwallError
from governance.models import ApiToken
from governance.services import answers

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEY = re.compile(r"[!-~]{1,255}")
REFUSALS = (PitwallError, APIException, Http404)


class BadKey(PitwallError):
    """What is in the header can't be a key."""

    kind = "bad-key"
    status = 400
    title = gettext_lazy("This can't be an idempotency key")


class Digesting:
    """A body, whose digest is taken while somebody else reads it: none is held for its sake."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._digest = stream, answers.keyed()

    def read(self, *size: int) -> bytes:
        return self._seen(self._stream.read(*size))

    def readline(self, *size: int) -> bytes:
        return self._seen(self._stream.readline(*size))

    def _seen(self, piece: bytes) -> bytes:
        self._digest.update(piece)
        return piece

    def hexdigest(self) -> str:
        """The whole body's, what nobody has read yet included."""
        while self.read(1 << 16):
            pass
        return self._digest.hexdigest()


class DigestedRequest(Request):
    """A request whose body is digested on its way, where it has a key."""

    digesting: Digesting | None = None

    @property
    def stream(self) -> Any:
        return self.digested(super().stream)

    def digested(self, stream: Any) -> Any:
        """The body, digested where there is a key; a server may give one that Django doesn't see."""
        if stream is None or HEADER not in self.headers:
            return stream
        if self.digesting is None:
            self.digesting = Digesting(stream)
        return self.digesting

    def body_digest(self) -> str:
        """Raises BadKey for a form that Django had to read for a session's CSRF token."""
        if self.digesting is not None:
            return self.digesting.hexdigest()
        try:
            stream = self.stream
        except RawPostDataException:
            raise BadKey(
                _("An upload with a session can't have a key; send it with a token.")
            ) from None
        return stream.hexdigest() if stream else answers.keyed().hexdigest()


def once(post: Callable) -> Callable:
    """The method, so that the same call with the same key has no second effect."""

    @wraps(post)
    def run(self: Any, request: DigestedRequest, **ids: Any) -> HttpResponseBase:
        if not hasattr(post, "takes"):
            refuse_if_match(request)
        key = _key(request)
        if key is None:
            return post(self, request, **ids)
        # No lock is held while somebody slow sends their body, or while others are asked.
        self.take(request)
        if not answers.known(caller(request), key, self.now):
            self.prepare(request)
        return _kept(self, request, key, lambda: post(self, request, **ids))

    return run


def _key(request: Request) -> str | None:
    """The key; quotes around it, as in a structured header, aren't part of it."""
    given = request.headers.get(HEADER)
    if given is None:
        return None
    key = given.strip().removeprefix('"').removesuffix('"')
    if not KEY.fullmatch(key):
        raise BadKey(_("Idempotency-Key has to be 1 to 255 visible ASCII characters."))
    return key


def _kept(
    view: Any, request: DigestedRequest, key: str, post: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The answer of the first call with this key; a refusal or a file is nobody's but this call's."""
    mine: list[HttpResponseBase | Exception] = []

    def act() -> answers.Said | None:
        try:
            response = post()
        except REFUSALS as refusal:
            mine.append(refusal)
            return None
        mine.append(response)
        return _said(view, request, response)

    call = answers.Call(
        caller(request), key, f"{request.method} {request.get_full_path()}", request.body_digest
    )
    said = answers.once(call=call, act=act, now=view.now)
    return _as_response(said) if said and said.replayed else _raised(mine[0])


def caller(request: Request) -> str:
    """Who keeps the key: a token, so that a narrower one isn't told another's answers; else a user."""
    if isinstance(request.auth, ApiToken):
        return f"token {request.auth.pk}"
    return f"user {request.user.pk}"


def _said(view: Any, request: Request, response: HttpResponseBase) -> answers.Said | None:
    if response.streaming or not isinstance(response, HttpResponse):
        return None
    if isinstance(response, Response):
        view.finalize_response(request, response).render()
    headers = {name: response[name] for name in ("Content-Type", "ETag") if name in response}
    return answers.Said(response.status_code, headers, response.content.decode())


def _as_response(said: answers.Said) -> HttpResponse:
    headers = {**said.headers, REPLAYED: "true"}
    return HttpResponse(said.body, status=said.status, headers=headers)


def _raised(mine: HttpResponseBase | Exception) -> HttpResponseBase:
    if isinstance(mine, Exception):
        raise mine
    return mine
