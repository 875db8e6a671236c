"""A language model that says what a test has it say."""

from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from chatbot.llm.calling import LanguageModel


def saying(*replies: str) -> LanguageModel:
    """Return a model that gives these replies in turn."""
    messages = iter([AIMessage(content=reply) for reply in replies])
    return LanguageModel("fake:fake", GenericFakeChatModel(messages=messages), plain_end=True)
