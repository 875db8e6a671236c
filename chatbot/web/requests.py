"""What the page's own scripts send: read up to a size, and never what another site sends."""

from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import JSONResponse, Response

_OWN_SITE = ("same-origin", "none")
_USUAL_PORTS = {"http": 80, "https": 443}
NOT_JSON = "this has to be sent as JSON, with the header Content-Type: application/json"


def is_foreign(request: Request) -> bool:
    """Tell whether a browser says that another site made it send this."""
    if request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITE:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and not _is_own(origin, request.headers.get("Host", ""))


def is_json(request: Request) -> bool:
    """Tell whether nothing but JSON is said to be sent; a browser's form says something else."""
    stated = request.headers.get("Content-Type", "application/json")
    return stated.split(";")[0].strip().lower() == "application/json"


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
