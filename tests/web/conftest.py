"""A real server, and its page in a real browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from chatbot.settings import Settings
from chatbot.web.marks import FILE

expect.set_options(timeout=15_000)  # on two busy cores an answer may take more than the usual 5 s


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def served(settings: Settings, folder: Path | None = None, /, **environment: str) -> Iterator[str]:
    """Serve the page over the index of `settings`, in a `folder`; give its address."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("chatbot")), "serve", "--port", str(port)]
    places = ["--corpus", str(settings.corpus.resolve()), "--index", str(settings.index.resolve())]
    environment = {**os.environ, **environment}
    with subprocess.Popen(
        [*command, *places], stderr=subprocess.PIPE, text=True, env=environment, cwd=folder
    ) as server:
        try:
            wait_until_ready(f"http://127.0.0.1:{port}/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the page is served: what readers say of answers goes below it."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def feedback_file(folder: Path) -> Path:
    """The evaluators' file of the served page."""
    return folder / FILE


@pytest.fixture(scope="session")
def address(settings: Settings, folder: Path) -> Iterator[str]:
    """The address of a served page over the shipped articles."""
    with served(settings, folder) as address:
        yield address


@pytest.fixture(scope="session")
def library_address(library: Settings) -> Iterator[str]:
    """The address of a served page over the made-up articles."""
    with served(library) as address:
        yield address


def wait_until_ready(url: str, server: "subprocess.Popen[str]") -> None:
    """Wait until the server answers; fail if it stops or takes over three minutes."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise AssertionError(f"the server stopped: {server.stderr and server.stderr.read()}")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server was not ready within 180 s")


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page, opened at desktop size; fails the test on any request to elsewhere."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    outside: list[str] = []
    page.on("request", lambda r: None if _is_local(r.url, address) else outside.append(r.url))
    page.goto(address)
    page.wait_for_selector("#question textarea")
    yield page
    context.close()
    assert outside == []


def _is_local(url: str, address: str) -> bool:
    return url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))
