"""What is refused for the sake of somebody's safety, before anything is searched.

Nobody should read articles while a life is in danger, and nobody should be able to change the
rules of the program by asking. A calculation for one patient and other matters are refused beside
what the search finds, so `chatbot.refusing.deciding` asks for them first among its own.
"""

from chatbot.indexing.embedding import Embedder
from chatbot.refusing.refusal import Refusal
from chatbot.refusing.safety.emergencies import known_words, refuse_emergency, traits
from chatbot.refusing.safety.instructions import refuse_instruction
from chatbot.refusing.safety.likeness import Likeness, likeness
from chatbot.refusing.safety.typed_words import sentences


def refuse_unsafe(question: str, like: Likeness) -> Refusal | None:
    """Return why the typed question must not be searched, None if it may be."""
    return refuse_emergency(question, like.emergency) or refuse_instruction(
        question, like.instruction
    )


def likeness_of(question: str, embedder: Embedder) -> Likeness:
    """Return how much `question` is like each kind that is not answered."""
    said = sentences(question, known_words())
    return likeness(embedder, said, traits(said))
