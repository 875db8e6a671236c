"""A re-index killed at any moment: readers get whole answers, and the next one succeeds.

Every article of the corpus states the same number of days, another one in each edition: an
answer of two editions at once would show two numbers. `make test-faults` kills 60 times.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatbot.indexing.generations import Generations
from chatbot.indexing.verifying import verify_apart

PROJECT = Path(__file__).parents[2]
KILLS = int(os.environ.get("TEST_FAULTS", "4"))
THINGS = ("ankle", "knee", "wrist", "elbow", "shoulder", "hip", "thumb", "heel", "toe", "neck")
ARTICLE = """Test page: how is an {thing} cared for?

Last updated: March 3, 2025View editorial policy

First Steps

  • Rest the {thing} for {days} days
  • Cool the {thing} on each of these {days} days

Later Steps

  • Move the {thing} gently after {days} days of rest
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3000)]


class Place:
    """A corpus, its index, and the commands on them."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index = folder / "corpus", folder / "index"
        self.corpus.mkdir()
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(PROJECT),
            "CHATBOT_CORPUS": str(self.corpus),
            "CHATBOT_INDEX": str(self.index),
        }

    def edit(self, days: int) -> None:
        """Let every article state `days`."""
        for thing in THINGS:
            words = ARTICLE.format(thing=thing, days=days)
            (self.corpus / f"{thing}.txt").write_text(words, encoding="utf-8")

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
            start_new_session=True,
        )

    def run(self) -> dict[str, int | str]:
        """Index; return what the command prints."""
        done = self.start("chatbot", "index", "--json")
        out, err = done.communicate(timeout=120)
        assert done.returncode == 0, err
        counts: dict[str, int | str] = json.loads(out)
        return counts


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


class Reader:
    """A process that asks all the while; its answers are read when it is stopped."""

    def __init__(self, place: Place) -> None:
        self._file = (place.index.parent / "answers.jsonl").open("w+", encoding="utf-8")
        self._errors = (place.index.parent / "errors.txt").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.reader", place.corpus, place.index, *THINGS],
            stdout=self._file,
            stderr=self._errors,
            env=place.environment,
            cwd=PROJECT,
        )

    def answers(self) -> Iterator[dict[str, object]]:
        """Stop asking; yield what was answered."""
        assert self.process.poll() is None, self.errors()
        self.process.terminate()
        self.process.wait(timeout=30)
        self._file.seek(0)
        lines = self._file.read().splitlines()
        self._file.close()
        self._errors.close()
        for line in lines[:-1]:  # the last one may be cut short
            yield json.loads(line)

    def errors(self) -> str:
        self._errors.seek(0)
        return self._errors.read()


def kill(process: "subprocess.Popen[str]") -> bool:
    """Kill a command and all that it started; tell whether it was still at work."""
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return running


def test_a_killed_index_leaves_whole_answers_and_the_next_one_succeeds(place: Place) -> None:
    chance = random.Random(int(os.environ.get("TEST_SEED", "5")))
    place.edit(10)
    place.run()
    started = time.monotonic()
    place.edit(11)
    place.run()
    whole_run = time.monotonic() - started
    reader = Reader(place)
    killed = rounds = 0
    while killed < KILLS:
        rounds += 1
        place.edit(12 + rounds)
        indexing = place.start("chatbot", "index")
        time.sleep(chance.uniform(0.0, whole_run))
        if kill(indexing):
            killed += 1
        else:
            whole_run *= 0.8  # the machine is faster than it was
        assert reader.process.poll() is None, reader.errors()
        counts = place.run()
        assert counts["articles"] == len(THINGS)
        current = Generations(place.index).current()
        assert current.manifest.generation == counts["generation"]
        assert f"{12 + rounds} days" in current.article("toe").text
        verify_apart(current.folder)
        assert len(list((place.index / "generations").iterdir())) <= 4
        del current
    asked = list(reader.answers())
    assert asked, reader.errors()
    for answer in asked:
        assert answer["outcome"] == "answered"
        assert len(answer["days"]) == 1, answer  # type: ignore[arg-type]
    by_generation: dict[object, set[object]] = {}
    for answer in asked:
        by_generation.setdefault(answer["generation"], set()).add(str(answer["days"]))
    assert all(len(editions) == 1 for editions in by_generation.values())
    sys.stdout.write(
        f"{killed} runs killed, {len(asked)} answers from {len(by_generation)} "
        "generations, all whole\n"
    )


def test_two_indexers_at_once_both_end_well(place: Place) -> None:
    place.edit(10)
    both = [place.start("chatbot", "index", "--json") for _ in range(2)]
    ended = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], ended
    reports = [json.loads(out) for out, _ in ended]
    assert len({report["generation"] for report in reports}) == 1
    assert sorted(report["embedded"] for report in reports)[0] == 0
    waited = "".join(err for _, err in ended)
    assert "waiting for process" in waited
    assert f"process {both[0].pid}" in waited or f"process {both[1].pid}" in waited


def test_an_interrupted_index_says_so_and_leaves_nothing(place: Place) -> None:
    place.edit(10)
    place.run()
    before = Generations(place.index).names()
    place.edit(11)
    indexing = place.start("chatbot", "index")
    generations = place.index / "generations"
    until = time.monotonic() + 60
    while len(list(generations.iterdir())) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(indexing.pid, signal.SIGINT)
    _, err = indexing.communicate(timeout=60)
    assert indexing.returncode == 130, err
    assert "nothing that was there is lost" in err
    assert Generations(place.index).names() == before
    assert len(list(generations.iterdir())) == 1
