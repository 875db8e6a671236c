"""Disks that are full or read-only, and parts that go missing: named, repaired, nothing lost."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatbot.chatbot import Chatbot
from chatbot.errors import DamagedGenerationError, GenerationError, StaleGenerationError
from chatbot.indexing.building import BuildOptions, BuildReport, build
from chatbot.indexing.generations import Generations
from chatbot.indexing.locking import alone_with
from chatbot.indexing.sources import CorpusSource
from chatbot.indexing.verifying import find_problems, verify_apart
from chatbot.settings import Settings, load_settings
from tests.fakes import WordEmbedder
from tests.indexing.verifying_here import verify_here

PAGE = "---\ntitle: Feet of the {name}\n---\n## Rest\n\nRest the {name} for {days} days.\n"
NAMES = tuple(f"creature{number}" for number in range(30))


def write(folder: Path, *, days: int) -> None:
    folder.mkdir(exist_ok=True)
    for name in NAMES:
        (folder / f"{name}.md").write_text(PAGE.format(name=name, days=days), encoding="utf-8")


def built(corpus: Path, index: Path, embedder: WordEmbedder | None = None) -> BuildReport:
    return build(
        CorpusSource(corpus, max_bytes=1_000_000),
        Generations(index),
        embedder or WordEmbedder(),
        report=lambda stage, done, total: None,
        options=BuildOptions(verify=verify_here),
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a disk can be mounted by root only")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_named_and_the_old_index_stays(tmp_path: Path, small_disk: Path) -> None:
    write(tmp_path / "corpus", days=10)
    first = built(tmp_path / "corpus", small_disk / "index")
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    write(tmp_path / "corpus", days=11)
    for left in (100_000, 300_000, 500_000, 700_000):
        (small_disk / "in the way").write_bytes(b"\0" * (free - left))
        with pytest.raises(GenerationError, match="cannot be written|not whole"):
            built(tmp_path / "corpus", small_disk / "index")
        generations = Generations(small_disk / "index")
        assert generations.current_name() == first.generation
        assert generations.names() == [first.generation]
        verify_here(generations.folder(first.generation))
    (small_disk / "in the way").unlink()
    second = built(tmp_path / "corpus", small_disk / "index")
    assert second.generation != first.generation
    verify_apart(Generations(small_disk / "index").folder(second.generation))


def test_an_index_on_a_read_only_disk_answers_and_says_that_it_cannot_change(
    tmp_path: Path, small_disk: Path
) -> None:
    write(tmp_path / "corpus", days=10)
    built(tmp_path / "corpus", tmp_path / "elsewhere")
    shutil.copytree(tmp_path / "elsewhere", small_disk / "index")  # nothing there is open
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    generation = Generations(small_disk / "index").current()
    assert generation.dense.search(generation.vectors[3], 1)[0][0] == 3
    write(tmp_path / "corpus", days=11)
    with pytest.raises(GenerationError, match="index.*cannot be written.*--index"):
        built(tmp_path / "corpus", small_disk / "index")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write(tmp_path / "corpus", days=10)
    built(tmp_path / "corpus", tmp_path / "index")
    return load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")


def files(settings: Settings) -> list[str]:
    return sorted(Generations(settings.index).current().manifest.files)


EVERY_FILE = (
    "articles.jsonl", "articles.offsets.npy", "bm25/begins.npy", "bm25/columns.npy",
    "bm25/document_frequencies.json", "bm25/rows.json", "bm25/rows.npy", "bm25/scores.npy",
    "bm25/tokens.npy", "bm25/words.json", "catalogue.json",
    "chroma/chroma.sqlite3", "chunks.jsonl", "chunks.offsets.npy", "coinages.json",
    "conflicts.json", "figures.json", "keys.npy", "pieces.begins.npy", "pieces.npy",
    "pieces.ranges.npy", "readers.lock", "readings.jsonl", "readings.offsets.npy",
    "sections.begins.npy", "sections.npy",
    "statements.begins.npy", "statements.jsonl", "statements.npy", "statements.offsets.npy",
    "vectors.npy",
)  # fmt: skip


def test_the_list_of_files_is_whole(settings: Settings) -> None:
    there = files(settings)
    assert {name for name in there if not name.startswith("chroma/")} <= set(EVERY_FILE)
    assert set(EVERY_FILE) <= set(there)


@pytest.mark.parametrize("name", EVERY_FILE)
@pytest.mark.parametrize("damage", ["deleted", "truncated", "altered"])
def test_a_damaged_file_is_named_and_the_next_index_repairs_it(
    name: str, damage: str, settings: Settings
) -> None:
    folder = Generations(settings.index).current().folder
    path = folder / name
    content = path.read_bytes()
    if damage != "deleted" and not content:
        pytest.skip("the file is empty")
    if damage == "altered" and name.startswith("chroma/"):
        path.write_bytes(content[:8192] + b"\0" * (len(content) - 8192))
    elif damage == "deleted":
        path.unlink()
    elif damage == "truncated":
        path.write_bytes(content[: len(content) // 2])
    else:
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert any(name in problem for problem in find_problems(folder))
    if damage != "altered":
        with pytest.raises(DamagedGenerationError, match=rf"{path.name}.*run: chatbot index"):
            Generations(settings.index).current()
    embedder = WordEmbedder()
    built(settings.corpus, settings.index, embedder)
    assert not list(find_problems(Generations(settings.index).current().folder))
    assert bool(embedder.embedded) is (path.name in VECTORS)


VECTORS = (
    "vectors.npy", "keys.npy", "statements.npy", "statements.begins.npy", "pieces.npy",
    "pieces.begins.npy", "pieces.ranges.npy", "readers.lock",
)  # fmt: skip
"""Without these nothing can be taken over; without the last, a generation cannot be opened."""


def test_an_altered_graph_of_chroma_is_named_and_repaired_without_embedding(
    settings: Settings,
) -> None:
    folder = Generations(settings.index).current().folder
    [graph] = folder.glob("chroma/*/data_level0.bin")
    content = graph.read_bytes()
    graph.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    assert any("data_level0.bin was changed" in problem for problem in find_problems(folder))
    embedder = WordEmbedder()
    built(settings.corpus, settings.index, embedder)
    assert embedder.embedded == []
    assert not list(find_problems(Generations(settings.index).current().folder))


def test_what_readers_do_to_chroma_is_no_damage(settings: Settings) -> None:
    folder = Generations(settings.index).current().folder
    for _ in range(2):
        verify_apart(folder)  # opens Chroma in another process
    assert Generations(settings.index).current().damage(thorough=True) == {}
    assert built(settings.corpus, settings.index).generation == folder.name


def test_a_wiped_store_is_said_and_built_again(settings: Settings) -> None:
    shutil.rmtree(settings.index / "generations")
    with pytest.raises(DamagedGenerationError, match="run: chatbot index"):
        Generations(settings.index).current()
    assert built(settings.corpus, settings.index).embedded == len(NAMES)
    assert Generations(settings.index).current().manifest.chunks == len(NAMES)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"20990101-000000-00000000\n"])
def test_a_damaged_pointer_is_repaired_without_embedding(
    content: bytes, settings: Settings
) -> None:
    (settings.index / "CURRENT").write_bytes(content)
    with pytest.raises(GenerationError, match="run: chatbot index"):
        Generations(settings.index).current()
    embedder = WordEmbedder()
    built(settings.corpus, settings.index, embedder)
    assert embedder.embedded == []
    assert Generations(settings.index).current().manifest.chunks == len(NAMES)


def test_another_model_is_said_and_everything_embedded_anew(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(StaleGenerationError, match="fake.*all-MiniLM-L6-v2.*run: chatbot index"):
        Chatbot(settings).ask("How long is creature3 rested?")

    class Other(WordEmbedder):
        digest = "fake-2"

    other = Other()
    built(settings.corpus, settings.index, other)
    assert len(other.embedded) == len(NAMES)


def test_an_open_page_stays_with_the_old_generation_while_the_new_one_is_damaged(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.chatbot.load_embedder", lambda settings: WordEmbedder())
    chatbot = Chatbot(settings)
    before, _ = chatbot.ask("How long is creature3 rested?")
    write(settings.corpus, days=11)
    second = built(settings.corpus, settings.index)
    damaged = Generations(settings.index).folder(second.generation) / "statements.npy"
    damaged.write_bytes(damaged.read_bytes()[:100])
    after, _ = chatbot.ask("How long is creature3 rested?")
    assert after.manifest.generation == before.manifest.generation
    assert chatbot.problem is not None
    assert "statements.npy" in chatbot.problem
    built(settings.corpus, settings.index)
    mended, _ = chatbot.ask("How long is creature3 rested?")
    assert "11 days" in mended.citations[0].quote
    assert chatbot.problem is None


def test_an_open_page_goes_on_without_a_pointer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.chatbot.load_embedder", lambda settings: WordEmbedder())
    chatbot = Chatbot(settings)
    before, _ = chatbot.ask("How long is creature3 rested?")
    (settings.index / "CURRENT").unlink()
    after, _ = chatbot.ask("How long is creature3 rested?")
    assert after.citations == before.citations
    assert "no index here" in str(chatbot.problem)


def test_a_page_lets_go_of_the_old_generation_at_its_next_question(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.chatbot.load_embedder", lambda settings: WordEmbedder())
    chatbot = Chatbot(settings)
    first = chatbot.ask("How long is creature3 rested?")[0].manifest.generation
    generations = Generations(settings.index)
    write(settings.corpus, days=11)
    built(settings.corpus, settings.index)
    with alone_with(generations.folder(first)) as unread:
        assert not unread
    chatbot.ask("How long is creature3 rested?")
    with alone_with(generations.folder(first)) as unread:
        assert unread
