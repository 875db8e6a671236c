"""The pipeline: a question and the turns before it -> an answer.

    condense -> retrieve -> choose -> answer (-> word)
        |                      |
        +------> refuse <------+

`answer` quotes; with a language model, `word` has it say the same in sentences, of which those that
pass the gate stand before the quotes. Nothing else depends on a model but how a follow-up is
condensed.

It keeps nothing between calls: the turns come in with the question, so sessions cannot mix, and
the same question over the same generation gives the same bytes. `run` walks the steps without
any framework (importing LangGraph would double the start-up of `chatbot ask`);
`chatbot.answering.chain` offers the same steps as a LangGraph graph.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Required, TypedDict, cast

from chatbot.answering.answer import (
    Answer,
    AnswerManifest,
    Audience,
    Citation,
    Conflict,
    DraftSentence,
    Outcome,
    Reason,
    Statement,
)
from chatbot.answering.audience import for_reader, spelled_out
from chatbot.answering.beside import beside
from chatbot.answering.choosing import choose_statements, shown_by
from chatbot.answering.citing import citation, cite
from chatbot.answering.disagreeing import name_conflicts, with_other_sides
from chatbot.answering.merging import merge_quotes
from chatbot.answering.prompts import Prompt, load_prompt
from chatbot.answering.quoting import Quote, quote, quote_statements
from chatbot.answering.suggesting import Suggestion, suggest
from chatbot.answering.wording.placing import left_out, stated
from chatbot.answering.wording.request import make_request
from chatbot.answering.wording.rewriting import rewrite
from chatbot.errors import LanguageModelError
from chatbot.indexing.embedding import Embedder, Vectors
from chatbot.indexing.fingerprinting import program_digest
from chatbot.indexing.generation import Generation
from chatbot.language.names import NameFinder
from chatbot.language.tokens import unbroken
from chatbot.llm.calling import LanguageModel
from chatbot.question.condensing import condense
from chatbot.question.turn import Condensed, Turn
from chatbot.refusing import (
    Refusal,
    Refuser,
    confidence,
    refuse_bare_detail,
    refuse_question,
)
from chatbot.refusing.safety import refuse_unsafe
from chatbot.refusing.safety.other_matters import names_other_matter
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.limiting import Limits
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.ranking import PASSAGES, RankedStatement, rank_statements
from chatbot.retrieval.reranking import Reranker
from chatbot.retrieval.retrieving import Retriever
from chatbot.settings import WEAKEST_SCORE
from chatbot.version import __version__

_NEAREST = 3
_FOLLOW_UPS = 2  # more would cost a search each
_CHECKED = 4096  # suggested questions whose check is kept
_SECONDS = 20.0  # that a language model has for one answer
_TO_CONDENSE = 0.25  # of them


_NO_LIMITS = Limits()
_FROM_ARTICLES = (Reason.NOT_IN_CORPUS, Reason.WEAK_EVIDENCE, Reason.UNSUPPORTED)


class State(TypedDict, total=False):
    """What the steps hand on.

    `question`, `turns` and, if it is not a clinician, `audience` go in, `answer` and `condensed`
    come out. `deadline` is when a language model must have ended, `rewritten` whether it was
    asked to condense the question.
    """

    question: Required[str]
    turns: Required[tuple[Turn, ...]]
    audience: Audience
    deadline: float
    rewritten: bool
    condensed: Condensed
    query: Query
    vector: Vectors
    passages: list[Passage]
    ranked: list[RankedStatement]
    chosen: list[RankedStatement]
    refusal: Refusal | None
    quoted: "Quoted"
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """The parts of an answer in quotes."""

    citations: tuple[Citation, ...]
    statements: tuple[Statement, ...]
    conflicts: tuple[Conflict, ...]
    also: tuple[Citation, ...]
    follow_ups: tuple[str, ...]


_NOTHING = Quoted(citations=(), statements=(), conflicts=(), also=(), follow_ups=())

Emit = Callable[[tuple[Statement, ...]], None]
Write = Callable[[Answer], str]
Step = Callable[[State], dict[str, Any]]


def _not_shown(sentences: tuple[Statement, ...]) -> None:
    """Show nothing while the answer grows."""


def turn_of(answer: Answer, condensed: Condensed) -> Turn:
    """Return the turn that the next question of the conversation builds on.

    One that was refused for asking about the weather leaves nothing open: "and in children?"
    goes on from what was asked before it.
    """
    elsewhere = answer.reason is Reason.NOT_MEDICAL and names_other_matter(condensed.question)
    return Turn(
        question=answer.question,
        condensed=replace(condensed, topics=()) if elsewhere else condensed,
        sections=tuple(dict.fromkeys(c.section[-1] for c in answer.citations if c.section)),
        lines=tuple(statement.text for statement in answer.statements),
    )


class Pipeline:
    """The steps over one generation. Each takes the state and returns what it adds to it.

    `limits` say what of it is searched, for the reader. `model` words answers, for which it has
    `seconds`. `write` makes the text of an answer from its other parts.
    """

    def __init__(
        self,
        generation: Generation,
        embedder: Embedder,
        reranker: Reranker | None = None,
        weakest_score: float = WEAKEST_SCORE,
        limits: Limits = _NO_LIMITS,
        model: LanguageModel | None = None,
        seconds: float = _SECONDS,
        *,
        write: Write,
    ) -> None:
        self._write = write
        self._generation = generation
        self._reranker = reranker
        self._limits = limits
        self._model = model
        self._seconds = seconds
        self._weakest = weakest_score
        self._embedder = embedder
        self._retriever = Retriever(generation, embedder, reranker)
        self._finder = NameFinder(generation.abbreviations, generation.medicines)
        self._refuser = Refuser(generation, embedder, self._finder, weakest_score)
        self._disclaimer = load_prompt("disclaimer")
        self._answers = lru_cache(maxsize=_CHECKED)(self._check)

    def steps(self) -> dict[str, Step]:
        """Return the steps in order; after any of them a refusal leads to `refuse` instead."""
        steps: dict[str, Step] = {
            "condense": self.condense,
            "retrieve": self.retrieve,
            "choose": self.choose,
            "answer": self.answer,
        }
        return steps | ({"word": self.word} if self._model else {})

    def run(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        audience: Audience = Audience.CLINICIAN,
    ) -> tuple[Answer, Turn]:
        """Answer one question of a conversation; return the answer and the turn to hand on."""
        state = State(question=question, turns=tuple(turns), audience=audience)
        done = self._walked(state, self.steps())
        return done["answer"], turn_of(done["answer"], done["condensed"])

    def quoted(self, question: str) -> Answer:
        """Answer a question of its own in quotes, whether there is a language model or not."""
        steps = self.steps()
        steps.pop("word", None)
        return self._walked(State(question=question, turns=()), steps)["answer"]

    def _walked(self, state: State, steps: dict[str, Step]) -> State:
        for step in steps.values():
            state = cast(State, state | step(state))
            if state.get("refusal"):
                return cast(State, state | self.refuse(state))
        return state

    def condense(self, state: State) -> dict[str, Any]:
        """Check the question and make it stand alone."""
        question = state["question"]
        refusal = refuse_question(question)
        if refusal is None:
            refusal = refuse_unsafe(unbroken(question), self._embedder)
        if refusal is None and not state["turns"]:
            refusal = refuse_bare_detail(question)
        if refusal:
            return {
                "condensed": Condensed(question=question),
                "refusal": refusal,
            }
        spelled = self._retriever.read(question)
        condensed = condense(spelled, state["turns"])
        started = time.monotonic()
        if self._model and state["turns"]:
            rewritten = rewrite(
                self._model,
                spelled,
                state["turns"],
                condensed,
                self._generation.abbreviations,
                deadline=started + _TO_CONDENSE * self._seconds,
            )
            condensed = replace(condensed, question=rewritten or condensed.question)
        return {
            "condensed": condensed,
            "query": self._retriever.query(condensed.question),
            "refusal": None,
            "deadline": started + self._seconds,
            "rewritten": bool(self._model and state["turns"]),
        }

    def retrieve(self, state: State) -> dict[str, Any]:
        """Find the passages that match, and rank their statements."""
        query = state["query"]
        vector = self._retriever.embed(query)
        passages = self._retriever.ranked(query, vector, PASSAGES)
        ranked = rank_statements(query, vector, passages, self._generation)
        return {"vector": vector, "passages": passages, "ranked": ranked}

    def choose(self, state: State) -> dict[str, Any]:
        """Choose the statements that answer, and decide whether they do."""
        if not self._generation.articles:
            return {"chosen": [], "refusal": self._refuse_all()}
        chosen = self._chosen(state)
        refusal = self._refuser.refuse(
            unbroken(state["question"]),
            state["query"],
            state["condensed"].question,
            state["passages"],
            chosen,
            shown_by(chosen, state["ranked"]),
        )
        return {"chosen": chosen, "refusal": refusal and self._limited(refusal)}

    def _chosen(self, state: State) -> list[RankedStatement]:
        """Return the best statements, none of them only of other medicines than asked about."""
        ranked = self._refuser.without_other_medicines(
            state["condensed"].question, state["query"], state["ranked"]
        )
        return choose_statements(ranked, self._generation.replacements)

    def _refuse_all(self) -> Refusal:
        """Return the refusal where the settings hide every article."""
        return Refusal(reason=Reason.NOT_IN_CORPUS, explanation=self._limits.hidden_by_setting())

    def _limited(self, refusal: Refusal) -> Refusal:
        """Return a refusal that speaks of the articles searched, and says which those are."""
        if not self._limits or refusal.reason not in _FROM_ARTICLES:
            return refusal
        about = refusal.explanation.replace("indexed article", "searched article")
        return replace(refusal, explanation=f"{about} {self._limits.sentences()}")

    def answer(self, state: State) -> dict[str, Any]:
        """Quote and cite the statements, and the other side where articles contradict them."""
        quotes = merge_quotes(
            with_other_sides(quote_statements(state["chosen"]), self._generation),
            self._generation.abbreviations,
        )
        citations, statements = cite(quotes, self._generation)
        conflicts = name_conflicts(citations, self._generation)
        also = tuple(
            citation(each, number, self._generation)
            for number, each in enumerate(
                beside(state["query"], quotes, self._finder), start=len(citations) + 1
            )
        )
        quoted = Quoted(
            citations=citations,
            statements=statements,
            conflicts=conflicts,
            also=also,
            follow_ups=self._follow_ups(state, quotes),
        )
        return {"quoted": quoted, "answer": self._answered(state, quoted)}

    def word(self, state: State, emit: Emit = _not_shown) -> dict[str, Any]:
        """Have the language model say what the quotes say; `emit` gets what may be shown so far.

        Without a sentence that passes the gate, the answer stays as it is and says why.
        """
        from chatbot.answering.wording.writer import write  # the gate, which quotes do not need

        assert self._model is not None
        quoted = state["quoted"]
        request = make_request(
            state["condensed"].question,
            for_reader(quoted.citations, _audience(state)),
            quoted.statements,
            quoted.conflicts,
            _audience(state),
        )
        passed: list[DraftSentence] = []
        draft: tuple[DraftSentence, ...] = ()

        def passing(sentence: DraftSentence) -> None:
            passed.append(sentence)
            emit(stated(passed))

        try:
            draft = write(
                self._model,
                request,
                self._generation.abbreviations,
                deadline=state["deadline"],
                passing=passing,
            )
        except LanguageModelError as error:
            note: str | None = f"In quotes only: {error}."
        else:
            note = left_out(draft)
        return {
            "answer": self._answered(
                state, quoted, draft=draft, note=note, asked=(self._model, request.prompts)
            )
        }

    def _answered(
        self,
        state: State,
        quoted: Quoted,
        *,
        draft: tuple[DraftSentence, ...] = (),
        note: str | None = None,
        asked: tuple[LanguageModel, Sequence[Prompt]] | None = None,
    ) -> Answer:
        """Return the answer for its reader: the sentences that passed, then the quotes."""
        sentences = stated(draft)
        statements = for_reader(quoted.statements, _audience(state))
        return self._finished(
            state,
            refusal=None,
            quoted=replace(quoted, statements=(*sentences, *statements)),
            mode="llm" if sentences else "quotes",
            draft=draft,
            note=note,
            asked=asked,
        )

    def _spelled_out(self, audience: Audience, quoted: Quoted) -> dict[str, str]:
        shown = for_reader((*quoted.citations, *quoted.also), audience)
        known = self._generation.abbreviations if audience.wants_abbreviations else {}
        return spelled_out([citation.quote for citation in shown], known)

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
        """Tell whether the first statement that answers is one the question was made from.

        Each question is embedded alone: a vector differs by a hair with the batch it is in, and
        an answer must not depend on what was asked before.
        """
        state: dict[str, Any] = {"question": suggestion.question, "turns": ()}
        state |= self.condense(cast(State, state))
        if state["refusal"]:
            return False
        state |= self.retrieve(cast(State, state))
        state |= self.choose(cast(State, state))
        if state["refusal"]:
            return False
        first = state["chosen"][0]
        return first.statement.article_id == suggestion.article_id and any(
            first.start < end and start < first.end for start, end in suggestion.lines
        )

    def refuse(self, state: State) -> dict[str, Any]:
        """Say why there is no answer, and show the nearest statements."""
        refusal = state["refusal"]
        assert refusal is not None
        near = choose_statements(state.get("ranked", []), self._generation.replacements, 0.0)
        quotes = [quote(each.article, each.statement) for each in near[:_NEAREST]]
        if refusal.shows_lines and quotes:
            quotes = [*with_other_sides(quotes[:1], self._generation), *quotes[1:]]
        nearest = tuple(
            citation(each, number, self._generation)
            for number, each in enumerate(quotes[:_NEAREST], start=1)
        )
        return {"answer": self._finished(state, nearest=nearest, refusal=refusal)}

    def _finished(
        self,
        state: State,
        *,
        refusal: Refusal | None,
        quoted: Quoted = _NOTHING,
        nearest: tuple[Citation, ...] = (),
        mode: str = "quotes",
        draft: tuple[DraftSentence, ...] = (),
        note: str | None = None,
        asked: tuple[LanguageModel, Sequence[Prompt]] | None = None,
    ) -> Answer:
        answer = Answer(
            question=state["question"],
            condensed_question=state["condensed"].question,
            outcome=Outcome.REFUSED if refusal else Outcome.ANSWERED,
            reason=refusal.reason if refusal else None,
            mode=mode,
            text="",
            statements=quoted.statements,
            citations=quoted.citations,
            also_in_section=quoted.also,
            conflicts=quoted.conflicts,
            nearest=nearest,
            follow_ups=quoted.follow_ups,
            disclaimer=self._disclaimer.text,
            manifest=self._manifest(state, asked),
            confidence=confidence(state.get("chosen", []), refusal),
            draft=draft,
            note=note,
            explanation=refusal.explanation if refusal else None,
            nearest_quoted=refusal is not None and refusal.shows_lines,
            searched_only=None if refusal else self._limits.searched_only() or None,
            abbreviations=self._spelled_out(_audience(state), quoted),
        )
        return replace(answer, text=self._write(answer))

    def _manifest(
        self, state: State, asked: tuple[LanguageModel, Sequence[Prompt]] | None
    ) -> AnswerManifest:
        manifest = self._generation.manifest
        questions = [turn.question for turn in state["turns"]] + [state["question"]]
        reranker = self._reranker.name if self._reranker else None
        llm, prompts = self._asked(state, asked)
        audience = _audience(state)
        decides = [program_digest(), repr(self._weakest)]
        parts = [manifest.generation, *decides, self._disclaimer.label, *questions]
        within = asdict(self._limits.within) if self._limits.within else None
        show = "approved" if self._limits.hidden else "all"
        limits = [show, repr(within)] if self._limits else []
        worded = [llm, *(prompt.label for prompt in prompts)] if llm else []
        reader = [] if audience is Audience.CLINICIAN else [audience.value]
        own = [reranker] if reranker else []
        identity = "\0".join([*parts, *own, *limits, *worded, *reader])
        return AnswerManifest(
            answer_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16],
            generation=manifest.generation,
            embedding_model=manifest.embedding_model,
            reranker=reranker,
            llm=llm,
            prompts={prompt.name: prompt.label for prompt in (self._disclaimer, *prompts)},
            version=__version__,
            show=show,
            within=within,
            audience=audience.value,
            code=program_digest(),
            weakest_score=self._weakest,
        )

    def _asked(
        self, state: State, asked: tuple[LanguageModel, Sequence[Prompt]] | None
    ) -> tuple[str | None, list[Prompt]]:
        """Return the language model that was asked, if one was, and all texts beside the foot."""
        prompts = list(asked[1]) if asked else []
        if state.get("rewritten"):
            prompts += [load_prompt("condense"), load_prompt("questions")]
        llm = self._model.name if self._model and prompts else None
        notice = [] if _audience(state).sees_doses else [load_prompt("patient_notice")]
        return llm, prompts + notice


def _audience(state: State) -> Audience:
    return state.get("audience", Audience.CLINICIAN)
