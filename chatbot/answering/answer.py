"""What the chatbot says: an answer or a refusal, with everything needed to check it.

The field names are public interface: `Answer.to_dict` is what `chatbot ask --json` prints.
"""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from chatbot.refusing.refusal import Reason as Reason


class Outcome(StrEnum):
    """Whether the question was answered."""

    ANSWERED = "answered"
    REFUSED = "refused"


class Audience(StrEnum):
    """The reader, as in the articles' own "Which best describes you?"."""

    CLINICIAN = "clinician"
    TRAINEE = "trainee"
    NURSE_OR_PHARMACIST = "nurse_or_pharmacist"
    PATIENT_OR_CARER = "patient_or_carer"

    @property
    def label(self) -> str:
        """How a reader is asked for it."""
        return self.value.replace("_", " ").capitalize()

    @property
    def sees_doses(self) -> bool:
        """Whether amounts of medicines are shown."""
        return self is not Audience.PATIENT_OR_CARER

    @property
    def wants_abbreviations(self) -> bool:
        """Whether abbreviations are spelled out."""
        return self is not Audience.CLINICIAN


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedReference:
    """A reference mark at a quote, and the entry of the article's list if the list says which.

    `places` are the (start, end) offsets of the mark's digits, in the quote or right behind it;
    a number inside a range ("1-3") that the list holds has none.
    """

    mark: str
    resolved: bool
    kind: str | None = None
    title: str | None = None
    source: str | None = None
    year: int | None = None
    places: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """An article that supersedes another."""

    article_id: str
    article_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A marker `[number]` resolved: `quote` is the article's text from `start` to `end`.

    `page` is the printed page on which the quote begins, where the article has pages.
    `replacements` are the indexed article that `superseded_by` names, the one that supersedes
    it in turn, and so on.
    """

    number: int
    article_id: str
    article_title: str
    section: tuple[str, ...]
    quote: str
    start: int
    end: int
    review_status: str
    updated: str | None
    references: tuple[CitedReference, ...]
    page: int | None = None
    kind: str | None = None
    jurisdiction: str | None = None
    superseded_by: str | None = None
    replacements: tuple[Replacement, ...] = ()

    def places(self) -> list[tuple[int, int]]:
        """Return where in `quote` the digits of reference marks stand, as offsets in it."""
        found = (
            (start - self.start, end - self.start)
            for reference in self.references
            for start, end in reference.places
        )
        return [(start, end) for start, end in found if 0 <= start < end <= len(self.quote)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One shown statement; `verbatim` says that `text` is the quote of its first citation.

    Else it is a sentence of a language model that its citations support, or a quote with the doses
    left out.

    Further citations of a verbatim statement are the lines that introduce it, then `repeats`:
    quotes from elsewhere that state the same. `partial` says that it is one item of a list too
    long to be quoted whole.
    """

    text: str
    citations: tuple[int, ...]
    verbatim: bool
    partial: bool = False
    repeats: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSentence:
    """A sentence that a language model wrote, and what the gate found in it.

    `citations` are those of its numbers that resolve. Where `supported` is false, `reasons` (of
    `chatbot.grounding.verdict.Fault`) say why, and the sentence is shown nowhere: the lines that
    it cites are quoted in its place.
    """

    text: str
    citations: tuple[int, ...]
    supported: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two or more citations that give different values for one thing.

    `values` are verbatim parts of the quotes, `scopes` what each text says of whom and when its
    value holds for; both are in the order of `citations`.
    """

    subject: str
    citations: tuple[int, ...]
    values: tuple[str, ...]
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerManifest:
    """What it takes to give this answer again.

    `show` is "approved" if the settings hide articles that are not, else "all"; `within` holds the
    ids and kinds that the search was limited to, None if it was not. `llm` is the language model
    that was asked, None if none was; `prompts` has the version and digest of every text that was
    sent or shown. `code` is the digest of the program and its words, `weakest_score` the
    confidence below which it refused.
    """

    answer_id: str
    generation: str
    embedding_model: str
    reranker: str | None
    llm: str | None
    prompts: dict[str, str]
    version: str
    show: str = "all"
    within: dict[str, tuple[str, ...]] | None = None
    audience: str = "clinician"
    code: str = ""
    weakest_score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as data, and as shown: `text`, Markdown with `[n]` markers.

    `also_in_section` are lines beside the quoted ones whose omission would mislead (a warning, the
    next step); their numbers go on after those of `citations`, and no marker refers to them.
    `confidence` is how sure one may be that the lines found answer, 0 to 1, whether they were
    shown or not; None if nothing was searched. `draft` is what a language model wrote, for those
    who evaluate it; `note` says in one line what of that was not used, and why. `explanation` is
    why a question was refused, and `nearest_quoted` whether the nearest passages are quoted with
    that. `searched_only` says what alone was searched, if not everything was; `abbreviations` are
    spelled out for this reader.
    """

    question: str
    condensed_question: str
    outcome: Outcome
    reason: Reason | None
    mode: str
    text: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    also_in_section: tuple[Citation, ...]
    conflicts: tuple[Conflict, ...]
    nearest: tuple[Citation, ...]
    follow_ups: tuple[str, ...]
    disclaimer: str
    manifest: AnswerManifest
    confidence: float | None
    draft: tuple[DraftSentence, ...] = ()
    note: str | None = None
    explanation: str | None = None
    nearest_quoted: bool = False
    searched_only: str | None = None
    abbreviations: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data, in the order of the contract."""
        return asdict(self)
