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
from dataclasses import asdict, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Required, TypedDict, cast

from chatbot.answering.answer import (
    Answer,
    AnswerManifest,
    Citation,
    Conflict,
    Outcome,
    Reason,
    Statement,
)
from chatbot.answering.citing import citation, cite
from chatbot.answering.disagreeing import name_conflicts, with_other_sides
from chatbot.answering.evidence import EvidenceLine, choose_evidence, scored_lines
from chatbot.answering.merging import merge_quotes
from chatbot.answering.prompts import load_prompt
from chatbot.answering.quoting import Quote, quote_lines
from chatbot.answering.refusing import (
    Refusal,
    Refuser,
    confidence,
    refuse_bare_detail,
    refuse_question,
)
from chatbot.answering.refusing.emergencies import refuse_emergency
from chatbot.answering.suggesting import Suggestion, suggest
from chatbot.answering.surrounding import also_in_section
from chatbot.answering.writing import answer_text, refusal_text
from chatbot.conversation.condensing import condense
from chatbot.conversation.turn import Condensed, Turn
from chatbot.indexing.embedding import Embedder, Vectors
from chatbot.indexing.generation import Generation
from chatbot.retrieval.expanding import Query, Thesaurus
from chatbot.retrieval.limiting import Limits
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.reranking import Reranker
from chatbot.retrieval.retrieving import retrieve
from chatbot.settings import WEAKEST_SCORE
from chatbot.version import __version__
from chatbot.vocabulary.names import NameFinder

_PASSAGES = 8
_PASSAGES_CHECKED = 4
_LINES = 6
_NEAREST = 3
_FOLLOW_UPS = 2  # more would cost a search each
_CHECKED = 4096  # suggested questions whose check is kept


_NO_LIMITS = Limits()
_FROM_ARTICLES = (Reason.NOT_IN_CORPUS, Reason.WEAK_EVIDENCE, Reason.UNSUPPORTED)


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


def turn_of(answer: Answer, condensed: Condensed) -> Turn:
    """Return the turn that the next question of the conversation builds on."""
    return Turn(
        question=answer.question,
        condensed=condensed,
        sections=tuple(dict.fromkeys(c.section[-1] for c in answer.citations if c.section)),
        lines=tuple(statement.text for statement in answer.statements),
    )


