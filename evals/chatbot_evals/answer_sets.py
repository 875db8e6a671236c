"""A BEIR folder or a file of cases -> questions, each with the words that an answer must quote."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot_evals.cases import read_cases
from chatbot_evals.document_articles import document_text
from chatbot_evals.metrics.overlap import overlaps, places
from chatbot_evals.retrieval_sets import RetrievalSet

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words that answer, at `places` (start, end) of `article`: a quote must overlap one by half.

    A quote that holds all of the words counts too. Where the set does not say how its passages lie
    in the articles, `article` is None: with `inside` they are a whole section, in which the quote
    must lie; with `held` they are a short span, all of which the quote must hold.
    """

    words: str
    article: str | None = None
    places: tuple[tuple[int, int], ...] = ()
    inside: bool = False
    held: bool = False

    def is_in(self, citation: Mapping[str, Any]) -> bool:
        """Tell whether a citation quotes it."""
        if self.article is not None and citation["article_id"] != self.article:
            return False
        gold, quote = bare(self.words), bare(citation["quote"])
        if self.held:
            return gold in quote
        if self.inside:
            return quote in gold
        return gold in quote or overlaps(citation, self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A conversation whose last answer is looked at; no `gold`: it must be refused."""

    id: str
    turns: tuple[str, ...]
    gold: tuple[Passage, ...]
    facts: tuple[tuple[str, ...], ...] = ()


def bare(text: str) -> str:
    """Return the words of `text` alone, so that bullets, bold and line breaks part nothing."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return f" {' '.join(words)} "


def questions_of_set(retrieval_set: RetrievalSet) -> list[AskedQuestion]:
    """Return the queries: gold are their answer spans, or where none are the relevant documents."""
    documents = {document.id: document for document in retrieval_set.documents}
    found = []
    for query in retrieval_set.queries:
        gold = tuple(Passage(words=span, held=True) for span in query.spans)
        if not gold:
            relevant = (name for name, score in retrieval_set.qrels[query.id].items() if score > 0)
            gold = tuple(
                Passage(words=document_text(documents[name]), inside=True) for name in relevant
            )
        found.append(AskedQuestion(id=query.id, turns=(query.text,), gold=gold))
    return found


def questions_of_cases(path: Path, articles: Mapping[str, str]) -> list[AskedQuestion]:
    """Return the cases of a file, checked against the articles.

    Raises:
        CaseError: the cases are malformed or do not fit the articles.

    """
    return [
        AskedQuestion(
            id=case.id,
            turns=case.turns,
            gold=tuple(
                Passage(
                    words=gold.quote,
                    article=gold.article,
                    places=places(gold.quote, articles[gold.article]),
                )
                for gold in case.gold
            ),
            facts=case.facts,
        )
        for case in read_cases([path], articles)
    ]


def spread(questions: Sequence[AskedQuestion], limit: int | None) -> list[AskedQuestion]:
    """Return `limit` of the questions (None: all), evenly spread: files are often in groups."""
    if limit is None or limit >= len(questions):
        return list(questions)
    return [questions[n * len(questions) // limit] for n in range(limit)]
