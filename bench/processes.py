"""`chatbot ask` and `chatbot serve` as whole processes, on an index over the shipped corpus.

Run as a program, this module starts the command it is given and prints that command's seconds
and peak memory. The command needs so small a parent: on Linux the peak of a process counts
what its parent held when it was started.
"""

import json
import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import PROJECT, Figure, median_at_most
from chatbot.resources import shipped

_QUESTION = "How is an acute attack of neuromyelitis optica treated?"
_ASK_RUNS = 7
_SERVE_RUNS = 3
_SECONDS_TO_WAIT = 120.0
_CHATBOT = str(Path(sysconfig.get_path("scripts")) / "chatbot")
_ASK_AND_LOOK = (
    "import sys; from chatbot.cli import app; app(sys.argv[1:], standalone_mode=False); "
    "print('torch' in sys.modules, file=sys.stderr)"
)


def ask_figures(work: Path) -> list[Figure]:
    """Measure `chatbot ask` from its start to its exit."""
    ask = ["ask", _QUESTION, *_folders(work)]
    runs = [_measured([_CHATBOT, *ask]) for _ in range(1 + _ASK_RUNS)][1:]
    looked = _run([sys.executable, "-c", _ASK_AND_LOOK, *ask]).stderr.split()[-1]
    return [
        median_at_most("ask", "whole process", [s for s, _ in runs], 3.0, "s"),
        median_at_most("ask", "peak memory", [mib for _, mib in runs], 450.0, "MiB"),
        Figure(
            group="ask",
            name="torch imported",
            value={"True": "yes", "False": "no"}[looked],
            bound="no",
            met=looked == "False",
        ),
    ]


def serve_figures(work: Path) -> list[Figure]:
    """Measure how long `chatbot serve` takes until the page is there and ready."""
    folders = _folders(work)
    samples = [_seconds_to_page(folders) for _ in range(_SERVE_RUNS)]
    return [median_at_most("serve", "page ready", samples, 8.0, "s", "GET / 200, /health ready")]


def _folders(work: Path) -> list[str]:
    """Return the options for the shipped corpus and an index of it, built when first needed."""
    index = work / "shipped"
    options = ["--corpus", str(shipped("corpus")), "--index", str(index)]
    if not (index / "CURRENT").is_file():
        _run([_CHATBOT, "index", *options])
    return options


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench: {' '.join(command)} failed:\n{done.stderr}")
    return done


def _measured(command: list[str]) -> tuple[float, float]:
    """Return the seconds that `command` took and the MiB that it held at most."""
    done = _run([sys.executable, "-m", "bench.processes", *command])
    seconds, mib = json.loads(done.stdout)
    return seconds, mib


def _measure_here(command: list[str]) -> tuple[float, float]:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit / 2**20


def _seconds_to_page(folders: list[str]) -> float:
    started = time.perf_counter()
    with serving(folders):
        return time.perf_counter() - started


@contextmanager
def serving(options: list[str]) -> Iterator[str]:
    """Give the address of a page that is there and ready, until the end of the block."""
    port = _free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        [_CHATBOT, "serve", "--port", str(port), *options],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _is_ready(port):
            if process.poll() is not None or time.perf_counter() - started > _SECONDS_TO_WAIT:
                raise SystemExit("bench: chatbot serve did not open its page")
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_ready(port: int) -> bool:
    """Return whether the page is there; a port open before its server makes this wait."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/", timeout=_SECONDS_TO_WAIT) as page:
            there = page.status == 200 and bool(page.read())
        with opener.open(f"http://127.0.0.1:{port}/health", timeout=_SECONDS_TO_WAIT) as health:
            return there and json.load(health)["status"] == "ready"
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    print(json.dumps(_measure_here(sys.argv[1:])))
