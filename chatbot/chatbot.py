"""The public class: questions -> answers, over whatever generation is current."""

import gc
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from chatbot.answering.answer import Answer, Audience
from chatbot.answering.pipeline import Pipeline, make_pipeline
from chatbot.answering.steps import Asking, Event
from chatbot.assembling import load_embedder, load_model, load_reranker, open_generations
from chatbot.errors import DamagedGenerationError, NoGenerationError, StaleGenerationError
from chatbot.indexing.embedding import Embedder
from chatbot.indexing.generation import Generation
from chatbot.indexing.generations import Generations
from chatbot.question.turn import Turn
from chatbot.rendering.as_markdown import answer_text
from chatbot.retrieval.limiting import EVERYTHING, Within, searched
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.reranking import Reranker
from chatbot.retrieval.retrieving import Retriever
from chatbot.settings import Settings

if TYPE_CHECKING:
    from chatbot.answering.chain import Chain
    from chatbot.llm.calling import LanguageModel
    from chatbot.retrieval.langchain_retriever import HybridRetriever

_LIMITS_KEPT = 8
_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{8}(?:-[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limited:
    """What is searched of one generation, and the pipeline over it."""

    generation: Generation
    pipeline: Pipeline


class Chatbot:
    """Answers from whatever generation is current when a question is asked.

    A new generation is picked up at the next question; a question under way ends on the one it
    began with. With `generation`, it answers from that one only. Not tied to a conversation: the
    turns come with each question.
    """

    def __init__(self, settings: Settings, *, generation: str | None = None) -> None:
        self._settings = settings
        self._pinned = generation
        self.problem: str | None = None
        """What keeps the current generation from being read, while an older one still answers."""
        self._current: tuple[Generation, Callable[[Within], _Limited]] | None = None

    @cached_property
    def generations(self) -> Generations:
        """The generations that are there."""
        return open_generations(self._settings)

    @cached_property
    def _embedder(self) -> Embedder:
        return load_embedder(self._settings)

    @cached_property
    def _reranker(self) -> Reranker | None:
        return load_reranker(self._settings)

    @cached_property
    def _model(self) -> "LanguageModel | None":
        return load_model(self._settings)

    def generation(self) -> Generation:
        """Open the current generation.

        Raises `GenerationError` if there is none, it cannot be read, or another model built
        it.
        """
        generation = self._newest()
        if generation.manifest.embedding_digest != self._embedder.digest:
            raise StaleGenerationError(
                f"{self.generations.place}: the index was built with the embedding model "
                f"{generation.manifest.embedding_model}, the settings say "
                f"{self._embedder.name}; run: chatbot index"
            )
        return generation

    @property
    def model_name(self) -> str | None:
        """The language model that words the answers, None if none does."""
        return self._model.name if self._model else None

    def _newest(self) -> Generation:
        """Open the current generation; if it is damaged or gone, stay with the one that is open."""
        if self._pinned:
            return self.generations.open(self._pinned)
        try:
            generation = self.generations.current()
        except (DamagedGenerationError, NoGenerationError) as error:
            if self._current is None or self._current[0].damage():
                raise
            self.problem = str(error)
            return self._current[0]
        self.problem = None
        return generation

    def ask(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        within: Within = EVERYTHING,
        audience: Audience = Audience.CLINICIAN,
    ) -> tuple[Answer, Turn]:
        """Answer `question`; return the answer and the turn for the next question.

        `within` limits what is searched, here and below; `audience` is the reader. Raises
        `UnknownArticleError` if it names an article or a kind that is not there.
        """
        return self.pipeline(within).run(question, turns, audience)

    def events(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        within: Within = EVERYTHING,
        audience: Audience = Audience.CLINICIAN,
    ) -> Iterator[Event]:
        """Answer as `ask` does, and yield what each step comes to as soon as it has."""
        asking = Asking(question=question, turns=tuple(turns), audience=audience)
        return self.pipeline(within).events(asking)

    def pipeline(self, within: Within = EVERYTHING) -> Pipeline:
        """Return the pipeline over what is searched of the current generation."""
        return self._limited(within).pipeline

    def shown(self, name: str = "") -> Generation:
        """Return what the settings show of the generation that an answer was made from.

        It is the current one if `name`, which may come from a browser, is not that of another.
        Raises `GenerationError` if it cannot be read.
        """
        named = bool(_NAME.fullmatch(name)) and self.generations.has(name)
        generation = self.generations.open(name) if named else self.generation()
        return searched(generation, approved_only=self._settings.show == "approved")[0]

    def _limited(self, within: Within) -> _Limited:
        """Return the parts over what is searched; those for the last few limits are kept."""
        generation = self.generation()
        if self._current is None or self._current[0] is not generation:
            kept = lru_cache(maxsize=_LIMITS_KEPT)(partial(self._over, generation))
            self._current = (generation, kept)
            # Parts of the old pipeline refer to each other: without this they, and so the files of
            # their generation, would stay until Python happens to look for such circles.
            gc.collect()
        return self._current[1](within)

    def _over(self, generation: Generation, within: Within) -> _Limited:
        approved_only = self._settings.show == "approved"
        part, limits = searched(generation, within, approved_only=approved_only)
        return _Limited(
            generation=part,
            pipeline=make_pipeline(
                part,
                self._embedder,
                self._reranker,
                weakest_score=self._settings.weakest_score,
                limits=limits,
                model=self._model,
                seconds=self._settings.llm_seconds,
                write=answer_text,
            ),
        )

    def chain(self, within: Within = EVERYTHING) -> "Chain":
        """Return the pipeline over the current generation as a LangGraph graph."""
        from chatbot.answering.chain import build_chain

        return build_chain(self.pipeline(within))

    def retrieve(
        self, query: str, k: int, within: Within = EVERYTHING
    ) -> tuple[Generation, list[Passage]]:
        """Return the `k` best passages and the generation they are from."""
        generation = self._limited(within).generation
        return generation, Retriever(generation, self._embedder, self._reranker).retrieve(query, k)

    def retriever(self, k: int = 10, within: Within = EVERYTHING) -> "HybridRetriever":
        """Return the current generation as a LangChain retriever."""
        from chatbot.retrieval.langchain_retriever import HybridRetriever

        return HybridRetriever(
            generation=self._limited(within).generation,
            embedder=self._embedder,
            k=k,
            reranker=self._reranker,
        )

    def quoted(self, question: str) -> Answer:
        """Answer a question of its own in quotes, without a language model."""
        return self.pipeline().quoted(question)

    def warm_up(self) -> None:
        """Load everything that the first question would otherwise wait for."""
        self.quoted("What is the recommended treatment?")
