"""A chatbot that answers follow-up questions from clinical guideline articles, in their words.

from chatbot import Chatbot, load_settings

answer, turn = Chatbot(load_settings()).ask("What dose of rituximab?")
"""

from typing import TYPE_CHECKING, Any

from chatbot.library_switches import set_switches
from chatbot.version import __version__

if TYPE_CHECKING:
    from chatbot.answering.answer import Answer, Audience, Citation, Conflict, Statement
    from chatbot.chatbot import Chatbot
    from chatbot.errors import ChatbotError
    from chatbot.question.turn import Turn
    from chatbot.retrieval.limiting import Within
    from chatbot.settings import Settings, load_settings

_PUBLIC = {
    "Answer": "chatbot.answering.answer",
    "Audience": "chatbot.answering.answer",
    "Chatbot": "chatbot.chatbot",
    "Citation": "chatbot.answering.answer",
    "Conflict": "chatbot.answering.answer",
    "ChatbotError": "chatbot.errors",
    "Settings": "chatbot.settings",
    "Statement": "chatbot.answering.answer",
    "Turn": "chatbot.question.turn",
    "Within": "chatbot.retrieval.limiting",
    "load_settings": "chatbot.settings",
}
set_switches()

__all__ = [
    "Answer",
    "Audience",
    "Chatbot",
    "ChatbotError",
    "Citation",
    "Conflict",
    "Settings",
    "Statement",
    "Turn",
    "Within",
    "__version__",
    "load_settings",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import chatbot` stays fast."""
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PUBLIC[name]), name)
