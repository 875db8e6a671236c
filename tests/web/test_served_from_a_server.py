"""Pages and commands on several machines over one Chroma server, which may stop and come back."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chatbot.chatbot import Chatbot
from chatbot.errors import ServerError
from chatbot.retrieval.limiting import Within
from chatbot.settings import Settings, load_settings
from tests.conftest import Run
from tests.indexing.chroma import ChromaServer
from tests.web.conftest import served

WITHIN_SECONDS = 5
QUESTION = "What dose of rituximab?"


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


def health(address: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=10) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.mark.slow
def test_commands_and_a_page_share_a_server_that_stops_and_comes_back(
    chroma: ChromaServer, settings: Settings, chatbot: Chatbot, tmp_path: Path, run: Run
) -> None:
    there = {"CHATBOT_CHROMA_URL": f"{chroma.url}/articles"}
    builder = ["--corpus", settings.corpus, "--index", tmp_path / "builder"]
    reader = ["--corpus", settings.corpus, "--index", tmp_path / "reader"]
    report = run("index", *builder, "--json", env=there).json()
    (kept,) = run("index", "--status", *reader, "--json", env=there).json()["generations"]
    assert (kept["name"], kept["is_current"]) == (report["generation"], True)
    assert run("index", "--verify", *reader, "--json", env=there).json()["whole"] is True
    refused = run("index", "--rollback", *reader, env=there)
    assert (refused.status, refused.err.count("\n")) == (1, 1)
    assert "there is no earlier index" in refused.err

    far = Chatbot(
        load_settings(
            corpus=settings.corpus,
            index=tmp_path / "reader",
            chroma_url=there["CHATBOT_CHROMA_URL"],
        )
    )
    for within in (Within(), Within(articles=("nmo-treatment",))):
        answer, expected = (bot.ask(QUESTION, within=within)[0] for bot in (far, chatbot))
        assert answer.text == expected.text
        assert answer.confidence == pytest.approx(expected.confidence)

    usual = far.ask(QUESTION)[0].text
    page_settings = settings.model_copy(update={"index": tmp_path / "page"})
    with served(page_settings, **there) as address:
        assert health(address) == (200, {"status": "ready", "generation": report["generation"]})
        chroma.stop()
        started = time.monotonic()
        with pytest.raises(ServerError, match="cannot be reached"):
            far.ask(QUESTION)
        status, problem = health(address)
        assert (status, "cannot be reached" in problem["problem"]) == (503, True)
        assert time.monotonic() - started < WITHIN_SECONDS
        chroma.start()
        assert far.ask(QUESTION)[0].text == usual
        assert health(address)[0] == 200
    stopped = run("ask", QUESTION, *reader, env={"CHATBOT_CHROMA_URL": "http://127.0.0.1:9"})
    assert (stopped.status, stopped.err.count("\n")) == (1, 1)
    assert "http://127.0.0.1:9/default_database: the Chroma server cannot be reached" in stopped.err
