"""The commands look up no host and connect to none: judged by their system calls."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chatbot.settings import Settings

_STRACE = shutil.which("strace")
_ELSEWHERE = re.compile(
    r"connect\(\d+, \{sa_family=AF_INET6?,[^}]*"
    r'(?:inet_addr\("(?!127\.)|inet_pton\(AF_INET6, "(?!::1"))'
    r"|htons\(53\)"
)
_SERVED = 12.0
"""Seconds; onnxruntime sent its first report within five of being loaded."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _traced(log: Path, *arguments: str) -> list[str]:
    command = Path(sys.executable).with_name("chatbot")
    calls = "trace=connect,sendto,sendmsg,sendmmsg"
    return [str(_STRACE), "-f", "-qq", "-e", calls, "-o", str(log), str(command), *arguments]


def _reaching_out(log: Path) -> list[str]:
    return [
        line for line in log.read_text(errors="replace").splitlines() if _ELSEWHERE.search(line)
    ]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    log = tmp_path / "calls"
    if _STRACE is None:
        pytest.skip("strace, which shows the system calls, is not installed")
    probe = subprocess.run(
        [_STRACE, "-o", str(log), "true"], capture_output=True, check=False, timeout=30
    )
    if probe.returncode:
        pytest.skip("this machine does not let a test trace a process")
    return log


def test_such_a_call_would_be_seen(log: Path) -> None:
    program = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
    program += "s.connect(('192.0.2.1', 9))"
    subprocess.run(
        [
            str(_STRACE),
            "-f",
            "-qq",
            "-e",
            "trace=connect",
            "-o",
            str(log),
            sys.executable,
            "-c",
            program,
        ],
        check=True,
    )
    assert _reaching_out(log)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["ask", "What dose of rituximab?"], ["index", "--rebuild"]])
def test_a_command_reaches_no_host(
    log: Path, tmp_path: Path, settings: Settings, arguments: list[str]
) -> None:
    index = settings.index if arguments[0] == "ask" else tmp_path / "index"
    done = subprocess.run(
        _traced(log, *arguments, "--index", str(index)),
        capture_output=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert _reaching_out(log) == []


@pytest.mark.slow
def test_the_page_reaches_no_host(log: Path, settings: Settings) -> None:
    port = _free_port()
    environment = {**os.environ, "CHATBOT_PORT": str(port)}
    page = subprocess.Popen(
        _traced(log, "serve", "--index", str(settings.index)),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_until_it_listens(port)
        time.sleep(_SERVED)
    finally:
        os.killpg(page.pid, signal.SIGKILL)
        page.wait(timeout=30)
    assert _reaching_out(log) == []


def _wait_until_it_listens(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    pytest.fail("the page did not start")
