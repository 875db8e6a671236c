"""The parts of an answer -> the answer, for its reader, and what it takes to give it again."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from chatbot.answering.answer import (
    Answer,
    AnswerManifest,
    Audience,
    Citation,
    DraftSentence,
    Outcome,
    Statement,
)
from chatbot.answering.audience import for_reader, spelled_out
from chatbot.answering.prompts import Prompt, load_prompt
from chatbot.answering.steps import Answered, Asking, Chosen, Quotes, Refused
from chatbot.indexing.fingerprinting import program_digest
from chatbot.retrieval.limiting import Limits
from chatbot.version import __version__

Write = Callable[[Answer], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is the same for every answer of one chatbot over one generation.

    `model` is the language model that may be asked, None if there is none.
    """

    generation: str
    embedding_model: str
    reranker: str | None
    model: str | None
    limits: Limits
    weakest_score: float
    disclaimer: Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Finisher:
    """Makes answers of their parts. `write` makes the text of one from the rest of it."""

    origin: Origin
    abbreviations: Mapping[str, str]
    write: Write

    def answered(
        self,
        chosen: Chosen,
        quotes: Quotes,
        *,
        draft: tuple[DraftSentence, ...] = (),
        note: str | None = None,
        sent: Sequence[Prompt] = (),
    ) -> Answered:
        """Return the answer: the sentences of the draft that passed, then the quotes.

        `sent` are the prompts that a language model was asked with, if one was.
        """
        understood = chosen.found.understood
        asking = understood.asking
        sentences = stated(draft)
        answer = Answer(
            question=asking.question,
            condensed_question=understood.condensed.question,
            outcome=Outcome.ANSWERED,
            reason=None,
            mode="llm" if sentences else "quotes",
            text="",
            statements=(*sentences, *for_reader(quotes.statements, asking.audience)),
            citations=quotes.citations,
            also_in_section=quotes.also,
            conflicts=quotes.conflicts,
            nearest=(),
            follow_ups=quotes.follow_ups,
            disclaimer=self.origin.disclaimer.text,
            manifest=_manifest(self.origin, asking, rewritten=understood.rewritten, sent=sent),
            confidence=chosen.confidence,
            draft=draft,
            note=note,
            searched_only=self.origin.limits.searched_only() or None,
            abbreviations=self._spelled_out(asking.audience, quotes),
        )
        return Answered(
            answer=replace(answer, text=self.write(answer)),
            condensed=understood.condensed,
            passages=chosen.found.passages,
        )

    def refused(self, refused: Refused, nearest: tuple[Citation, ...]) -> Answered:
        """Return the answer that says why there is none, and shows the `nearest` lines."""
        asking, refusal = refused.asking, refused.refusal
        answer = Answer(
            question=asking.question,
            condensed_question=refused.condensed.question,
            outcome=Outcome.REFUSED,
            reason=refusal.reason,
            mode="quotes",
            text="",
            statements=(),
            citations=(),
            also_in_section=(),
            conflicts=(),
            nearest=nearest,
            follow_ups=(),
            disclaimer=self.origin.disclaimer.text,
            manifest=_manifest(self.origin, asking, rewritten=refused.rewritten, sent=()),
            confidence=refused.confidence,
            explanation=refusal.explanation,
            nearest_quoted=refusal.shows_lines,
        )
        return Answered(
            answer=replace(answer, text=self.write(answer)),
            condensed=refused.condensed,
            passages=refused.passages,
        )

    def _spelled_out(self, audience: Audience, quotes: Quotes) -> dict[str, str]:
        shown = for_reader((*quotes.citations, *quotes.also), audience)
        known = self.abbreviations if audience.wants_abbreviations else {}
        return spelled_out([citation.quote for citation in shown], known)


def stated(draft: Sequence[DraftSentence]) -> tuple[Statement, ...]:
    """Return the sentences that passed the gate as statements.

    The place of one that failed is taken by the lines it cites, which are quoted below the
    sentences anyhow.
    """
    return tuple(
        Statement(text=sentence.text, citations=sentence.citations, verbatim=False)
        for sentence in draft
        if sentence.supported
    )


def _manifest(
    origin: Origin, asking: Asking, *, rewritten: bool, sent: Sequence[Prompt]
) -> AnswerManifest:
    """Return the manifest of the answer to `asking`.

    `rewritten` says whether the model was asked to condense the question, `sent` are the prompts
    that it was asked to word the answer with.
    """
    prompts = [*sent, *(_condensing() if rewritten else ())]
    llm = origin.model if prompts else None
    prompts += [] if asking.audience.sees_doses else [load_prompt("patient_notice")]
    within = asdict(origin.limits.within) if origin.limits.within else None
    show = "approved" if origin.limits.hidden else "all"
    identity = "\0".join(_identity(origin, asking, llm, prompts, [show, repr(within)]))
    return AnswerManifest(
        answer_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        generation=origin.generation,
        embedding_model=origin.embedding_model,
        reranker=origin.reranker,
        llm=llm,
        prompts={prompt.name: prompt.label for prompt in (origin.disclaimer, *prompts)},
        version=__version__,
        show=show,
        within=within,
        audience=asking.audience.value,
        code=program_digest(),
        weakest_score=origin.weakest_score,
    )


def _condensing() -> tuple[Prompt, Prompt]:
    return load_prompt("condense"), load_prompt("questions")


def _identity(
    origin: Origin,
    asking: Asking,
    llm: str | None,
    prompts: Sequence[Prompt],
    limits: Sequence[str],
) -> Iterator[str]:
    """Yield all that an answer depends on."""
    yield origin.generation
    yield program_digest()
    yield repr(origin.weakest_score)
    yield origin.disclaimer.label
    yield from (turn.question for turn in asking.turns)
    yield asking.question
    if origin.reranker:
        yield origin.reranker
    if origin.limits:
        yield from limits
    if llm:
        yield llm
        yield from (prompt.label for prompt in prompts)
    if asking.audience is not Audience.CLINICIAN:
        yield asking.audience.value
