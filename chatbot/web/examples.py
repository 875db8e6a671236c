"""The articles -> questions to begin with, which they answer."""

from collections.abc import Iterator
from itertools import islice

from chatbot.answering.answer import Outcome
from chatbot.chatbot import Chatbot
from chatbot.errors import ChatbotError
from chatbot.language.names import NameKind, find_names
from chatbot.question.details import details

MOST = 4
_OWN = (
    "What dose of rituximab?",
    "What is the steroid dose in an acute attack?",
    "When should plasma exchange be considered?",
    "What are the side effects of plasma exchange?",
)
"""For the shipped articles; of others, those that they answer are kept."""
_LOOKED_AT = 16  # articles, so that starting takes no longer with more of them
_LONGEST = 80  # characters of a question on a button


def find_examples(chatbot: Chatbot) -> tuple[str, ...]:
    """Return up to four questions that the index answers; none if it cannot be read."""
    try:
        found = [question for question in _OWN if _is_answered(chatbot, question)]
        others = _of_articles(chatbot)
        while len(found) < MOST and (question := next(others, None)):
            found += [question] if question not in found else []
    except ChatbotError:
        return ()
    return tuple(found)


def _of_articles(chatbot: Chatbot) -> Iterator[str]:
    """Yield a question of each of some articles, from all over the index."""
    generation = chatbot.shown()
    ids = list(generation.articles)
    for article_id in ids[:: max(1, len(ids) // _LOOKED_AT)][:_LOOKED_AT]:
        title = generation.catalogue[article_id].title
        answer = chatbot.quoted(title)
        if answer.outcome is Outcome.ANSWERED:
            asked = [title] if title.endswith("?") else [*answer.follow_ups, *_of_details(title)]
            answered = (
                question
                for question in asked
                if len(question) <= _LONGEST
                and (question in answer.follow_ups or _is_answered(chatbot, question))
            )
            yield from islice(answered, 2)


def _of_details(title: str) -> Iterator[str]:
    """Yield what may be asked of the medicines that a title names."""
    for name in find_names(title):
        if name.kind is NameKind.MEDICINE:
            written = title[name.start : name.end].lower()
            yield from (each.suggests.format(name=written) for each in details() if each.suggests)


def _is_answered(chatbot: Chatbot, question: str) -> bool:
    return chatbot.quoted(question).outcome is Outcome.ANSWERED
