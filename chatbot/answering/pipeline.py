"""The pipeline: a question and the turns before it -> an answer.

    understand -> find -> choose -> quote (-> word)
        |                   |
        +----> refuse <-----+

`quote` answers in quotes; with a language model, `word` has it say the same in sentences, of which
those that pass the gate stand before the quotes. Nothing else depends on a model but how a
follow-up is condensed.

It keeps nothing between calls: the turns come in with the question, so sessions cannot mix, and
the same question over the same generation gives the same bytes. The page, the command line and
the evaluations run the steps here, without any framework (importing LangGraph would double the
start-up of `chatbot ask`); `chatbot.answering.chain` offers the same steps as a LangGraph graph.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.answering.answer import Answer, Audience
from chatbot.answering.evidence import Evidence
from chatbot.answering.finishing import Finisher, Origin, Write
from chatbot.answering.follow_ups import answerable_by
from chatbot.answering.prompts import load_prompt
from chatbot.answering.quotation import Quotation
from chatbot.answering.steps import Answered, Asking, Event, Refused, Steps
from chatbot.answering.understanding import Understanding
from chatbot.answering.verbalising import Verbaliser
from chatbot.indexing.embedding import Embedder
from chatbot.indexing.generation import Generation
from chatbot.language.reading import Reader
from chatbot.llm.calling import LanguageModel
from chatbot.question.turn import Turn
from chatbot.refusing import Refuser
from chatbot.retrieval.limiting import Limits
from chatbot.retrieval.reranking import Reranker
from chatbot.retrieval.retrieving import Retriever
from chatbot.settings import WEAKEST_SCORE

_SECONDS = 20.0  # that a language model has for one answer
_NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Runs the steps, whichever they are."""

    steps: Steps

    def events(self, asking: Asking) -> Iterator[Event]:
        """Yield what each step comes to as soon as it has; the last is `Answered`."""
        steps = self.steps
        understood = steps.understand(asking)
        yield understood
        if isinstance(understood, Refused):
            yield steps.refuse(understood)
            return
        found = steps.find(understood)
        yield found
        chosen = steps.choose(found)
        yield chosen
        if isinstance(chosen, Refused):
            yield steps.refuse(chosen)
            return
        quoted = steps.quote(chosen)
        yield quoted
        if steps.word is None:
            yield quoted.answered
        else:
            yield from steps.word(quoted)

    def answered(self, asking: Asking) -> Answered:
        """Return what the steps come to in the end."""
        *_, last = self.events(asking)
        assert isinstance(last, Answered)
        return last

    def run(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        audience: Audience = Audience.CLINICIAN,
    ) -> tuple[Answer, Turn]:
        """Answer one question of a conversation; return the answer and the turn to hand on."""
        done = self.answered(Asking(question=question, turns=tuple(turns), audience=audience))
        return done.answer, done.turn

    def quoted(self, question: str) -> Answer:
        """Answer a question of its own in quotes, whether there is a language model or not."""
        in_quotes = Pipeline(replace(self.steps, word=None))
        return in_quotes.answered(Asking(question=question)).answer


def make_pipeline(
    generation: Generation,
    embedder: Embedder,
    reranker: Reranker | None = None,
    *,
    weakest_score: float = WEAKEST_SCORE,
    limits: Limits = _NO_LIMITS,
    model: LanguageModel | None = None,
    seconds: float = _SECONDS,
    write: Write,
) -> Pipeline:
    """Return the pipeline over one generation.

    `limits` say what of it is searched, for the reader. `model` words answers, for which it has
    `seconds`. `write` makes the text of an answer from its other parts.
    """
    origin = Origin(
        generation=generation.manifest.generation,
        embedding_model=generation.manifest.embedding_model,
        reranker=reranker.name if reranker else None,
        model=model.name if model else None,
        limits=limits,
        weakest_score=weakest_score,
        disclaimer=load_prompt("disclaimer"),
    )
    finisher = Finisher(origin=origin, abbreviations=generation.abbreviations, write=write)
    return Pipeline(_make_steps(generation, embedder, reranker, model, seconds, finisher))


def _make_steps(
    generation: Generation,
    embedder: Embedder,
    reranker: Reranker | None,
    model: LanguageModel | None,
    seconds: float,
    finisher: Finisher,
) -> Steps:
    known = generation.abbreviations
    reader = Reader(known, generation.medicines)
    retriever = Retriever(generation, embedder, reranker)
    first = Understanding(
        retriever=retriever, embedder=embedder, abbreviations=known, model=model, seconds=seconds
    )
    origin = finisher.origin
    refuser = Refuser(generation, embedder, reader, origin.weakest_score)
    second = Evidence(
        generation=generation, retriever=retriever, refuser=refuser, limits=origin.limits
    )
    answerable = answerable_by(first.understand, second.find, second.choose)
    third = Quotation(
        generation=generation, reader=reader, answerable=answerable, finisher=finisher
    )
    last = Verbaliser(model=model, abbreviations=known, finisher=finisher) if model else None
    return Steps(
        understand=first.understand,
        find=second.find,
        choose=second.choose,
        quote=third.quote,
        refuse=third.refuse,
        word=last.word if last else None,
    )
