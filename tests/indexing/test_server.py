"""Generations on a real Chroma server: what only several machines, or a server, can do wrong."""

import gc
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chatbot.assembling import open_generations
from chatbot.errors import (
    DamagedGenerationError,
    LockedIndexError,
    NoGenerationError,
    ServerError,
    SettingsError,
)
from chatbot.indexing import server_generations, server_locking
from chatbot.indexing.address import Address, parse_address
from chatbot.indexing.building import BuildOptions, BuildReport, build
from chatbot.indexing.generations import Generations
from chatbot.indexing.locking import building
from chatbot.indexing.server import Server
from chatbot.indexing.server_generations import ServerGenerations
from chatbot.indexing.sources import CorpusSource
from chatbot.indexing.verifying import verify_apart
from chatbot.settings import load_settings
from tests.fakes import WordEmbedder
from tests.indexing.chroma import ChromaServer
from tests.indexing.verifying_here import verify_here

ROOT = Path(__file__).parents[2]
WITHIN_SECONDS = 5
WORDS = "# Care of the {thing}\n\n## Care\n\n- Rest the {thing} for {number} days.\n"


def unheard(stage: str, done: int, total: int) -> None:
    pass


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    write(folder, 2)
    return folder


def write(folder: Path, number: int) -> None:
    folder.mkdir(exist_ok=True)
    for thing in ("ankle", "knee", "wrist"):
        words = WORDS.format(thing=thing, number=number)
        (folder / f"{thing}.md").write_text(words, encoding="utf-8")


@pytest.fixture
def builder(chroma: ChromaServer, database: str, tmp_path: Path) -> ServerGenerations:
    return at(chroma.address(database), tmp_path / "builder")


@pytest.fixture
def reader(chroma: ChromaServer, database: str, tmp_path: Path) -> ServerGenerations:
    """On another machine: nothing but the address is shared."""
    return at(chroma.address(database), tmp_path / "reader")


def at(address: Address, index: Path) -> ServerGenerations:
    return ServerGenerations(index, Server(address))


def built(corpus: Path, generations: Generations, **options: Any) -> BuildReport:
    return build(
        CorpusSource(corpus, max_bytes=1_000_000),
        generations,
        WordEmbedder(),
        report=unheard,
        options=BuildOptions(**{"verify": verify_here, **options}),
    )


def test_a_reader_with_an_empty_disk_finds_all_that_was_built(
    corpus: Path, builder: ServerGenerations, reader: ServerGenerations
) -> None:
    report = built(corpus, builder)
    generation = reader.current()
    assert generation.manifest.generation == report.generation
    assert generation.article("knee").text == builder.current().article("knee").text
    assert len(generation.dense) == len(generation.lexical) == len(generation.chunks) == 6
    for row in range(6):
        assert generation.dense.search(generation.vectors[row], 1)[0][0] == row
    assert generation.damage(thorough=True) == {}
    reader.verify(report.generation, verify_apart)


