"""What the maintainers of an article state about it: front matter, or a sidecar file beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

import yaml

from chatbot.articles.article import Article, ReviewStatus
from chatbot.articles.dating import find_date
from chatbot.articles.unreadable import unreadable
from chatbot.errors import ArticleError

SIDECAR = ".meta.yaml"
"""What follows the name of an article, without its suffix, in the name of its sidecar."""

_NO_VALUE = ("", "~", "null")
_DATE_KEYS = ("updated", "last_updated", "last_reviewed", "modified", "date", "published")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is stated about an article; None for what is not stated."""

    title: str | None = None
    updated: date | None = None
    review_status: ReviewStatus | None = None
    kind: str | None = None
    jurisdiction: str | None = None
    superseded_by: str | None = None


_KEYS = tuple(field.name for field in fields(Metadata))


def front_matter(matter: str) -> Metadata | None:
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
    stated = _stated(loaded)
    dates = (find_date(stated.get(key, "")) for key in _DATE_KEYS)
    status = stated.get("review_status") or stated.get("status") or ""
    return _metadata(stated, next((found for found in dates if found), None), status)


def read_sidecar(content: bytes, shown: str) -> Metadata:
    """Read the sidecar whose path is `shown`.

    Raises:
        ArticleError: it is no UTF-8 YAML mapping, or has a key or a value that cannot be used.

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
    stated = _stated(loaded)
    updated, status = stated.get("updated", ""), stated.get("review_status", "")
    metadata = _metadata(stated, find_date(updated), status)
    if updated and metadata.updated is None:
        raise _bad(shown, f'"updated" is "{updated}", which is no full date such as 2025-07-16')
    if status and metadata.review_status is None:
        known = ", ".join(ReviewStatus)
        raise _bad(shown, f'"review_status" is "{status}", which is none of {known}')
    return metadata


def described(article: Article, metadata: Metadata) -> Article:
    """Return `article` with what `metadata` states in place of what was read from its text."""
    stated = {key: value for key in _KEYS if (value := getattr(metadata, key))}
    return replace(article, **stated)


def _stated(loaded: dict[str, object]) -> dict[str, str]:
    """Return the values that are words, each on one line."""
    words = {k: v for k, v in loaded.items() if isinstance(v, str) and v not in _NO_VALUE}
    return {key: plain for key, value in words.items() if (plain := " ".join(value.split()))}


def _metadata(stated: Mapping[str, str], updated: date | None, status: str) -> Metadata:
    words = {key: stated.get(key) for key in ("title", "kind", "jurisdiction", "superseded_by")}
    written = status.casefold().replace(" ", "_").replace("-", "_")
    known = ReviewStatus(written) if written in tuple(ReviewStatus) else None
    return Metadata(updated=updated, review_status=known, **words)


def _bad(shown: str, problem: str) -> ArticleError:
    return unreadable("bad_sidecar", shown, problem=problem, keys=", ".join(_KEYS))
