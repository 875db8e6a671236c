"""Made-up articles with all that can be stated of one; nothing in them is medicine.

`old` is superseded by `new`; the two differ in one dose. `leaflet` is of another kind, and
`draft` is superseded by what is no article here.
"""

from collections.abc import Mapping
from pathlib import Path

from chatbot.chatbot import Chatbot
from chatbot.maintaining import build_index
from chatbot.settings import load_settings

_PAGE = """---
title: {title}
review_status: {status}
date: {date}
{more}---

# {title}

## Dose of Examplimab

{dose}

## Storage of Examplimab

{storage}
"""
_DOSE = "The dose of examplimab is {} mg once daily."
_ARTICLES = {
    "old": (
        "Examplimab care of 2020", "approved", "2020-01-02", _DOSE.format(10),
        "Keep it in a dry folder.",
    ),
    "new": (
        "Examplimab care of 2024", "pending", "2024-03-05", _DOSE.format(20),
        "Keep it in a cool folder.",
    ),
    "leaflet": (
        "Examplimab in short", "approved", "2023-01-02", "Swallow examplimab whole.",
        "Do not freeze the folder.",
    ),
    "draft": (
        "Examplimab draft", "submitted", "2019-01-02", "Ask for the dose.",
        "Wrap the folder in zebrumab.",
    ),
}  # fmt: skip
_MORE = {
    "old": "kind: guideline\njurisdiction: US\nsuperseded_by: new\n",
    "new": "kind: guideline\njurisdiction: US\n",
    "leaflet": "kind: Leaflet\n",
    "draft": 'superseded_by: "The *guide* of [1] <b>"\n',
}


def write_library(folder: Path) -> None:
    """Write the articles into a new `folder`."""
    folder.mkdir(parents=True)
    for article_id, (title, status, date, dose, storage) in _ARTICLES.items():
        page = _PAGE.format(
            title=title, status=status, date=date, more=_MORE[article_id], dose=dose,
            storage=storage,
        )  # fmt: skip
        (folder / f"{article_id}.md").write_text(page, encoding="utf-8")


def chatbot_over(folder: Path, pages: Mapping[str, str]) -> Chatbot:
    """Return a chatbot over Markdown `pages`, by name, written and indexed in a new `folder`."""
    (folder / "corpus").mkdir()
    for name, page in pages.items():
        (folder / "corpus" / f"{name}.md").write_text(page, encoding="utf-8")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    build_index(settings, lambda stage, done, total: None)
    return Chatbot(settings)
