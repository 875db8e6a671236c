"""What the tests share: an index over the shipped corpus, and the seeds where they are at hand."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as bounds
from playwright.sync_api import Browser, sync_playwright

from chatbot.chatbot import Chatbot
from chatbot.maintaining import build_index
from chatbot.settings import Settings, load_settings
from tests.gibberish import gibberish
from tests.library import write_library

# A shell that runs the tests in the background ignores it, and so would what they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

bounds.register_profile("noisy", deadline=None)  # how fast something is, `make bench` says
bounds.load_profile("noisy")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no `CHATBOT_` variable of the developer's shell decide a test."""
    for name in [name for name in os.environ if name.startswith("CHATBOT_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The shipped articles."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def settings(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a built index over the shipped articles; not to be rebuilt by a test."""
    settings = load_settings(corpus=corpus, index=tmp_path_factory.mktemp("index"))
    build_index(settings, lambda stage, done, total: None)
    return settings


@pytest.fixture(scope="session")
def chatbot(settings: Settings) -> Chatbot:
    """A chatbot over the shipped articles."""
    return Chatbot(settings)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a built index over made-up articles of several kinds and statuses."""
    folder = tmp_path_factory.mktemp("library")
    write_library(folder / "corpus")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    build_index(settings, lambda stage, done, total: None)
    return settings


@pytest.fixture(scope="session")
def seeds_chatbot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    """A chatbot over the two real pages, where they are at hand."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip("the real pages (../shared/seeds) are not here")
    settings = load_settings(corpus=SHARED / "seeds", index=tmp_path_factory.mktemp("seeds"))
    build_index(settings, lambda stage, done, total: None)
    return Chatbot(settings)


@pytest.fixture(scope="session")
def gibberish_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Base URL and model name of a real server whose model talks nonsense; takes 15 s to start."""
    pytest.importorskip("accelerate", reason="accelerate, which the server needs, is not installed")
    with gibberish(tmp_path_factory.mktemp("gibberish")) as server:
        yield server


def cache_with_the_converted_model(tmp_path: Path) -> Path:
    """Return a cache of its own that shares the converted model, which takes seconds to make."""
    cache = tmp_path / "cache"
    cache.mkdir()
    for path in load_settings().cache.glob("all-MiniLM-L6-v2-*"):
        (cache / path.name).symlink_to(path)
    return cache


class Ran:
    """A finished command."""

    def __init__(self, done: "subprocess.CompletedProcess[str]") -> None:
        self.status = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def json(self) -> Any:
        """Return the one JSON document on stdout."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run the installed command in a process of its own."""

    def run(
        *arguments: str | Path,
        stdin: str = "",
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Ran:
        command = [str(Path(sys.executable).with_name("chatbot")), *map(str, arguments)]
        return Ran(
            subprocess.run(
                command,
                input=stdin,
                capture_output=True,
                text=True,
                cwd=cwd,
                env={**os.environ, **(env or {})},
                timeout=120,
                check=False,
            )
        )

    return run


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; tests skip without it unless TEST_BROWSER says "required".

    One a module: while Playwright runs, no test of this thread can start an event loop.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("TEST_BROWSER") == "required":
            pytest.fail("no chromium on this machine, and a browser is required")
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
