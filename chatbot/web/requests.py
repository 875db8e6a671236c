"""What the page's own scripts send: read up to a size, and never what another site sends."""

from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from chatbot.errors import ChatbotError, RecordError

_OWN_SITE = ("same-origin", "none")
_USUAL_PORTS = {"http": 80, "https": 443}
_NOT_JSON = "this has to be sent as JSON, with the header Content-Type: application/json"


def add_post_route(
    app: FastAPI,
    route: str,
    answer: Callable[[bytes], Response],
    *,
    most_bytes: int,
    foreign: str,
    too_long: str,
) -> None:
    """Let `app` answer the JSON that the page itself posts.

    What else is sent is refused, in the words given; so is what `answer` raises a stated error for.
    """

    @app.post(route)
    async def posted(request: Request) -> Response:
        if _is_foreign(request):
            return _problem(foreign, 403)
        stated = request.headers.get("Content-Type", "application/json")  # a form says else
        if stated.split(";")[0].strip().lower() != "application/json":
            return _problem(_NOT_JSON, 415)
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > most_bytes:
                return _problem(too_long, 413)
        try:
            return await run_in_threadpool(answer, bytes(body))
        except ChatbotError as error:
            return _problem(str(error), 400 if isinstance(error, RecordError) else 503)


def _is_foreign(request: Request) -> bool:
    """Tell whether a browser says that another site made it send this."""
    if request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITE:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and not _is_own(origin, request.headers.get("Host", ""))


def _is_own(origin: str, host: str) -> bool:
    """Compare host and port; a proxy may speak another protocol to the reader than to us."""
    try:
        sent_by = urlsplit(origin)
        sent_to = urlsplit(f"//{host}")
        usual = _USUAL_PORTS.get(sent_by.scheme)
        return (sent_by.hostname, sent_by.port or usual) == (
            sent_to.hostname,
            sent_to.port or usual,
        )
    except ValueError:  # no port
        return False


def _problem(words: str, status: int) -> Response:
    """Return why something was not done, for the page to show."""
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return JSONResponse({"problem": words}, status_code=status, headers=headers)
