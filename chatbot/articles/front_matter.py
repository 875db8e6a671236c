"""What the maintainers of an article state about it: front matter, or a sidecar file beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from chatbot.articles.article import ReviewStatus
from chatbot.articles.dating import find_date
from chatbot.articles.unreadable import unreadable
from chatbot.errors import ArticleError

SIDECAR = ".meta.yaml"
"""What follows the name of an article, without its suffix, in the name of its sidecar."""

_NO_VALUE = ("", "~", "null")
_DATE_KEYS = ("updated", "last_updated", "last_reviewed", "modified", "date", "published")


_KEYS = ("title", "updated", "review_status", "kind", "jurisdiction", "superseded_by")

Stated = dict[str, Any]
"""What is stated of an article, by the names of its fields; no key for what is not stated."""


def front_matter(matter: str) -> Stated | None:
    """Read the words between the fences of a document; None if they are no mapping.

    The values stay words, and what cannot be used is passed over: a date that no calendar has,
    or a tag, must not cost the title.
    """
    try:
        loaded = yaml.load(matter, Loader=yaml.BaseLoader)  # noqa: S506 - makes only strings
    except (yaml.YAMLError, RecursionError):
        return None
    if not isinstance(loaded, dict):
        return None
    words = _words(loaded)
    dates = (find_date(words.get(key, "")) for key in _DATE_KEYS)
    status = words.get("review_status") or words.get("status") or ""
    return _stated(words, next((found for found in dates if found), None), status)


def read_sidecar(content: bytes, shown: str) -> Stated:
    """Read the sidecar whose path is `shown`.

    Raises `ArticleError` if it is no UTF-8 YAML mapping, or has a key or a value that cannot be
    used.
    """
    try:
        loaded = yaml.load(content.decode("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise _bad(shown, "it is not YAML in UTF-8") from error
    if not isinstance(loaded, dict):
        raise _bad(shown, "it holds no keys")
    for key, value in loaded.items():
        if key not in _KEYS:
            raise _bad(shown, f'unknown key "{key}"')
        if not isinstance(value, str):
            raise _bad(shown, f'the value of "{key}" is not one line of words')
    words = _words(loaded)
    updated, status = words.get("updated", ""), words.get("review_status", "")
    stated = _stated(words, find_date(updated), status)
    if updated and "updated" not in stated:
        raise _bad(shown, f'"updated" is "{updated}", which is no full date such as 2025-07-16')
    if status and "review_status" not in stated:
        known = ", ".join(ReviewStatus)
        raise _bad(shown, f'"review_status" is "{status}", which is none of {known}')
    return stated


def _words(loaded: dict[str, object]) -> dict[str, str]:
    """Return the values that are words, each on one line."""
    words = {k: v for k, v in loaded.items() if isinstance(v, str) and v not in _NO_VALUE}
    return {key: plain for key, value in words.items() if (plain := " ".join(value.split()))}


def _stated(words: Mapping[str, str], updated: date | None, status: str) -> Stated:
    written = status.casefold().replace(" ", "_").replace("-", "_")
    known = ReviewStatus(written) if written in tuple(ReviewStatus) else None
    stated = {**words, "updated": updated, "review_status": known}
    return {key: stated[key] for key in _KEYS if stated.get(key)}


def _bad(shown: str, problem: str) -> ArticleError:
    return unreadable("bad_sidecar", shown, problem=problem, keys=", ".join(_KEYS))
