"""What a metric sees of one case: what was expected, what was answered, and the articles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatbot_evals.cases import Case

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One case with its answer, in the form in which `chatbot ask --json` prints it.

    `articles` gives the text of each article by id; `seconds` is the time of the last answer;
    `repeats` tells whether asking again gave the same bytes (None if it was not tried).
    """

    case: Case
    answer: Json
    articles: Mapping[str, str]
    seconds: float
    repeats: bool | None = None

    @property
    def answered(self) -> bool:
        """Whether the last question was answered rather than refused."""
        return bool(self.answer["outcome"] == "answered")

    @property
    def citations(self) -> list[Json]:
        """The citations of the answer."""
        return list(self.answer["citations"])

    @property
    def said(self) -> str:
        """What the answer states: its statements and quotes, without notice and provenance."""
        words = [statement["text"] for statement in self.answer["statements"]]
        return "\n".join([*words, *(citation["quote"] for citation in self.citations)])
