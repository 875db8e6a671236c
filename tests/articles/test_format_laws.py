"""Laws of the formats that are read from bytes: any file gives an Article or a stated error."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.composed_text import Unit, compose
from chatbot.articles.corpus import read_article, read_corpus
from chatbot.articles.typesetting import Rise, Run, typeset
from chatbot.errors import ArticleError
from tests.articles.documents import printed, word_document

LAW = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
HTML = tuple(
    """<html>|<main>|</main>|<h1>|</h1>|<h2>Part</h2>|<p>|words |<sup>1,2</sup>|<sup>9</sup>|<ul>
    |<li>|</ul>
    |<ol start=x>|<table>|<tr>|<td>|<td colspan=3 rowspan=0>|<th>|</table>|<dl><dt>|<dd>|<br>
    |<details>|<summary>|<nav>|</nav>|<aside class=note>|<!-- -->|<?x ?>|&nbsp;|&#0;|5 mg
    |<h2>References</h2>|\ufb01|\x0c|<a href='#x'>|</a>|<title>|<meta charset=x>""".split("|")
)
SEEDS = {
    ".pdf": printed(paragraphs=1),
    ".docx": word_document(),
    ".html": "".join(HTML[:-1]).encode(),
}
cuts = st.lists(st.tuples(st.integers(0, 2**20), st.binary(max_size=12)), max_size=8)


def check(article: Article) -> None:
    text = article.text
    for index, block in enumerate(article.blocks):
        quote = article.quote(block)
        assert 0 <= block.start < block.end <= len(text)
        assert quote == quote.strip()
        assert all(0 <= parent < index for parent in block.parents)
        assert (block.label is not None) == (block.kind is BlockKind.STEP)
        assert all(text[mark.start : mark.end] == mark.value for mark in block.marks)
    for before, after in pairwise(article.blocks):
        assert before.end <= after.start
    assert list(article.page_starts) == sorted(article.page_starts)
    assert "\n" not in article.title


def read(folder: Path, suffix: str, content: bytes) -> None:
    path = folder / f"any{suffix}"
    path.write_bytes(content)
    try:
        article = read_article(path, folder)
    except ArticleError:
        return
    check(article)


@pytest.mark.parametrize("suffix", SEEDS)
@LAW
@given(content=st.binary(max_size=300))
def test_any_bytes(tmp_path: Path, suffix: str, content: bytes) -> None:
    read(tmp_path, suffix, content)


@pytest.mark.parametrize("suffix", SEEDS)
@LAW
@given(cuts=cuts)
def test_any_damage(tmp_path: Path, suffix: str, cuts: list[tuple[int, bytes]]) -> None:
    content = bytearray(SEEDS[suffix])
    for place, new in cuts:
        start = place % len(content)
        content[start : start + len(new)] = new
    read(tmp_path, suffix, bytes(content))


@LAW
@given(parts=st.lists(st.sampled_from(HTML) | st.text(max_size=8), max_size=40))
def test_any_page(tmp_path: Path, parts: list[str]) -> None:
    read(tmp_path, ".html", "".join(parts).encode("utf-8", "replace"))


words = st.text(max_size=12) | st.sampled_from(["1,2", "9", "10", "mg/m", "5 mg.", "\n", " ", "a"])
runs = st.lists(st.builds(Run, text=words, rise=st.sampled_from(Rise)), max_size=8)
units = st.builds(
    Unit,
    kind=st.sampled_from([kind for kind in BlockKind if kind is not BlockKind.STEP]),
    words=runs.map(typeset),
    level=st.integers(0, 6),
    depth=st.integers(0, 3),
    introduces=st.booleans(),
)


@LAW
@given(units=st.lists(units, max_size=12))
def test_composed_articles_are_honest(units: list[Unit]) -> None:
    check(compose(units, "any"))


def test_a_folder_of_mixed_files_just_works(tmp_path: Path) -> None:
    page = "<main><h1>Page</h1><h2>Part</h2><p>Words.</p></main>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "old.HTM").write_text(page, encoding="utf-8")
    (tmp_path / "printed.pdf").write_bytes(SEEDS[".pdf"])
    (tmp_path / "word.docx").write_bytes(SEEDS[".docx"])
    (tmp_path / "plain.md").write_text("# Feet\n\n## Rest\n\nRest.\n", encoding="utf-8")
    (tmp_path / "word.meta.yaml").write_text("jurisdiction: US\n", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4")
    reading = read_corpus(tmp_path)
    assert [article.article_id for article in reading.articles] == [
        "old", "page", "plain", "printed", "word"
    ]  # fmt: skip
    assert reading.articles[-1].jurisdiction == "US"
    assert [problem.code for problem in reading.problems] == ["broken"]
