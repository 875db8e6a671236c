"""Corpus folders: good files are read, bad ones are named with a remedy."""

import os
from pathlib import Path

import pytest

from chatbot.articles import corpus
from chatbot.articles.article import Article
from chatbot.articles.corpus import (
    article_files,
    article_id_of,
    read_article,
    read_by_id,
    read_corpus,
)
from chatbot.errors import ArticleError, CorpusError, UnknownArticleError

PAGES = Path(__file__).parent / "pages"
GOOD = b"# Feet\n\n## Rest\n\nRest well.\n"


def write(folder: Path, name: str, content: bytes = GOOD) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def ids(folder: Path) -> list[str]:
    return [article.article_id for article in read_corpus(folder).articles]


def test_pages_and_documents_are_read_by_their_suffix(tmp_path: Path) -> None:
    write(tmp_path, "page.txt", (PAGES / "ankle_sprain.txt").read_bytes())
    write(tmp_path, "document.md", (PAGES / "ankle_sprain.md").read_bytes())
    write(tmp_path, "deep/er/other.MARKDOWN")
    reading = read_corpus(tmp_path)
    assert reading.problems == ()
    assert {article.article_id: article.title for article in reading.articles} == {
        "deep/er/other": "Feet",
        "document": "Ankle sprains, a test document",
        "page": "How should a sprained ankle be cared for?",
    }


def test_articles_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.md", "c.md", "a.md"):
        write(tmp_path, name)
    assert ids(tmp_path) == ["a", "a/z", "b", "c"]


def test_id_is_the_path_without_its_last_suffix(tmp_path: Path) -> None:
    assert article_id_of(tmp_path / "feet" / "v1.2.md", tmp_path) == "feet/v1.2"


@pytest.mark.parametrize(
    "name",
    [
        "README.md", "readme.txt", "EDITORIAL_POLICY.md", "LICENSE.txt", "notes.csv", "noending",
        ".hidden.md", ".git/inside.md", "a/.cache/inside.md", "._resource.txt",
        "~$word.docx", ".~lock.word.docx#", "saved.tmp", "~$old.doc", "picture.jpg",
    ],
)  # fmt: skip
def test_files_that_are_no_articles_are_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path, "good.md")
    write(tmp_path, name, b"\xff\0")
    reading = read_corpus(tmp_path)
    assert [article.article_id for article in reading.articles] == ["good"]
    assert reading.problems == ()


def test_folder_named_like_an_article_is_none(tmp_path: Path) -> None:
    write(tmp_path, "feet.md/good.md")
    assert ids(tmp_path) == ["feet.md/good"]


def test_folder_that_is_itself_hidden_can_be_read(tmp_path: Path) -> None:
    write(tmp_path, ".corpus/good.md")
    assert ids(tmp_path / ".corpus") == ["good"]


def test_missing_folder(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    with pytest.raises(CorpusError, match="there is no such article folder") as raised:
        read_corpus(folder)
    assert str(folder) in str(raised.value)
    assert "--corpus" in str(raised.value)


def test_file_in_place_of_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no such article folder"):
        list(article_files(write(tmp_path, "a.md")))


@pytest.mark.parametrize("name", ["README.md", "picture.png"])
def test_folder_without_articles(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    with pytest.raises(CorpusError, match=r"holds no article; add files of .*\.md.*\.txt"):
        read_corpus(tmp_path)


def test_folder_without_articles_may_be_allowed(tmp_path: Path) -> None:
    assert read_corpus(tmp_path, allow_none=True).articles == ()


BAD = {
    "empty": (b"", "add the article or remove it"),
    "empty_but_for_spaces": (b"\xef\xbb\xbf \r\n\t\n", "add the article or remove it"),
    "not_utf8": (b"# Feet\n\n## Caf\xe9\n\nRest.\n", "save the file again as UTF-8"),
    "binary": (b"# Feet\n\n\0\n\nRest.\n", "save the article as UTF-8 text"),
    "no_sections": (b"Words alone, without any heading.\n", "put headings on lines of their own"),
    "too_large": (GOOD * 50, "split the article"),
}
CODES = {name: name for name in BAD} | {"empty_but_for_spaces": "empty"}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_stated_and_good_ones_are_read(tmp_path: Path, name: str) -> None:
    content, remedy = BAD[name]
    path = write(tmp_path, f"{name}.md", content)
    write(tmp_path, "good.md")
    reading = read_corpus(tmp_path, max_bytes=1000)
    assert [article.article_id for article in reading.articles] == ["good"]
    [problem] = reading.problems
    assert problem.code == CODES[name]
    assert problem.path == str(path)
    message = str(problem)
    assert message.startswith(f"{path}: ")
    assert remedy in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "text",
    ["Words alone.", "# Only a title", "## One\n\n### Two", "\u00a0", "- a bullet\n- another"],
)
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_text_without_a_headed_section_is_no_article(
    tmp_path: Path, text: str, suffix: str
) -> None:
    path = write(tmp_path, f"feet{suffix}", text.encode())
    with pytest.raises(ArticleError) as raised:
        read_article(path, tmp_path)
    assert raised.value.code == "no_sections"


def test_line_of_the_first_bad_byte_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "feet.md", b"# Feet\n\nCaf\xe9\n")
    with pytest.raises(ArticleError, match=r"not UTF-8 \(line 3\)"):
        read_article(path, tmp_path)