class Pipeline:
    """The steps over one generation. Each takes the state and returns what it adds to it.

    `limits` say what of it is searched, for the reader.
    """

    def __init__(
        self,
        generation: Generation,
        embedder: Embedder,
        reranker: Reranker | None = None,
        weakest_score: float = WEAKEST_SCORE,
        limits: Limits = _NO_LIMITS,
    ) -> None:
        self._generation = generation
        self._embedder = embedder
        self._reranker = reranker
        self._limits = limits
        self._thesaurus = Thesaurus(generation)
        self._finder = NameFinder(generation.abbreviations)
        self._refuser = Refuser(generation, embedder, self._finder, weakest_score)
        self._disclaimer = load_prompt("disclaimer")
        self._answers = lru_cache(maxsize=_CHECKED)(self._check)

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
        return state["answer"], turn_of(state["answer"], state["condensed"])

    def condense(self, state: State) -> dict[str, Any]:
        """Check the question and make it stand alone."""
        question = state["question"]
        refusal = refuse_question(question)
        if refusal is None and not state["turns"]:
            refusal = refuse_bare_detail(question)
        if refusal:
            return {
                "condensed": Condensed(question=question),
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
        if not self._generation.articles:
            return {"lines": [], "refusal": self._refuse_all(state["question"])}
        lines = choose_evidence(self._scored(state), _LINES, self._generation.replacements)
        refusal = self._refuser.refuse(
            state["question"], query, state["condensed"].question, state["passages"], lines
        )
        return {"lines": lines, "refusal": refusal and self._limited(refusal)}

    def _refuse_all(self, question: str) -> Refusal:
        """Return the refusal where the settings hide every article."""
        return refuse_emergency(question) or Refusal(
            reason=Reason.NOT_IN_CORPUS, explanation=self._limits.hidden_by_setting()
        )

    def _limited(self, refusal: Refusal) -> Refusal:
        """Return a refusal that speaks of the articles searched, and says which those are."""
        if not self._limits or refusal.reason not in _FROM_ARTICLES:
            return refusal
        about = refusal.explanation.replace("indexed article", "searched article")
        return replace(refusal, explanation=f"{about} {self._limits.sentences()}")

    def answer(self, state: State) -> dict[str, Any]:
        """Quote and cite the lines, and the other side wherever articles contradict them."""
        lines = self._with_other_sides(state["lines"])
        quotes = merge_quotes(quote_lines(lines), self._generation.abbreviations)
        citations, statements = cite(quotes, self._generation)
        conflicts = name_conflicts(citations, self._generation)
        also = tuple(
            citation(quote, number, self._generation)
            for number, quote in enumerate(
                also_in_section(state["query"], quotes), start=len(citations) + 1
            )
        )
        text = answer_text(
            statements,
            citations,
            conflicts,
            also,
            self._disclaimer.text,
            searched_only=self._limits.searched_only(),
        )
        return {
            "answer": self._finished(
                state,
                text,
                citations=citations,
                statements=statements,
                conflicts=conflicts,
                also=also,
                follow_ups=self._follow_ups(state, quotes),
                refusal=None,
            )
        }

    def _scored(self, state: State) -> list[EvidenceLine]:
        """Return the lines of the passages; as a method, like the next, for the ablation."""
        return scored_lines(
            state["query"], state["vector"], state["passages"], self._generation, self._finder
        )

    def _with_other_sides(self, lines: Sequence[EvidenceLine]) -> list[EvidenceLine]:
        return with_other_sides(lines, self._generation)

    def _follow_ups(self, state: State, quotes: Sequence[Quote]) -> tuple[str, ...]:
        """Return the questions that may follow and that the corpus answers."""
        turns = state["turns"]
        earlier = [text for turn in turns for text in (turn.question, turn.condensed.question)]
        earlier += [state["question"], state["condensed"].question]
        ids = dict.fromkeys(passage.chunk.article_id for passage in state["passages"])
        suggestions = suggest(
            state["query"],
            quotes,
            [self._generation.article(article_id) for article_id in ids],
            earlier,
            self._finder,
        )
        return tuple(islice((s.question for s in suggestions if self._answers(s)), _FOLLOW_UPS))

    def _check(self, suggestion: Suggestion) -> bool:
        """Tell whether the first line that answers is one the question was made from.

        Each question is embedded alone: a vector differs by a hair with the batch it is in, and
        an answer must not depend on what was asked before.
        """
        state: dict[str, Any] = {"question": suggestion.question, "turns": ()}
        state |= self.condense(cast(State, state))
        if state["refusal"]:
            return False
        state |= self.retrieve(cast(State, state))
        state["passages"] = state["passages"][:_PASSAGES_CHECKED]
        state |= self.choose(cast(State, state))
        if state["refusal"]:
            return False
        first = state["lines"][0]
        return first.article.article_id == suggestion.article_id and any(
            first.start < end and start < first.end for start, end in suggestion.lines
        )

    def refuse(self, state: State) -> dict[str, Any]:
        """Say why there is no answer, and show the nearest passages."""
        refusal = state["refusal"]
        assert refusal is not None
        if refusal.shows_lines and state.get("lines"):
            first, *others = state["lines"]
            quotes = quote_lines([*self._with_other_sides([first]), *others])
        else:
            quotes = [self._whole(passage) for passage in state.get("passages", [])]
        nearest = tuple(
            citation(quote, number, self._generation)
            for number, quote in enumerate(quotes[:_NEAREST], start=1)
        )
        text = refusal_text(
            refusal.explanation, nearest, self._disclaimer.text, quoted=refusal.shows_lines
        )
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
        conflicts: tuple[Conflict, ...] = (),
        also: tuple[Citation, ...] = (),
        follow_ups: tuple[str, ...] = (),
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
            also_in_section=also,
            conflicts=conflicts,
            nearest=nearest,
            follow_ups=follow_ups,
            disclaimer=self._disclaimer.text,
            manifest=self._manifest(state),
            confidence=confidence(state.get("lines", []), refusal),
        )

    def _manifest(self, state: State) -> AnswerManifest:
        manifest = self._generation.manifest
        asked = [turn.question for turn in state["turns"]] + [state["question"]]
        reranker = self._reranker.name if self._reranker else None
        parts = [manifest.generation, __version__, self._disclaimer.label, *asked]
        within = asdict(self._limits.within) if self._limits.within else None
        show = "approved" if self._limits.hidden else "all"
        limits = [show, repr(within)] if self._limits else []
        identity = "\0".join([*parts, *([reranker] if reranker else []), *limits])
        return AnswerManifest(
            answer_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16],
            generation=manifest.generation,
            embedding_model=manifest.embedding_model,
            reranker=reranker,
            llm=None,
            prompts={self._disclaimer.name: self._disclaimer.label},
            version=__version__,
            show=show,
            within=within,
        )
