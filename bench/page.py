"""The page in a real Chromium: how long a person waits for it, and for the first words."""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from bench.figures import Figure, median_at_most, percentile_at_most
from bench.larger_corpus import corpus_folder, full_index, some_questions
from bench.processes import serving
from chatbot.chatbot import Chatbot
from chatbot.settings import Settings

_LOADS = 5
_WAIT = "Enter to first words, "
_DISTINCT = 20
"""Questions that are asked in turn, so that early and late ones are the same."""
_TURNS = 100
_FIRST_WORDS = """
question => new Promise((shown, failed) => {
  const asked = document.querySelectorAll("#log .exchange").length;
  const box = document.querySelector("#question textarea");
  const watching = new MutationObserver(() => {
    const reply = document.querySelectorAll("#log .exchange")[asked]?.querySelector(".bot");
    if (!reply?.textContent || reply.querySelector(".under-way")) return;
    watching.disconnect();
    requestAnimationFrame(() => setTimeout(() => shown(performance.now() - began)));
  });
  watching.observe(document.getElementById("log"), { subtree: true, childList: true });
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  let began = 0;
  setTimeout(() => {
    began = performance.now();
    for (const type of ["keydown", "keypress", "keyup"]) {
      box.dispatchEvent(new KeyboardEvent(type, { key: "Enter", bubbles: true }));
    }
  }, 50);
  setTimeout(() => failed(new Error("no words within 20 s")), 20000);
})
"""
"""Milliseconds from Enter until the first words of the answer have been painted."""


def page_figures(work: Path) -> list[Figure]:
    """Measure loading, the first words, and how both fare in a long conversation."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return [Figure(group="page", name="not measured", value="no chromium on this machine")]
    settings, report = full_index(work)
    questions = (some_questions(corpus_folder()) * _DISTINCT)[:_DISTINCT]
    own = _own_milliseconds(settings, questions)
    options = ["--corpus", str(settings.corpus), "--index", str(settings.index)]
    with serving(options) as address, _browser(chromium) as browser:
        loads = [_load(_new_page(browser), address) for _ in range(_LOADS)]
        page = _new_page(browser)
        _load(page, address)
        waits = [_wait(page, questions[turn % _DISTINCT]) for turn in range(_TURNS)]
    early, late = waits[:_DISTINCT], waits[-_DISTINCT:]
    return [
        median_at_most("page", "load to interactive", loads, 2.5, "s"),
        percentile_at_most(
            "page", _WAIT, waits, 50, 400.0, f"{_TURNS} turns, {report.chunks} chunks"
        ),
        percentile_at_most("page", _WAIT, waits, 95, 800.0, f"max {max(waits):.0f} ms"),
        Figure(
            group="page",
            name="Enter to first words : the answer alone",
            value=float(np.median(waits) / np.median(own)),
            note=f"the answer alone, in one process: p50 {np.median(own):.0f} ms",
        ),
        _growth(early, late),
    ]


def _growth(early: Sequence[float], late: Sequence[float]) -> Figure:
    ratio = float(np.median(late) / np.median(early))
    return Figure(
        group="page",
        name=f"last {len(late)} turns : first {len(early)}",
        value=ratio,
        bound="<= 1.2",
        met=ratio <= 1.2,
        note=f"p50 {np.median(early):.0f} and {np.median(late):.0f} ms, the same questions",
    )


def _own_milliseconds(settings: Settings, questions: Sequence[str]) -> list[float]:
    chatbot = Chatbot(settings)
    chatbot.warm_up()
    taken = []
    for question in questions:
        started = time.perf_counter()
        chatbot.ask(question)
        taken.append(1000 * (time.perf_counter() - started))
    return taken


@contextmanager
def _browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


def _new_page(browser: Browser) -> Page:
    """Return a page of a browser that has nothing of ours in its cache."""
    return browser.new_context(viewport={"width": 1440, "height": 900}).new_page()


def _load(page: Page, address: str) -> float:
    """Return the seconds until a question can be typed and would be sent."""
    started = time.perf_counter()
    page.goto(address)
    page.wait_for_function("window.guidelineChatbot && document.querySelector('#log')")
    page.locator("#question textarea").click()
    return time.perf_counter() - started


def _wait(page: Page, question: str) -> float:
    milliseconds: float = page.evaluate(_FIRST_WORDS, question)
    page.wait_for_selector("body:not(.answering)")
    page.wait_for_timeout(100)
    return milliseconds
