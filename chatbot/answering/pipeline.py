"""The pipeline: a question and the turns before it -> an answer.

    condense -> retrieve -> choose -> answer
        |                      |
        +------> refuse <------+

It keeps nothing between calls: the turns come in with the question, so sessions cannot mix, and
the same question over the same generation gives the same bytes. `run` walks the steps without
any framework (importing LangGraph would double the start-up of `chatbot ask`);
`chatbot.answering.chain` offers the same steps as a LangGraph graph.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Required, TypedDict, cast

from chatbot.answering.answer import Answer, AnswerManifest, Citation, Outcome, Statement
from chatbot.answering.citing import citation, cite
from chatbot.answering.evidence import EvidenceLine, choose_evidence
from chatbot.answering.prompts import load_prompt
from chatbot.answering.quoting import Quote, quote_lines
from chatbot.answering.refusing import Refusal, refuse_evidence, refuse_question
from chatbot.answering.writing import answer_text, refusal_text
from chatbot.conversation.condensing import condense
from chatbot.conversation.turn import Condensed, Turn
from chatbot.indexing.embedding import Embedder, Vectors
from chatbot.indexing.generation import Generation
from chatbot.retrieval.expanding import Query, Thesaurus
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.reranking import Reranker
from chatbot.retrieval.retrieving import retrieve
from chatbot.version import __version__

_PASSAGES = 8
_LINES = 6
_NEAREST = 3


class State(TypedDict, total=False):
    """What the steps hand on. `question` and `turns` go in, `answer` and `condensed` come out."""

    question: Required[str]
    turns: Required[tuple[Turn, ...]]
    condensed: Condensed
    query: Query
    vector: Vectors
    passages: list[Passage]
    lines: list[EvidenceLine]
    refusal: Refusal | None
    answer: Answer


Step = Callable[[State], dict[str, Any]]


class Pipeline:
    """The steps over one generation. Each takes the state and returns what it adds to it."""

    def __init__(
        self, generation: Generation, embedder: Embedder, reranker: Reranker | None = None
    ) -> None:
        self._generation = generation
        self._embedder = embedder
        self._reranker = reranker
        self._thesaurus = Thesaurus(generation)
        self._disclaimer = load_prompt("disclaimer")

    def steps(self) -> dict[str, Step]:
        """Return the steps in order; after any of them a refusal leads to `refuse` instead."""
        return {
            "condense": self.condense,
            "retrieve": self.retrieve,
            "choose": self.choose,
            "answer": self.answer,
        }

    def run(self, question: str, turns: Sequence[Turn] = ()) -> tuple[Answer, Turn]:
        """Answer one question of a conversation; return the answer and the turn to hand on."""
        state: dict[str, Any] = {"question": question, "turns": tuple(turns)}
        for step in self.steps().values():
            state |= step(cast(State, state))
            if state.get("refusal"):
                state |= self.refuse(cast(State, state))
                break
        return state["answer"], Turn(question=question, condensed=state["condensed"])

    def condense(self, state: State) -> dict[str, Any]:
        """Check the question and make it stand alone."""
        question = state["question"]
        refusal = refuse_question(question)
        if refusal:
            return {
                "condensed": Condensed(question=question, subject="", pattern=question),
                "refusal": refusal,
            }
        condensed = condense(self._thesaurus.spelled(question), state["turns"])
        return {
            "condensed": condensed,
            "query": self._thesaurus.expand(condensed.question),
            "refusal": None,
        }

    def retrieve(self, state: State) -> dict[str, Any]:
        """Find the passages that match."""
        query = state["query"]
        vector = self._embedder.embed([query.text])[0]
        found = retrieve(query, vector, self._generation, _PASSAGES, self._reranker)
        return {"vector": vector, "passages": found}

    def choose(self, state: State) -> dict[str, Any]:
        """Choose the lines that answer, and decide whether they do."""
        query = state["query"]
        lines = choose_evidence(query, state["vector"], state["passages"], self._generation, _LINES)
        return {"lines": lines, "refusal": refuse_evidence(query, lines, self._embedder)}

    def answer(self, state: State) -> dict[str, Any]:
        """Quote and cite the lines."""
        citations, statements = cite(quote_lines(state["lines"]))
        text = answer_text(statements, citations, self._disclaimer.text)
        return {
            "answer": self._finished(
                state, text, citations=citations, statements=statements, refusal=None
            )
        }

    def refuse(self, state: State) -> dict[str, Any]:
        """Say why there is no answer, and show the nearest passages."""
        refusal = state["refusal"]
        assert refusal is not None
        nearest = tuple(
            citation(self._whole(passage), number)
            for number, passage in enumerate(state.get("passages", [])[:_NEAREST], start=1)
        )
        text = refusal_text(refusal.explanation, nearest, self._disclaimer.text)
        return {"answer": self._finished(state, text, nearest=nearest, refusal=refusal)}

    def _whole(self, passage: Passage) -> Quote:
        chunk = passage.chunk
        article = self._generation.article(chunk.article_id)
        first, last = chunk.blocks
        marks = [mark for block in article.blocks[first : last + 1] for mark in block.marks]
        return Quote(
            article=article,
            section=chunk.section,
            start=chunk.start,
            end=chunk.end,
            marks=tuple(marks),
        )

    def _finished(
        self,
        state: State,
        text: str,
        *,
        refusal: Refusal | None,
        citations: tuple[Citation, ...] = (),
        statements: tuple[Statement, ...] = (),
        nearest: tuple[Citation, ...] = (),
    ) -> Answer:
        return Answer(
            question=state["question"],
            condensed_question=state["condensed"].question,
            outcome=Outcome.REFUSED if refusal else Outcome.ANSWERED,
            reason=refusal.reason if refusal else None,
            mode="quotes",
            text=text,
            statements=statements,
            citations=citations,
            conflicts=(),
            nearest=nearest,
            follow_ups=(),
            disclaimer=self._disclaimer.text,
            manifest=self._manifest(state),
            confidence=state["lines"][0].score if state.get("lines") else None,
        )

    def _manifest(self, state: State) -> AnswerManifest:
        manifest = self._generation.manifest
        asked = [turn.question for turn in state["turns"]] + [state["question"]]
        reranker = self._reranker.name if self._reranker else None
        parts = [manifest.generation, __version__, self._disclaimer.label, *asked]
        identity = "\0".join([*parts, *([reranker] if reranker else [])])
        return AnswerManifest(
            answer_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16],
            generation=manifest.generation,
            embedding_model=manifest.embedding_model,
            reranker=reranker,
            llm=None,
            prompts={self._disclaimer.name: self._disclaimer.label},
            version=__version__,
        )
