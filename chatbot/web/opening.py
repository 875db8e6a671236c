"""The name of a generation, as it comes from a browser -> that generation, opened."""

import re

from chatbot.chatbot import Chatbot
from chatbot.indexing.generation import Generation

_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{8}(?:-[0-9]+)?")


def open_generation(chatbot: Chatbot, name: str) -> Generation:
    """Open the generation that an answer was made from; else, or if none is named, the current one.

    Raises:
        GenerationError: it cannot be read.

    """
    if _NAME.fullmatch(name) and chatbot.generations.has(name):
        return chatbot.generations.open(name)
    return chatbot.generation()
