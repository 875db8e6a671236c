"""BEIR folders: what is read, and what is refused with file, line and reason."""

import json
from pathlib import Path

import pytest

from chatbot.errors import EvaluationError
from chatbot_evals.retrieval_sets import read_retrieval_set

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

CORPUS: list[dict[str, object]] = [
    {"_id": "d1", "title": "Ankles", "text": "Rest the ankle.", "metadata": {"source": "x"}},
    {"_id": "d2", "title": "", "text": "Cool the knee."},
    {"_id": "d3", "text": "No title at all."},
]
QUERIES: list[dict[str, object]] = [
    {"_id": "q1", "text": "how to treat an ankle?", "metadata": {}},
    {"_id": "q2", "text": "nobody judged this"},
    {"_id": "q3", "text": "knee"},
    {"_id": "q4", "text": "judged, but nothing is relevant"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq3\td2\t1\nq4\td1\t0\n"


def lines(entries: list[dict[str, object]]) -> str:
    return "".join(json.dumps(entry) + "\n" for entry in entries)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text(lines(CORPUS), encoding="utf-8")
    (folder / "queries.jsonl").write_text(lines(QUERIES), encoding="utf-8")
    (folder / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    return folder


def refusal(folder: Path) -> str:
    with pytest.raises(EvaluationError) as caught:
        read_retrieval_set(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_set_holds_the_queries_that_can_be_judged(folder: Path) -> None:
    found = read_retrieval_set(folder)
    assert found.name == "tiny"
    assert [document.id for document in found.documents] == ["d1", "d2", "d3"]
    assert found.documents[2].title == ""
    assert [query.id for query in found.queries] == ["q1", "q3"]
    assert found.qrels == {"q1": {"d1": 2, "d2": 0}, "q3": {"d2": 1}}


def test_the_limit_takes_the_first_queries_and_every_document(folder: Path) -> None:
    found = read_retrieval_set(folder)
    one = found.first(1)
    assert ([query.id for query in one.queries], list(one.qrels)) == (["q1"], ["q1"])
    assert one.documents == found.documents
    assert found.first(None) == found.first(99) == found
    with pytest.raises(EvaluationError, match="limit is 0"):
        found.first(0)


def test_windows_newlines_a_byte_order_mark_and_blank_lines_are_read(folder: Path) -> None:
    expected = read_retrieval_set(folder)
    for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv"):
        text = (folder / name).read_text(encoding="utf-8")
        content = "\ufeff" + text.replace("\n", "\r\n\r\n")
        (folder / name).write_bytes(content.encode())
    found = read_retrieval_set(folder)
    assert (found.documents, found.qrels) == (expected.documents, expected.qrels)


def test_ids_that_are_numbers_are_read_as_words(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text('{"_id": 7, "text": "x"}\n', encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\t7\t1\n", encoding="utf-8")
    assert read_retrieval_set(folder).qrels == {"q1": {"7": 1}}


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_or_empty_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_text(" \n\n", encoding="utf-8")
    assert refusal(folder).startswith(f"{folder / name}: the file is empty")
    (folder / name).unlink()
    assert refusal(folder).startswith(f"{folder / name}: cannot be read (No such file")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert "no/such: there is no such folder" in refusal(tmp_path / "no" / "such")


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl"])
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "Invalid JSON"),
        ("[1]", "should be an object"),
        ('{"text": "x"}', "_id: Field required"),
        ('{"_id": "", "text": "x"}', "_id: String should have at least 1 character"),
        ('{"_id": "x"}', "text: Field required"),
        ('{"_id": "x", "text": null}', "text: Input should be a valid string"),
        ('{"_id": "x", "text": "\\ud800"}', "Invalid JSON"),
    ],
)
def test_a_malformed_line_is_named(folder: Path, name: str, line: str, reason: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    number = len((folder / name).read_text(encoding="utf-8").splitlines())
    message = refusal(folder)
    assert message.startswith(f"{folder / name}:{number}: ")
    assert reason in message


@pytest.mark.parametrize(("name", "again"), [("corpus.jsonl", "d1"), ("queries.jsonl", "q1")])
def test_a_duplicate_id_is_named(folder: Path, name: str, again: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"_id": again, "text": "again"}) + "\n")
    assert f'the id "{again}" stands in line 1 already' in refusal(folder)


def test_bytes_that_are_not_utf8_are_named_by_line(folder: Path) -> None:
    content = (folder / "corpus.jsonl").read_bytes().replace(b"knee", b"kn\xff")
    (folder / "corpus.jsonl").write_bytes(content)
    assert refusal(folder).startswith(f"{folder / 'corpus.jsonl'}:2: not UTF-8")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("q9\td1\t1", 'the query "q9" is not in queries.jsonl'),
        ("q1\td9\t1", 'the document "d9" is not in corpus.jsonl'),
        ("q1\td1\t1", '"d1" is judged for "q1" already'),
        ("q1\td3\tyes", "the score 'yes' is no whole number"),
        ("q1\td3\t1.5", "the score '1.5' is no whole number"),
        ("q1\td3", "2 fields parted by tabs, there must be 3"),
        ("q1 d3 1", "1 fields parted by tabs, there must be 3"),
    ],
)
def test_a_bad_judgement_is_named(folder: Path, line: str, reason: str) -> None:
    (folder / "qrels.tsv").write_text(QRELS + line + "\n", encoding="utf-8")
    message = refusal(folder)
    assert message.startswith(f"{folder / 'qrels.tsv'}:6: ")
    assert reason in message


def test_judgements_without_a_header_or_without_rows_are_refused(folder: Path) -> None:
    (folder / "qrels.tsv").write_text("q1\td1\t1\n", encoding="utf-8")
    assert "qrels.tsv:1: the header must be query-id, corpus-id, score" in refusal(folder)
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n", encoding="utf-8")
    assert "no judgement below its header" in refusal(folder)


def test_a_set_in_which_nothing_can_be_found_is_refused(folder: Path) -> None:
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t0\n", encoding="utf-8")
    assert "no query has a document judged above 0" in refusal(folder)
    (folder / "corpus.jsonl").write_text('{"_id": "d1", "text": " "}\n', encoding="utf-8")
    assert "no document has any text" in refusal(folder)


@pytest.mark.parametrize("name", ["clapnq", "cpgqa", "feedbackqa", "mtrag_un", "scifact"])
def test_every_set_at_hand_is_read(name: str) -> None:
    if not (SHARED / name).is_dir():
        pytest.skip(f"the outside set (../shared/data/{name}) is not here")
    found = read_retrieval_set(SHARED / name)
    assert len(found.queries) == len(found.qrels) > 100
    assert len(found.documents) > 100
