"""Chroma's HTTP client, made to answer or fail within seconds and to say what is wrong.

Chroma's own waits without end and passes on whatever a server sends. Imported only where a
server is used: it loads chromadb.
"""

import time
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx
import orjson
from chromadb.api.fastapi import FastAPI
from chromadb.config import Settings, System
from chromadb.errors import NotFoundError, UniqueConstraintError
from overrides import override

from chatbot.errors import ServerError
from chatbot.indexing.address import Address

QUICK = 2.0
"""Seconds that a server may take for a single answer while somebody waits for it."""

_LONG = 120.0
_CONNECTING = 1.5
_SHOWN = 200
_NOT_HERE = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE)


class ChromaApi(FastAPI):
    """Chroma's API v2 at an address.

    Every call raises `ServerError` if the server is down, slow, refuses access or is no Chroma
    server of this API, `NotFoundError` if what is asked for is not there, `UniqueConstraintError`
    if what is made is there already. Nothing is tried twice.
    """

    def __init__(self, address: Address) -> None:
        headers = {"Authorization": f"Bearer {address.token}"} if address.token else {}
        host = f"[{address.host}]" if ":" in address.host else address.host
        settings = Settings(
            anonymized_telemetry=False,
            chroma_server_host=host,
            chroma_server_http_port=address.port,
            chroma_server_ssl_enabled=address.scheme == "https",
            chroma_server_headers=headers,
        )
        super().__init__(System(settings))
        self._address = address

    def hang_up(self) -> None:
        """Close the connections."""
        self._session.close()

    @override
    def _make_request(self, method: str, path: str, **kwargs: Any) -> Any:
        """Send a request: all of Chroma's client's go through here."""
        if "json" in kwargs:
            kwargs["content"] = orjson.dumps(kwargs.pop("json"), option=orjson.OPT_SERIALIZE_NUMPY)
        seconds, silence = _allowed(method, path)
        until = time.monotonic() + seconds
        timeout = httpx.Timeout(silence, connect=_CONNECTING)
        url = self._api_url + quote(path, safe="/")
        try:
            with self._session.stream(method, url, timeout=timeout, **kwargs) as response:
                content = self._read(response, until)
        except httpx.TimeoutException as error:
            raise self._slow(error) from error
        except httpx.TransportError as error:
            raise ServerError(
                f"{self._address}: the Chroma server cannot be reached ({error}); "
                "start it, or correct CHATBOT_CHROMA_URL"
            ) from error
        return self._parsed(response, content)

    def _read(self, response: httpx.Response, until: float) -> bytes:
        found = []
        for piece in response.iter_bytes():
            found.append(piece)
            if time.monotonic() > until:  # it sends, but too slowly to wait for the rest
                raise httpx.ReadTimeout("the answer takes too long")
        return b"".join(found)

    def _parsed(self, response: httpx.Response, content: bytes) -> Any:
        status = response.status_code
        try:
            body = orjson.loads(content)
        except ValueError:
            body = None
        told = isinstance(body, dict) and isinstance(body.get("error"), str)
        words = str(body.get("message", ""))[:_SHOWN] if told else HTTPStatus(status).phrase
        if response.is_success and body is not None:
            return body
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise ServerError(
                f"{self._address}: the Chroma server refuses access (status {status}); "
                "correct CHATBOT_CHROMA_TOKEN"
            )
        if told and status == HTTPStatus.CONFLICT:
            raise UniqueConstraintError(words)
        if told and body["error"] == NotFoundError.name():
            raise NotFoundError(words)
        if (told and status not in _NOT_HERE) or response.is_server_error:
            raise ServerError(
                f"{self._address}: the Chroma server answers with status {status} ({words}); "
                "look into its log, then try again"
            )
        raise _no_chroma(self._address, f"status {status}")

    def _slow(self, error: httpx.TimeoutException) -> ServerError:
        what = "be reached" if isinstance(error, httpx.ConnectTimeout) else "answer"
        return ServerError(
            f"{self._address}: the Chroma server does not {what} within {QUICK:.0f} s; "
            "look whether it is overloaded or stopped, then try again"
        )


def connect(address: Address) -> ChromaApi:
    """Return the API at an address, once a Chroma server has answered there.

    Raises `ServerError`, see `ChromaApi`.
    """
    api = ChromaApi(address)
    try:
        api.heartbeat()
    except BaseException as error:
        api.hang_up()
        if isinstance(error, KeyError | TypeError | ValueError | NotFoundError):
            raise _no_chroma(address, "it has no heartbeat") from error
        raise
    return api


def _no_chroma(address: Address, what: str) -> ServerError:
    return ServerError(
        f"{address}: no Chroma server with the API v2 answers here ({what}); "
        "correct CHATBOT_CHROMA_URL, or run chroma 1.x there"
    )


def _allowed(method: str, path: str) -> tuple[float, float]:
    """Return how many seconds a request may take in all, and how many without a byte.

    Files and vectors that are sent or fetched are large; removing a collection takes the server a
    while. For everything else somebody waits.
    """
    if path.endswith("/add") or method == "delete":
        return _LONG, _LONG
    return (_LONG if path.endswith("/get") else QUICK), QUICK
