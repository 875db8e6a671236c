"""The articles -> questions to begin with, which they answer."""

from collections.abc import Iterator

from chatbot.answering.answer import Outcome
from chatbot.chatbot import Chatbot
from chatbot.errors import ChatbotError

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
        found = [
            question for question in _OWN if chatbot.quoted(question).outcome is Outcome.ANSWERED
        ]
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
            asked = [title] if title.endswith("?") else list(answer.follow_ups)
            yield from [question for question in asked if len(question) <= _LONGEST][:2]
