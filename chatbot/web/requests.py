"""What the page's own scripts may send: nothing is taken that another site had a browser send."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

_OWN_SITE = ("same-origin", "none")


def is_foreign(request: Request) -> bool:
    """Tell whether a browser says that another site made it send this."""
    return request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITE


def problem(words: str, status: int) -> Response:
    """Return why something was not done, for the page to show."""
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return JSONResponse({"problem": words}, status_code=status, headers=headers)
