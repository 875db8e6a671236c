"""Every error this package raises on purpose.

A message says what is wrong, with which value, and what to do about it, in one line. The
command line prints it and exits with status 1; the page shows it as a sentence.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


class ChatbotError(Exception):
    """Base of all stated errors; its text is meant for the person at the keyboard."""


class SettingsError(ChatbotError):
    """A setting has a value that cannot be used."""


class CorpusError(ChatbotError):
    """The article folder is missing or holds no readable article."""


class ArticleError(CorpusError):
    """One file cannot be read as an article.

    `code` is a stable name for the problem, used by `chatbot check`.
    """

    def __init__(self, path: Path | str, code: str, problem: str, remedy: str) -> None:
        super().__init__(f"{path}: {problem}; {remedy}")
        self.path = str(path)
        self.code = code
        self.problem = problem
        self.remedy = remedy


class ReviewError(CorpusError):
    """The file of review decisions cannot be read or written."""


class UnknownArticleError(CorpusError):
    """No article has the id, or is of the kind, that was asked for."""


class GenerationError(ChatbotError):
    """The built index cannot be used."""


class NoGenerationError(GenerationError):
    """Nothing has been built yet."""


class StaleGenerationError(GenerationError):
    """The generation was built with other settings than the present ones."""


class DamagedGenerationError(GenerationError):
    """A part of the generation is missing or does not fit the others."""


class LockedIndexError(GenerationError):
    """Another build has been at work for longer than one waits."""


class ServerError(GenerationError):
    """The Chroma server is down, slow, another one or refuses access."""


class ModelError(ChatbotError):
    """An embedding model is missing, changed or cannot be converted."""


class LanguageModelError(ChatbotError):
    """The language model gave no reply that can be used.

    `failure` is a stable word for the reason, one of `chatbot.llm.failing.Failure`.
    """

    def __init__(self, message: str, failure: str) -> None:
        super().__init__(message)
        self.failure = failure


class RecordError(ChatbotError):
    """A conversation that a browser kept cannot be read."""


class LexiconError(ChatbotError):
    """A table of words is missing or malformed."""


class ServingError(ChatbotError):
    """The page cannot be opened where it was asked to."""


class EvaluationError(ChatbotError):
    """An evaluation cannot be run or compared."""


class CaseError(EvaluationError):
    """A file of cases is malformed or does not fit the articles."""


class GateError(EvaluationError):
    """A bound of `evals/gates.toml` is malformed."""


def first_problem(error: "ValidationError", whole: str = "") -> str:
    """Return where pydantic found the first thing wrong, and what; `whole` if in no one place."""
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"])) or whole
    return f"{where}: {first['msg']}" if where else str(first["msg"])
