"""Where generations are kept: the same tests run over a folder and over a real server."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatbot.indexing.generations import Generations
from chatbot.indexing.server import Server
from chatbot.indexing.server_generations import ServerGenerations
from tests.indexing.chroma import ChromaServer


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A running server; a test that stops it starts one of its own."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database() -> str:
    """A database that no other test uses."""
    return f"test-{secrets.token_hex(8)}"


@pytest.fixture(params=["folder", "server"])
def generations(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> Generations:
    """No generations yet, in a folder or on a server."""
    if request.param == "folder":
        return Generations(tmp_path / "index")
    chroma: ChromaServer = request.getfixturevalue("chroma")
    return ServerGenerations(tmp_path / "index", Server(chroma.address(database)))
