"""A real Chroma server in a process of its own, and folders or servers to build into."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from chatbot.indexing.address import Address


class ChromaServer:
    """`chroma run` over a folder, on a port that stays the same when it is started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def address(self, database: str = "default_database") -> Address:
        return Address(scheme="http", host="127.0.0.1", port=self.port, database=database)

    def start(self) -> None:
        command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
        places = ["--path", str(self._folder), "--port", str(self.port)]
        self._process = subprocess.Popen(
            [*command, *places],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "ANONYMIZED_TELEMETRY": "False", "DO_NOT_TRACK": "1"},
        )
        until = time.monotonic() + 30
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=1):
                    return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def send(self, signal: int) -> None:
        assert self._process is not None
        self._process.send_signal(signal)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
