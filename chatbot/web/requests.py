"""What the page's own scripts send: read up to a size, and never what another site sends."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

_OWN_SITE = ("same-origin", "none")


def is_foreign(request: Request) -> bool:
    """Tell whether a browser says that another site made it send this."""
    return request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITE


async def read_body(request: Request, most_bytes: int) -> bytes | None:
    """Return what is sent; None if it is too much, as soon as that is known."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most_bytes:
            return None
    return bytes(body)


def problem(words: str, status: int) -> Response:
    """Return why something was not done, for the page to show."""
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return JSONResponse({"problem": words}, status_code=status, headers=headers)