def test_a_file_of_several_pieces_travels_whole(
    chroma: ChromaServer, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.indexing.server._PIECE", 10)
    server = Server(chroma.address(database))
    server.make_database()
    server.create("files", {"a": 1})
    sizes = {str(size): size for size in (0, 1, 9, 10, 11, 30, 4)}
    for name, size in sizes.items():
        (tmp_path / name).write_bytes(os.urandom(size))
    server.send("files", tmp_path, sizes)
    found = dict.fromkeys(sizes, b"")
    for name, content in server.receive("files", sizes):
        found[name] += content
    assert found == {name: (tmp_path / name).read_bytes() for name in sizes}


def test_readers_see_a_new_generation_at_their_next_question_and_going_back(
    corpus: Path, builder: ServerGenerations, reader: ServerGenerations
) -> None:
    first = built(corpus, builder)
    old = reader.current()
    write(corpus, 3)
    second = built(corpus, builder)
    new = reader.current()
    assert [old.manifest.generation, new.manifest.generation] == [
        first.generation,
        second.generation,
    ]
    assert "for 2 days" in old.article("knee").text
    assert "for 3 days" in new.article("knee").text
    assert old.dense.search(old.vectors[0], 1)[0][0] == 0
    assert builder.roll_back(unheard) == (second.generation, first.generation)
    assert reader.current() is old
    assert reader.drafts() == [second.generation]
    assert reader.publish_draft(unheard) == second.generation
    assert builder.current_name() == second.generation


def test_a_draft_is_seen_by_nobody_until_it_is_published(
    corpus: Path, builder: ServerGenerations, reader: ServerGenerations
) -> None:
    draft = built(corpus, builder, publish=False)
    assert not draft.published
    with pytest.raises(NoGenerationError, match="run: chatbot index"):
        reader.current()
    assert reader.publish_draft(unheard) == draft.generation
    assert reader.current().manifest.generation == draft.generation
    (kept,) = reader.kept()
    assert (kept.articles, kept.chunks, kept.is_current) == (3, 6, True)
    assert kept.size > 10_000


def test_another_indexer_embeds_only_what_changed(
    corpus: Path, builder: ServerGenerations, reader: ServerGenerations
) -> None:
    built(corpus, builder)
    (corpus / "knee.md").unlink()
    report = built(corpus, reader)
    assert (report.articles, report.embedded, report.removed) == (2, 0, 2)
    assert builder.current_name() == report.generation


def test_a_damaged_copy_is_fetched_again(
    corpus: Path, builder: ServerGenerations, reader: ServerGenerations
) -> None:
    name = built(corpus, builder).generation
    folder = reader.current().folder
    with (folder / "articles.jsonl").open("r+b") as file:
        file.truncate(10)
    assert reader.load(name).article("knee").article_id == "knee"
    (folder / "manifest.json").unlink()
    assert reader.load(name).article("knee").article_id == "knee"


@pytest.mark.parametrize("part", ["files", "chunks", "a piece", "a row"])
def test_what_the_server_lost_is_said_and_built_again(
    part: str, corpus: Path, builder: ServerGenerations, reader: ServerGenerations
) -> None:
    name = built(corpus, builder).generation
    server = Server(builder.address)
    if part in ("files", "chunks"):
        server.remove(f"{part}-{name}")
    elif part == "a piece":
        server.collection(f"files-{name}").delete(ids=["articles.jsonl@0"])
    else:
        chunks = server.collection(f"chunks-{name}")
        chunks.delete(ids=chunks.get(limit=1)["ids"])
    with pytest.raises(DamagedGenerationError, match="run: chatbot index"):
        reader.current()
    report = built(corpus, at(builder.address, reader.index.parent / "third"))
    assert report.generation != name
    assert reader.current().manifest.generation == report.generation


def test_old_generations_go_only_when_nobody_can_be_reading_them(
    corpus: Path,
    builder: ServerGenerations,
    reader: ServerGenerations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = built(corpus, builder)
    old = reader.current()
    write(corpus, 3)
    built(corpus, builder, keep=1)
    assert first.generation in builder.names()
    assert old.dense.search(old.vectors[0], 1)[0][0] == 0
    monkeypatch.setattr(server_generations, "GRACE", 0.0)
    write(corpus, 4)
    last = built(corpus, builder, keep=1)
    assert builder.names() == [last.generation]
    assert sorted(Server(builder.address).collections()) == sorted(
        ["current", f"files-{last.generation}", f"chunks-{last.generation}"]
    )
    gc.collect()  # the build had the copies of earlier ones open itself
    builder._tidy()
    assert [path.name for path in builder.folder("").iterdir()] == [last.generation]
    with pytest.raises(DamagedGenerationError, match="ask again"):
        old.dense.search(old.vectors[0], 1)
    assert reader.current().manifest.generation == last.generation
    assert reader.folder(first.generation).exists(), "it is still open"
    del old


@pytest.mark.slow
@pytest.mark.parametrize("place", ["write_dense", "send", "publish", "note"])
def test_a_build_that_is_killed_anywhere_leaves_the_old_generation(
    place: str, corpus: Path, builder: ServerGenerations, reader: ServerGenerations
) -> None:
    """`send`: half of the files are sent; `note`: all but the pointer is published."""
    first = built(corpus, builder)
    write(corpus, 3)
    assert killed_in(place, corpus, builder) == -signal.SIGKILL
    assert reader.current().manifest.generation == first.generation
    assert reader.current().article("knee").text.count("2 days") == 1
    started = time.monotonic()
    report = built(corpus, builder)
    assert time.monotonic() - started < 20, "the lock of the killed build was waited for"
    assert "3 days" in reader.current().article("knee").text
    left = {name.partition("-")[2] for name in Server(builder.address).collections()}
    assert left == {"", first.generation, report.generation}


KILLED = """
import json, os, signal, sys
from pathlib import Path
from chatbot.indexing.address import Address
from chatbot.indexing.server import Server
from chatbot.indexing.server_generations import ServerGenerations
from tests.indexing.test_server import built

place, corpus, index, address = sys.argv[1:]
owner = ServerGenerations if hasattr(ServerGenerations, place) else Server
usual = getattr(owner, place)

def killed(self, name, *rest, **more):
    if place == "write_dense":
        usual(self, name, *rest, **more)
    if place == "send":
        usual(self, name, rest[0], dict(list(rest[1].items())[:10]))
    if place != "note" or name == "current":
        os.kill(os.getpid(), signal.SIGKILL)
    return usual(self, name, *rest, **more)

setattr(owner, place, killed)
built(Path(corpus), ServerGenerations(Path(index), Server(Address(**json.loads(address)))))
"""


def killed_in(place: str, corpus: Path, builder: ServerGenerations) -> int:
    """Build in another process that kills itself in the method `place`; return its status."""
    address = {name: getattr(builder.address, name) for name in Address.__slots__}
    arguments = [place, str(corpus), str(builder.index.parent), json.dumps(address)]
    paths = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        check=False,
        timeout=60,
    )
    return done.returncode


def test_two_machines_build_one_after_the_other(
    corpus: Path, builder: ServerGenerations, reader: ServerGenerations
) -> None:
    reports: list[BuildReport] = []
    threads = [
        threading.Thread(target=lambda place=place: reports.append(built(corpus, place)))
        for place in (builder, reader)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({report.generation for report in reports}) == 1
    assert sorted(report.embedded for report in reports) == [0, 6]


def test_who_builds_elsewhere_is_named_and_a_lock_that_stands_still_is_taken_over(
    builder: ServerGenerations, reader: ServerGenerations, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    with builder.building(patience=0, waiting=told.append):
        with (
            pytest.raises(LockedIndexError, match=f"process {os.getpid()} on"),
            reader.building(patience=0.1, waiting=told.append),
        ):
            pass
        assert len(told) == 1
        monkeypatch.setattr(server_locking, "STALE", 1.0)
        with reader.building(patience=10, waiting=told.append):
            name = "20260101-000000-00000000"
            Server(builder.address).create(f"files-{name}", {"whole": True})
            with pytest.raises(LockedIndexError, match="another build took over"):
                builder.publish(name)
    assert builder.current_name() is None
    with reader.building(patience=0, waiting=told.append):
        pass  # neither left a lock behind


def test_a_lock_that_is_kept_fresh_is_not_taken_over(
    builder: ServerGenerations, reader: ServerGenerations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_locking, "_BEAT_SECONDS", 0.2)
    monkeypatch.setattr(server_locking, "STALE", 1.5)
    with (
        builder.building(patience=0, waiting=lambda words: None),
        pytest.raises(LockedIndexError, match="has held the lock"),
        reader.building(patience=3, waiting=lambda words: None),
    ):
        pass


def test_a_copy_under_way_is_not_tidied_away(
    corpus: Path, builder: ServerGenerations, reader: ServerGenerations
) -> None:
    name = built(corpus, builder).generation
    with reader._copy(name) as copy:
        reader.current()  # fetches, and tidies
        assert (copy / "manifest.json").is_file()
    with building(reader.index, patience=0, waiting=lambda words: None):
        unfinished = reader.folder("20260101-000000-00000000")
        unfinished.mkdir()
        reader._tidy()
        assert unfinished.is_dir(), "a build is under way"
    reader._tidy()
    assert [path.name for path in unfinished.parent.iterdir()] == [name]


@contextmanager
def answering(reply: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """Serve `reply` to whatever is asked; None: take connections and never answer."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        held: list[socket.socket] = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                held.append(connection)
                asked.append(connection.recv(65536))
                if reply is not None:
                    connection.sendall(reply)
                    connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
        listener.shutdown(socket.SHUT_RDWR)
        for connection in held:
            connection.close()
        thread.join()


def said(status: str, body: str) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return (head + body).encode()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (None, "does not answer within 2 s"),
        (said("404 Not Found", "<html>"), "no Chroma server with the API v2.*status 404"),
        (said("404 Not Found", '{"detail":"Not Found"}'), "no Chroma server with the API v2"),
        (said("410 Gone", '{"error":"Unimplemented","message":"old"}'), "API v2.*status 410"),
        (said("200 OK", "<html>hello</html>"), "no Chroma server with the API v2"),
        (said("200 OK", "{}"), "no Chroma server with the API v2"),
        (said("200 OK", "[]"), "no Chroma server with the API v2"),
        (said("302 Found", ""), "no Chroma server with the API v2"),
        (said("401 Unauthorized", ""), "refuses access.*CHATBOT_CHROMA_TOKEN"),
        (said("403 Forbidden", '{"error":"AuthError"}'), "refuses access"),
        (said("503 Service Unavailable", "busy"), "status 503"),
        (said("500 Oh", '{"error":"InternalError","message":"disk"}'), "status 500 .disk."),
        (said("200 OK", "x" * 9)[:-3], "cannot be reached"),
        (b"", "cannot be reached"),
        (b"SSH-2.0-x\r\n", "cannot be reached"),
    ],
)
def test_what_is_no_working_chroma_server_is_said_in_time(
    reply: bytes | None, words: str, tmp_path: Path, corpus: Path
) -> None:
    with answering(reply) as (url, _):
        generations = at(parse_address(url), tmp_path / "index")
        for attempt in (generations.current, lambda: built(corpus, generations)):
            started = time.monotonic()
            with pytest.raises(ServerError, match=words):
                attempt()
            assert time.monotonic() - started < WITHIN_SECONDS


def test_an_answer_that_trickles_is_given_up_in_time(tmp_path: Path) -> None:
    class Trickling(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            for _ in range(20):
                try:
                    self.wfile.write(b" ")
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(0.3)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trickling) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_address[1]}"
            started = time.monotonic()
            with pytest.raises(ServerError, match="does not answer within"):
                at(parse_address(url), tmp_path).current()
            assert time.monotonic() - started < WITHIN_SECONDS
        finally:
            server.shutdown()
            thread.join()


def test_the_token_goes_to_the_server_and_nowhere_else(tmp_path: Path) -> None:
    with answering(said("401 Unauthorized", "no")) as (url, asked):
        settings = load_settings(index=tmp_path, chroma_url=url, chroma_token="s3cret")
        with pytest.raises(ServerError) as caught:
            open_generations(settings).current()
    assert b"authorization: bearer s3cret\r\n" in asked[0].lower().replace(b"Bearer", b"bearer")
    shown = f"{caught.value} {settings!r} {parse_address(url, 's3cret')!r} {settings.model_dump()}"
    assert "s3cret" not in shown


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8000",
        "ftp://host",
        "http://",
        "http://host:0",
        "http://host:99999",
        "http://host/a/b",
        "http://host/x",
        "http://host?x=1",
        "http://user:passw0rd@host:8000",
    ],
)
def test_a_wrong_url_is_a_stated_error_that_shows_no_password(url: str) -> None:
    with pytest.raises(SettingsError, match="CHATBOT_CHROMA_URL.*expected http") as caught:
        load_settings(chroma_url=url)
    assert "passw0rd" not in str(caught.value)


def test_a_wrong_token_is_a_stated_error_that_does_not_show_it() -> None:
    with pytest.raises(SettingsError, match="CHATBOT_CHROMA_TOKEN.*ASCII") as caught:
        load_settings(chroma_token="s3cr\net")
    assert "s3cr" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://host", "http://host:8000/default_database"),
        ("https://host/", "https://host:443/default_database"),
        ("http://[::1]:1/articles", "http://[::1]:1/articles"),
    ],
)
def test_a_url_names_a_database(url: str, shown: str) -> None:
    assert str(parse_address(url)) == shown


@pytest.fixture
def own_chroma(tmp_path: Path) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path / "chroma")
    server.start()
    yield server
    server.stop()


def test_a_server_that_stops_and_comes_back_is_used_again(
    own_chroma: ChromaServer, corpus: Path, tmp_path: Path
) -> None:
    builder = at(own_chroma.address(), tmp_path / "builder")
    built(corpus, builder)
    generation = builder.current()
    vector = generation.vectors[1]
    for _ in range(2):
        own_chroma.stop()
        for attempt in (builder.current, lambda: generation.dense.search(vector, 1)):
            started = time.monotonic()
            with pytest.raises(ServerError, match="cannot be reached"):
                attempt()
            assert time.monotonic() - started < WITHIN_SECONDS
        own_chroma.start()
        assert builder.current() is generation
        assert generation.dense.search(vector, 1)[0][0] == 1


def test_a_server_that_hangs_midway_and_goes_on_is_used_again(
    own_chroma: ChromaServer, corpus: Path, tmp_path: Path
) -> None:
    builder = at(own_chroma.address(), tmp_path / "builder")
    built(corpus, builder)
    generation = builder.current()
    vector = generation.vectors[1]
    own_chroma.send(signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(ServerError, match="does not answer within"):
        generation.dense.search(vector, 1)
    assert time.monotonic() - started < WITHIN_SECONDS
    own_chroma.send(signal.SIGCONT)
    assert generation.dense.search(vector, 1)[0][0] == 1


READER = """
import json, sys
from pathlib import Path
from chatbot.indexing.address import Address
from chatbot.indexing.server import Server
from chatbot.indexing.server_generations import ServerGenerations

index, address = sys.argv[1:]
generations = ServerGenerations(Path(index), Server(Address(**json.loads(address))))
for line in sys.stdin:
    generation = generations.current()
    texts = [generation.article(name).text for name in generation.articles]
    rows = {generation.dense.search(vector, 1)[0][0] for vector in generation.vectors}
    found = [generation.chunks[row].embedded for row in sorted(rows)]
    days = {text.split(" days")[0].split()[-1] for text in [*texts, *found] if " days" in text}
    print(json.dumps([generation.manifest.generation, len(rows), sorted(days)]), flush=True)
"""


def test_three_readers_see_the_old_or_the_new_generation_whole(
    corpus: Path, builder: ServerGenerations, tmp_path: Path
) -> None:
    """Two of the three share an index folder, so they fetch into it at once."""
    names = {built(corpus, builder).generation: "2"}
    seen: list[list[Any]] = []
    with started_readers(builder, [tmp_path / place for place in "aab"]) as ask:
        ended = threading.Event()
        seen += ask()

        def go_on() -> None:
            while not ended.is_set():
                seen.extend(ask())

        asking = threading.Thread(target=go_on)
        asking.start()
        try:
            for number in (3, 4):
                write(corpus, number)
                names[built(corpus, builder).generation] = str(number)
        finally:
            ended.set()
            asking.join()
        last = ask()
    assert len(seen) >= 30
    assert {answer[0] for answer in [*seen, *last]} == set(names)
    assert all(days == [names[name]] and rows == 6 for name, rows, days in [*seen, *last])
    assert {answer[0] for answer in last} == {builder.current_name()}


@contextmanager
def started_readers(
    builder: ServerGenerations, indexes: list[Path]
) -> Iterator[Callable[[], list[list[Any]]]]:
    address = json.dumps({name: getattr(builder.address, name) for name in Address.__slots__})
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(index), address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for index in indexes
    ]

    def ask() -> list[list[Any]]:
        """Ask all at once; return what each found."""
        for reader in readers:
            assert reader.stdin is not None
            reader.stdin.write("ask\n")
            reader.stdin.flush()
        return [json.loads(reader.stdout.readline()) for reader in readers if reader.stdout]

    try:
        yield ask
    finally:
        for reader in readers:
            reader.communicate(timeout=20)
