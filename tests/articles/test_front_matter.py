"""Front matter and sidecars."""

from datetime import date
from pathlib import Path

import pytest

from chatbot.articles.article import ReviewStatus
from chatbot.articles.corpus import read_article, read_corpus
from chatbot.checking.corpus_problems import check_corpus
from chatbot.errors import ArticleError

GOOD = "# Feet\n\n## Rest\n\nRest well.\n"
SIDECAR = """title: "Feet, restated"
updated: 2025-07-16
review_status: under review
kind: guideline
jurisdiction: US
superseded_by: hands
"""


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_sidecar_states_what_the_article_does_not(tmp_path: Path) -> None:
    path = write(tmp_path, "feet.md", GOOD)
    write(tmp_path, "feet.meta.yaml", SIDECAR)
    article = read_article(path, tmp_path)
    assert article.title == "Feet, restated"
    assert article.updated == date(2025, 7, 16)
    assert article.review_status is ReviewStatus.UNDER_REVIEW
    assert (article.kind, article.jurisdiction, article.superseded_by) == (
        "guideline",
        "US",
        "hands",
    )
    assert article.text == GOOD


def test_front_matter_has_the_same_keys(tmp_path: Path) -> None:
    path = write(tmp_path, "feet.md", f"---\n{SIDECAR}---\n{GOOD}")
    article = read_article(path, tmp_path)
    assert (article.kind, article.jurisdiction, article.superseded_by) == (
        "guideline",
        "US",
        "hands",
    )
    assert article.review_status is ReviewStatus.UNDER_REVIEW


def test_sidecar_says_only_what_it_says(tmp_path: Path) -> None:
    path = write(tmp_path, "feet.md", f"---\nupdated: 2024-03-05\n---\n{GOOD}")
    write(tmp_path, "feet.meta.yaml", "kind: guideline\ntitle:\n")
    article = read_article(path, tmp_path)
    assert (article.title, article.updated, article.kind) == (
        "Feet",
        date(2024, 3, 5),
        "guideline",
    )


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("autor: me\n", '"autor"'),
        ("updated: soon\n", '"soon"'),
        ("updated: 05/06/2025\n", '"05/06/2025"'),
        ("review_status: fine\n", '"fine"'),
        ("title: [a, b]\n", '"title"'),
        ("- a\n", "no keys"),
        ("title: [\n", "not YAML"),
        ("", "no keys"),
    ],
)
def test_bad_sidecar_is_stated(tmp_path: Path, content: str, named: str) -> None:
    path = write(tmp_path, "feet.md", GOOD)
    sidecar = write(tmp_path, "feet.meta.yaml", content)
    with pytest.raises(ArticleError) as raised:
        read_article(path, tmp_path)
    assert raised.value.code == "bad_sidecar"
    assert raised.value.path == str(sidecar)
    assert named in str(raised.value)
    assert "its keys are title, updated" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_sidecar_alone_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path, "feet.md", GOOD)
    write(tmp_path, "hands.meta.yaml", SIDECAR)
    reading = read_corpus(tmp_path)
    assert [article.article_id for article in reading.articles] == ["feet"]
    assert [problem.code for problem in reading.problems] == ["sidecar_alone"]


def test_check_names_the_article_of_a_bad_sidecar(tmp_path: Path) -> None:
    write(tmp_path, "feet.md", GOOD)
    write(tmp_path, "feet.meta.yaml", "autor: me\n")
    write(tmp_path, "hands.meta.yaml", SIDECAR)
    checked = check_corpus(tmp_path, max_bytes=10_000, today=date(2026, 1, 1))
    assert [(each.article_id, each.problems[0].code) for each in checked] == [
        ("feet", "bad_sidecar"),
        ("hands", "sidecar_alone"),
    ]
