"""MLflow's own pages for people: who isn't signed in is sent to do so, and a link leads back."""

from html import escape

from django.conf import settings

from workflows.gateway.asgi import wire
from workflows.gateway.guard import callers, passing

FRONT = "/"
# The portal's page that asks for a sign-in and leads here again, saying so in the query.
DOOR = "/mlflow/"
FROM_DOOR = b"from=pitwall"
# Of MLflow's page as it is, not of the page that leaves here.
OLD = frozenset({b"etag", b"last-modified", b"accept-ranges", b"content-length", b"cache-control"})
# An answer to these would be no whole page, or one that has to be unpacked first.
CONDITIONS = frozenset({b"accept-encoding", b"if-modified-since", b"if-none-match", b"range"})
STYLE = (
    "position:fixed;right:16px;bottom:14px;z-index:900;padding:4px 12px;border-radius:999px;"
    "background:#16181d;color:#fff;border:1px solid #6b7280;text-decoration:none;"
    "font:600 13px/20px system-ui,sans-serif"
)
ELSEWHERE = (
    "You are signed in at {portal}, but your browser doesn't show that here. Open MLflow at "
    "{gateway}, whose host has to be the portal's own."
)


async def front(
    app: wire.App, in_thread: wire.InThread, scope: wire.Scope, send: wire.Send, session: str
) -> None:
    """MLflow's first page with the way back, for somebody signed in; all others are sent to sign in."""
    if await in_thread(callers.signed_in, session) is not None:
        await _with_way_back(app, scope, send)
    elif scope.get("query_string", b"") == FROM_DOOR:
        # They come from signing in: sending them there again would go round for ever.
        told = ELSEWHERE.format(portal=settings.PUBLIC_URL, gateway=settings.GATEWAY_URL)
        await _page(send, 403, [(b"content-type", b"text/plain; charset=utf-8")], told.encode())
    else:
        door = (settings.PUBLIC_URL + DOOR).encode("ascii")
        await _page(send, 303, [(b"location", door)], b"")


async def _with_way_back(app: wire.App, scope: wire.Scope, send: wire.Send) -> None:
    asked = passing.rewritten(scope, "")
    asked["method"] = "GET"
    asked["headers"] = [pair for pair in asked["headers"] if pair[0].lower() not in CONDITIONS]
    start, page = await _answer(app, asked)
    kept = [pair for pair in start["headers"] if bytes(pair[0]).lower() not in OLD]
    before, end, after = page.rpartition(b"</body>")
    if end:
        page = before + way_back().encode() + end + after
    await _page(send, start["status"], kept, page)


def way_back() -> str:
    """The link to the portal's board, as it stands on MLflow's page: no script, no file of its own."""
    board = escape(f"{settings.PUBLIC_URL}/board/", quote=True)
    return f'<a href="{board}" style="{STYLE}">← Pitwall</a>'


async def _answer(app: wire.App, scope: wire.Scope) -> tuple[wire.Message, bytes]:
    """The head and the whole body of what the app answers; its pages are short."""
    told: list[wire.Message] = []

    async def receive() -> wire.Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def keep(message: wire.Message) -> None:
        told.append(message)

    await app(scope, receive, keep)
    return told[0], b"".join(one.get("body", b"") for one in told[1:])


async def _page(
    send: wire.Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    every = [
        *headers,
        (b"content-length", str(len(body)).encode("ascii")),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": every})
    await send({"type": "http.response.body", "body": body})
