"""Files of JSON lines -> cases, each checked against the articles it is about."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.errors import CaseError

Expectation = Literal["answer", "refuse", "conflict"]


class Gold(BaseModel):
    """One passage that answers: `quote` is a verbatim part of the article `article`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article: str
    quote: str = Field(min_length=1)


class _Place(BaseModel):
    """A passage whose words may not stand here: offsets, and 12 digits of the words' SHA-256."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article: str
    start: int = Field(ge=0)
    end: int
    sha256: str = Field(pattern="^[0-9a-f]{12}$")


class Case(BaseModel):
    """One conversation whose last answer is scored.

    `turns` are the user's questions; the earlier ones are really answered first. `gold` lists
    acceptable passages (with `expect` "conflict", all of them must be cited). `facts` is what
    the answer must say: a list of lists of alternatives.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    turns: tuple[str, ...] = Field(min_length=1)
    gold: tuple[Gold, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    expect: Expectation
    tags: tuple[str, ...] = ()


class _Written(Case):
    """A case as it stands in a file: a passage may be given by its place."""

    gold: tuple[Gold | _Place, ...] = ()  # type: ignore[assignment]


def read_cases(paths: Sequence[Path], articles: Mapping[str, str]) -> list[Case]:
    """Read the cases of `paths` in order.

    Args:
        paths: files of JSON lines; blank lines are passed over.
        articles: the text of each article, by id.

    Raises:
        CaseError: a file is missing or empty, a line is no case, an id stands twice, or a gold
            passage is not in its article; the message names file, line and reason.

    """
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for path in paths:
        found = _read_file(path)
        for line, case in found:
            place = f"{path}:{line}"
            if case.id in seen:
                raise CaseError(f'{place}: the id "{case.id}" stands at {seen[case.id]} already')
            seen[case.id] = place
            cases.append(_with_quotes(case, place, articles))
    return cases


def _read_file(path: Path) -> list[tuple[int, _Written]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path}: the cases cannot be read ({error})") from error
    found = [
        (number, _parse(line, f"{path}:{number}"))
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    if not found:
        raise CaseError(f"{path}: the file holds no case; add one JSON object a line")
    return found


def _parse(line: str, place: str) -> _Written:
    try:
        return _Written.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise CaseError(f"{place}: {where}: {first['msg']}") from error


def _with_quotes(case: _Written, place: str, articles: Mapping[str, str]) -> Case:
    """Return the case with the words of each gold passage, which must be in its article."""
    if case.expect == "refuse" and case.gold:
        raise CaseError(f"{place}: a case that expects a refusal has no gold")
    gold = tuple(_quoted(each, place, articles) for each in case.gold)
    return Case.model_validate({**case.model_dump(exclude={"gold"}), "gold": gold})


def _quoted(gold: Gold | _Place, place: str, articles: Mapping[str, str]) -> Gold:
    if gold.article not in articles:
        known = ", ".join(sorted(articles)[:5])
        raise CaseError(
            f'{place}: no indexed article has the id "{gold.article}" (there are: {known})'
        )
    text = articles[gold.article]
    if isinstance(gold, Gold):
        if gold.quote not in text:
            raise CaseError(f"{place}: the gold quote {gold.quote[:60]!r} is not in {gold.article}")
        return gold
    quote = text[gold.start : gold.end]
    if not quote or hashlib.sha256(quote.encode()).hexdigest()[:12] != gold.sha256:
        raise CaseError(
            f"{place}: characters {gold.start}-{gold.end} of {gold.article} are not the words that "
            "the case was written for; the document has changed, or another reader read it"
        )
    return Gold(article=gold.article, quote=quote)
