"""A question that cannot be searched at all -> why not."""

import re

from chatbot.language.tokens import words
from chatbot.lexicon.loading import load_table
from chatbot.refusing.refusal import Reason, Refusal

LONGEST_QUESTION = 2_000
"""Characters."""

_FOREIGN = {
    "German": "der das und ist nicht wie welche welcher wird mit für ein eine bei dosis von zu",
    "French": "le la les des est une pour dans quel quelle quels quelles avec du et que qui sont",
    "Spanish": "el los las del es una para qué que cuál cuáles con por y en cómo cuánto dosis",
    "Italian": "il lo gli della di è una che quale quali con sono del nella dosaggio qual",
    "Portuguese": "os do da é uma para que qual quais com por como são na dose não",
    "Dutch": "het een van wat welke voor met bij hoe dosering niet zijn wordt",
}
_COURTESY = load_table("function_words").words("word", use="courtesy")
_ENGLISH = load_table("function_words").words("word", use="english")


_DETAILS = load_table("function_words").words("word", use="detail")
"""Words that ask for a detail and name nothing."""


def refuse_question(question: str) -> Refusal | None:
    """Return why `question` cannot be searched at all, or None."""
    if any("\ud800" <= character <= "\udfff" for character in question):
        return _invalid("The question holds bytes that are no text; please type it as UTF-8.")
    if not question.strip():
        return _invalid("The question is empty; please type one.")
    if len(question) > LONGEST_QUESTION:
        return _invalid(
            f"The question has {len(question):,} characters; please keep it to "
            f"{LONGEST_QUESTION:,} at most."
        )
    if not any(character.isalpha() for character in question):
        return _invalid("The question holds no words; please ask in a sentence or a few words.")
    if set(words(question)) <= _COURTESY:
        return _invalid("There is nothing to look up in this; please ask about the articles.")
    language = _other_language(question)
    if language:
        return _invalid(f"{language}; the articles are in English, so please ask in English.")
    return None


def refuse_bare_detail(question: str) -> Refusal | None:
    """Return why the first question of a conversation asks for a detail of nothing, or None."""
    if all(word in _DETAILS or word[0].isdigit() for word in words(question)):
        return _invalid("The question does not say of what; please name the medicine or disease.")
    return None


def _invalid(explanation: str) -> Refusal:
    return Refusal(reason=Reason.INVALID_QUESTION, explanation=explanation)


def _other_language(question: str) -> str | None:
    """Say in which language `question` seems to be, None for English or too few words to tell."""
    letters = [character for character in question if character.isalpha()]
    if sum(not _is_latin(character) for character in letters) * 2 > len(letters):
        return "The question is not written in Latin letters"
    asked = set(re.findall(r"[^\W\d_]+", question.casefold()))
    english = len(asked & _ENGLISH)
    counts = {language: len(asked.intersection(w.split())) for language, w in _FOREIGN.items()}
    language = max(sorted(counts), key=lambda name: counts[name])
    if counts[language] >= 2 and counts[language] > english:
        return f"The question seems to be in {language}"
    return None


def _is_latin(character: str) -> bool:
    return character < "\u0250" or "\u1e00" <= character < "\u1f00" or character in "µμαβγδκλ"
