"""Locks that builders and readers hold."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from chatbot.errors import LockedIndexError
from chatbot.indexing.locking import READERS, ReadLock, alone_with, building


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / READERS).touch()
    return tmp_path


def test_readers_share_and_keep_a_folder(folder: Path) -> None:
    with alone_with(folder) as alone:
        assert alone
    first, second = ReadLock(folder), ReadLock(folder)
    first.close()
    first.close()
    with alone_with(folder) as alone:
        assert not alone
    second.close()
    with alone_with(folder) as alone:
        assert alone


def test_no_reader_comes_while_a_folder_is_removed(folder: Path) -> None:
    with alone_with(folder) as alone:
        assert alone
        (folder / READERS).unlink()
        with pytest.raises(FileNotFoundError):
            ReadLock(folder)


def test_a_reader_waits_for_one_who_only_looks(folder: Path) -> None:
    looked = threading.Event()

    def look() -> None:
        with alone_with(folder):
            looked.set()
            time.sleep(0.3)

    looking = threading.Thread(target=look)
    looking.start()
    looked.wait(5)
    ReadLock(folder).close()
    looking.join()


def test_a_folder_without_the_file_cannot_be_read_and_can_go(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ReadLock(tmp_path)
    with alone_with(tmp_path) as alone:
        assert alone


def test_a_second_builder_is_told_once_who_is_at_work(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        building(tmp_path, patience=0.0, waiting=told.append),
        pytest.raises(LockedIndexError, match=rf"process {os.getpid()} on .*; wait for it"),
        building(tmp_path, patience=0.3, waiting=told.append),
    ):
        pass
    assert len(told) == 1
    assert told[0].startswith(f"waiting for process {os.getpid()} on ")


def test_the_lock_of_a_killed_builder_is_free_at_once(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from chatbot.indexing.locking import building;"
        "lock = building(Path(sys.argv[1]), patience=0, waiting=print); lock.__enter__();"
        "print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "held\n"
        process.kill()
        process.wait(10)
    with building(tmp_path, patience=0.0, waiting=pytest.fail):
        pass
