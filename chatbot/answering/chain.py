"""The chain: a question and the turns before it -> an answer, as a LangGraph graph.

    condense -> retrieve -> choose -> answer
        |                      |
        +------> refuse <------+

It keeps nothing between calls: the turns come in with the question, so sessions cannot mix, and
the same question over the same generation gives the same bytes.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Required, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from chatbot import __version__
from chatbot.answering.answer import Answer, AnswerManifest, Citation, Outcome, Statement
from chatbot.answering.citing import citation, cite
from chatbot.answering.evidence import EvidenceLine, choose_evidence
from chatbot.answering.prompts import load_prompt
from chatbot.answering.quoting import Quote, quote_lines
from chatbot.answering.refusing import Refusal, refuse_evidence, refuse_question
from chatbot.answering.writing import answer_text, refusal_text
from chatbot.conversation.condensing import condense
from chatbot.conversation.turn import Condensed, Turn
from chatbot.indexing.embedding import Embedder
from chatbot.indexing.generation import Generation
from chatbot.retrieval.expanding import Query, Thesaurus
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.retrieving import retrieve

_PASSAGES = 8
_LINES = 6
_NEAREST = 3


class ChainState(TypedDict, total=False):
    """What the nodes hand on. `question` and `turns` go in, `answer` and `condensed` come out."""

    question: Required[str]
    turns: Required[tuple[Turn, ...]]
    condensed: Condensed
    query: Query
    passages: list[Passage]
    lines: list[EvidenceLine]
    refusal: Refusal | None
    answer: Answer


Chain = CompiledStateGraph[ChainState, Any, ChainState, ChainState]


def build_chain(generation: Generation, embedder: Embedder) -> Chain:
    """Return the chain over one generation.

    A LangChain user invokes it with `{"question": "...", "turns": ()}` and reads `"answer"`.
    """
    nodes = _Nodes(generation, embedder)
    graph = StateGraph(ChainState)
    graph.add_node("condense", nodes.condense)
    graph.add_node("retrieve", nodes.retrieve)
    graph.add_node("choose", nodes.choose)
    graph.add_node("answer", nodes.answer)
    graph.add_node("refuse", nodes.refuse)
    graph.add_edge(START, "condense")
    graph.add_conditional_edges("condense", _unless_refused("retrieve"), ["refuse", "retrieve"])
    graph.add_edge("retrieve", "choose")
    graph.add_conditional_edges("choose", _unless_refused("answer"), ["refuse", "answer"])
    graph.add_edge("answer", END)
    graph.add_edge("refuse", END)
    return graph.compile(name="guideline-chatbot")


def ask(chain: Chain, question: str, turns: Sequence[Turn] = ()) -> tuple[Answer, Turn]:
    """Ask one question of a conversation; return the answer and the turn to hand on."""
    state = chain.invoke({"question": question, "turns": tuple(turns)})
    answer: Answer = state["answer"]
    return answer, Turn(question=question, condensed=state["condensed"])


def _unless_refused(onward: str) -> Any:
    return lambda state: "refuse" if state.get("refusal") else onward


class _Nodes:
    """The steps over one generation."""

    def __init__(self, generation: Generation, embedder: Embedder) -> None:
        self._generation = generation
        self._embedder = embedder
        self._thesaurus = Thesaurus(generation)
        self._disclaimer = load_prompt("disclaimer")

    def condense(self, state: ChainState) -> dict[str, Any]:
        question = state["question"]
        refusal = refuse_question(question)
        if refusal:
            return {
                "condensed": Condensed(question=question, subject="", pattern=question),
                "refusal": refusal,
            }
        condensed = condense(question, state["turns"])
        return {
            "condensed": condensed,
            "query": self._thesaurus.expand(condensed.question),
            "refusal": None,
        }

    def retrieve(self, state: ChainState) -> dict[str, Any]:
        found = retrieve(state["query"], self._generation, self._embedder, _PASSAGES)
        return {"passages": found}

    def choose(self, state: ChainState) -> dict[str, Any]:
        query = state["query"]
        lines = choose_evidence(
            query, state["passages"], self._generation, self._embedder, _LINES
        )
        return {"lines": lines, "refusal": refuse_evidence(query, lines, self._embedder)}

    def answer(self, state: ChainState) -> dict[str, Any]:
        citations, statements = cite(quote_lines(state["lines"]))
        text = answer_text(statements, citations, self._disclaimer.text)
        return {
            "answer": self._finished(
                state, text, citations=citations, statements=statements, refusal=None
            )
        }

    def refuse(self, state: ChainState) -> dict[str, Any]:
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
        state: ChainState,
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
        )

    def _manifest(self, state: ChainState) -> AnswerManifest:
        manifest = self._generation.manifest
        asked = [turn.question for turn in state["turns"]] + [state["question"]]
        identity = "\0".join([manifest.generation, __version__, self._disclaimer.label, *asked])
        return AnswerManifest(
            answer_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16],
            generation=manifest.generation,
            embedding_model=manifest.embedding_model,
            llm=None,
            prompts={self._disclaimer.name: self._disclaimer.label},
            version=__version__,
        )