def test_size_at_the_limit_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "feet.md")
    assert read_article(path, tmp_path, max_bytes=len(GOOD)).title == "Feet"
    with pytest.raises(ArticleError) as raised:
        read_article(path, tmp_path, max_bytes=len(GOOD) - 1)
    assert raised.value.code == "too_large"
    assert "CHATBOT_MAX_ARTICLE_BYTES" in str(raised.value)


def test_unreadable_file_is_stated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "feet.md")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ArticleError, match="Permission denied.*check its permissions") as raised:
        read_article(path, tmp_path)
    assert raised.value.code == "unreadable"


def test_two_files_with_one_id_are_both_left_out(tmp_path: Path) -> None:
    write(tmp_path, "feet.md")
    write(tmp_path, "feet.txt")
    write(tmp_path, "good.md")
    reading = read_corpus(tmp_path)
    assert [article.article_id for article in reading.articles] == ["good"]
    [problem] = reading.problems
    assert problem.code == "duplicate_id"
    assert "feet.md, feet.txt" in str(problem)
    assert "rename or remove all but one" in str(problem)
    assert "\n" not in str(problem)


def test_folder_of_bad_files_only(tmp_path: Path) -> None:
    write(tmp_path, "a.md", b"")
    write(tmp_path, "b.md", b"\0")
    with pytest.raises(CorpusError) as raised:
        read_corpus(tmp_path)
    message = str(raised.value)
    assert "no readable article" in message
    assert "the file is empty" in message
    assert "(and 1 more files)" in message
    assert "\n" not in message


def test_crlf_and_lone_cr_become_newlines(tmp_path: Path) -> None:
    path = write(tmp_path, "feet.md", GOOD.replace(b"\n", b"\r\n"))
    assert read_article(path, tmp_path).text == GOOD.decode()
    path.write_bytes(GOOD.replace(b"\n", b"\r"))
    assert read_article(path, tmp_path).text == GOOD.decode()


@pytest.mark.parametrize("name", ["ankle_sprain.txt", "ankle_sprain.md"])
def test_byte_order_mark_counts_but_shows_nowhere(tmp_path: Path, name: str) -> None:
    content = (PAGES / name).read_bytes()
    plain = read_article(write(tmp_path, f"plain{name[-4:]}", content), tmp_path)
    marked = read_article(write(tmp_path, f"m{name[-4:]}", b"\xef\xbb\xbf" + content), tmp_path)
    assert marked.text == "\ufeff" + plain.text
    assert marked.title == plain.title
    assert [marked.quote(each) for each in marked.blocks] == [
        plain.quote(each) for each in plain.blocks
    ]


def test_progress_counts_to_the_number_of_ids(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "b.txt", "c.md"):
        write(tmp_path, name, b"" if name == "c.md" else GOOD)
    seen: list[tuple[int, int]] = []
    read_corpus(tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_read_by_id(tmp_path: Path) -> None:
    write(tmp_path, "deep/feet.md")
    assert read_by_id("deep/feet", tmp_path).title == "Feet"


@pytest.mark.parametrize(
    ("article_id", "problem"),
    [("hands", "no file has"), ("feet.md", "no file has"), ("feet", "several files share")],
)
def test_read_by_unknown_id(tmp_path: Path, article_id: str, problem: str) -> None:
    write(tmp_path, "feet.md")
    write(tmp_path, "feet.txt")
    with pytest.raises(UnknownArticleError, match=problem) as raised:
        read_by_id(article_id, tmp_path)
    assert f'"{article_id}"' in str(raised.value)
    assert str(tmp_path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_file_name_that_is_not_utf8_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path, "feet.md")
    (tmp_path / os.fsdecode(b"\xffd.txt")).write_bytes(GOOD)
    write(tmp_path / os.fsdecode(b"\xfe"), "hands.md")
    reading = read_corpus(tmp_path)
    assert [article.article_id for article in reading.articles] == ["feet"]
    assert [problem.code for problem in reading.problems] == ["bad_name", "bad_name"]
    assert [problem.path for problem in reading.problems] == [
        f"{tmp_path}/\\xfe/hands.md",
        f"{tmp_path}/\\xffd.txt",
    ]
    for problem in reading.problems:
        assert str(problem).encode()


def test_folder_name_that_is_not_utf8_is_no_fault_of_its_files(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"\xff")
    write(folder, "feet.md")
    write(folder, "empty.md", b"")
    reading = read_corpus(folder)
    assert [article.article_id for article in reading.articles] == ["feet"]
    assert [problem.path for problem in reading.problems] == [f"{tmp_path}/\\xff/empty.md"]
    with pytest.raises(CorpusError, match=r"\\xff/none: there is no such article folder"):
        read_corpus(folder / "none")


def test_a_file_that_no_reader_foresaw_keeps_no_other_from_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(text: str, article_id: str) -> Article:
        raise ValueError("zip() argument 2\nis longer")

    monkeypatch.setitem(corpus._TEXT_READERS, ".markdown", failing)
    write(tmp_path, "bad.markdown")
    write(tmp_path, "good.md")
    read = read_corpus(tmp_path)
    assert [article.article_id for article in read.articles] == ["good"]
    [problem] = read.problems
    assert problem.code == "broken"
    assert "(ValueError: zip() argument 2 is longer)" in str(problem)


@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt", "epub", "pptx", "XLSX"])
def test_documents_of_other_kinds_are_named(tmp_path: Path, suffix: str) -> None:
    write(tmp_path, "good.md")
    write(tmp_path, f"other.{suffix}")
    [problem] = read_corpus(tmp_path).problems
    assert problem.code == "unsupported"
    assert str(tmp_path / f"other.{suffix}") in str(problem)
    assert "save it as .docx" in str(problem)
