"""Nothing in the test run, and nothing the program does, reaches beyond this machine."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from chatbot.settings import Settings


def test_a_test_that_reaches_out_fails() -> None:
    with pytest.warns(UserWarning, match="192.0.2.1"), pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_asking_works_in_a_network_namespace_without_any_network(settings: Settings) -> None:
    unshare = shutil.which("unshare")
    probe = [unshare or "", "--user", "--map-root-user", "--net", "true"]
    if unshare is None or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let a test make a network namespace")
    command = [str(Path(sys.executable).with_name("chatbot")), "ask", "What dose of rituximab?"]
    done = subprocess.run(
        [*probe[:-1], *command, "--index", str(settings.index)],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "375 mg" in done.stdout
