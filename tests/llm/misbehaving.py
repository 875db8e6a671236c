"""A server on loopback that speaks /v1/chat/completions, and does to each request what a test says.

    with Misbehaving(status(503), reply("Hello", " there")) as server:
        model = server.model()

The last script is repeated for all requests that follow.
"""

import json
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from chatbot.llm.calling import LanguageModel
from chatbot.llm.providers import load_language_model

KEY = "sk-placeholder-that-must-not-be-seen"
"""Not a key; sent as one, and told back by `status`."""


class Wire:
    """What a script writes to. `wait` returns at once when the server is shut down."""

    def __init__(self, handler: BaseHTTPRequestHandler, closing: threading.Event) -> None:
        self._handler = handler
        self.closing = closing

    def headers(self, status: int, content_type: str, **others: str) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", content_type)
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.send_header("Connection", "close")  # clients keep no socket open
        for name, value in others.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()
        self._handler.wfile.flush()

    def send(self, data: bytes) -> None:
        self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self._handler.wfile.flush()

    def event(self, document: Any) -> None:
        said = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send(b"data: " + said + b"\n\n")

    def piece(self, text: str | None, finish: str | None = None, **delta: Any) -> None:
        content = {} if text is None else {"content": text}
        choice = {"index": 0, "delta": {**content, **delta}, "finish_reason": finish}
        self.event(
            {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "tiny",
             "choices": [choice]}
        )  # fmt: skip

    def begin(self) -> None:
        self.headers(200, "text/event-stream")
        self.piece("", role="assistant")

    def end(self) -> None:
        self._handler.wfile.write(b"0\r\n\r\n")

    def wait(self, seconds: float | None = None) -> None:
        self.closing.wait(seconds)


Script = Callable[[Wire], None]


def reply(*pieces: str, finish: str | None = "stop", done: bool = True, pause: float = 0) -> Script:
    """Say `pieces`, `pause` seconds after each; without `finish` and `done`, end too early."""

    def script(wire: Wire) -> None:
        wire.begin()
        for piece in pieces:
            wire.piece(piece)
            if pause:
                wire.wait(pause)
        if finish:
            wire.piece(None, finish)
        if done:
            wire.event(b"[DONE]")
        wire.end()

    return script


def status(code: int, **headers: str) -> Script:
    """Answer with an HTTP error whose text repeats the key, as some servers do."""

    def script(wire: Wire) -> None:
        wire.headers(code, "application/json", **headers)
        wire.send(json.dumps({"error": {"message": f"no good: {KEY}", "code": None}}).encode())
        wire.end()

    return script


def cut_off(*pieces: str) -> Script:
    """Say `pieces`, then break the connection."""

    def script(wire: Wire) -> None:
        wire.begin()
        for piece in pieces:
            wire.piece(piece)

    return script


def raw(*data: bytes, content_type: str = "text/event-stream", code: int = 200) -> Script:
    """Send exactly `data`."""

    def script(wire: Wire) -> None:
        wire.headers(code, content_type)
        for each in data:
            wire.send(each)
        wire.end()

    return script


def endless(piece: str = "on and on ", *, pause: float = 0.001) -> Script:
    """Say `piece` again and again, until nobody listens."""

    def script(wire: Wire) -> None:
        wire.begin()
        while not wire.closing.is_set():
            wire.piece(piece)
            wire.wait(pause)

    return script


def hang_up(wire: Wire) -> None:
    """Close the connection without a word."""


def hang(wire: Wire) -> None:
    """Never answer."""
    wire.wait()


def hang_after(*pieces: str) -> Script:
    """Say `pieces`, then nothing, and keep the connection."""

    def script(wire: Wire) -> None:
        cut_off(*pieces)(wire)
        wire.wait()

    return script


html = raw(b"<html><body>It works!</body></html>", content_type="text/html")
broken_json = raw(b'data: {"choices": [{"delta": {"conte\n\n', b"data: [DONE]\n\n")
empty = reply("")


class Misbehaving:
    """The server. `requests` are those it got: `path`, `key` and the fields of the body."""

    def __init__(self, *scripts: Script) -> None:
        self.scripts = list(scripts)
        self.requests: list[dict[str, Any]] = []
        self._closing = threading.Event()
        self._lock = threading.Lock()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.close_connection = True
                owner._answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        self.base_url = f"{self.root}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def model(self, name: str = "openai:tiny") -> LanguageModel:
        """Return a language model that this server answers for."""
        return load_language_model(name, base_url=self.base_url)

    def says(self, *scripts: Script) -> None:
        """Do `scripts` from now on."""
        with self._lock:
            self.scripts = list(scripts)

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        key = handler.headers["Authorization"]
        with self._lock:
            self.requests.append({"path": handler.path, "key": key, **body})
            script = self.scripts[0] if len(self.scripts) == 1 else self.scripts.pop(0)
        script(Wire(handler, self._closing))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about clients that have gone; they are what is tested."""


def closed_url() -> str:
    """Return a URL at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"
