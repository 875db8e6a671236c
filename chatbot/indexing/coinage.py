"""Articles -> what each of them coins: the abbreviations it defines, the medicines it doses.

Kept for each article, so that only the articles that are searched decide what is a medicine or a
known word: see `abbreviations_of` and `medicines_of`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from chatbot.articles.article import Article
from chatbot.indexing.abbreviations import count_words, find_definitions, usual_forms
from chatbot.language.dosed import Dosed, dosed_words, opening_words, read_dosed


@dataclass(frozen=True, slots=True, kw_only=True)
class Coinage:
    """What one article coins.

    `defined` says how often it defines a short form by a long one, `written` how often it writes
    the short forms of the corpus, and these in small letters.
    """

    defined: Mapping[str, Mapping[str, int]]
    written: Mapping[str, int]
    dosed: Dosed


COINAGES: TypeAdapter[dict[str, Coinage]] = TypeAdapter(dict[str, Coinage])


def find_coinages(articles: Sequence[Article]) -> dict[str, Coinage]:
    """Return what each article coins, by id; of the words it writes, only those any coins."""
    defined = {article.article_id: find_definitions(article.text) for article in articles}
    shorts = {short for found in defined.values() for short in found}
    shorts |= {short.casefold() for short in shorts}
    opening = {word for article in articles for word in opening_words(article.text)}
    return {
        article.article_id: Coinage(
            defined=defined[article.article_id],
            written={w: n for w, n in count_words(article.text).items() if w in shorts},
            dosed=read_dosed(article.text, opening),
        )
        for article in articles
    }


def abbreviations_of(coinages: Iterable[Coinage]) -> dict[str, str]:
    """Return the long form of each abbreviation that the articles define."""
    known = list(coinages)
    return usual_forms((each.defined for each in known), (each.written for each in known))


def medicines_of(coinages: Iterable[Coinage]) -> tuple[str, ...]:
    """Return the medicines that the articles dose and that no list has, in small letters."""
    return dosed_words(each.dosed for each in coinages)
