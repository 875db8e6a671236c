"""Conversations -> how well the last question is found: condensed, as it stands, and all at once.

Each query is ranked three times by the same retriever: the question that the product condenses
from the conversation, the last turn as it stands, and all turns of the user one after another.
The earlier turns are really answered, so that whatever condensing takes from an answer is the
product's own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chatbot.answering.pipeline import Pipeline, make_pipeline
from chatbot.answering.steps import Asking
from chatbot.assembling import load_embedder
from chatbot.errors import EvaluationError
from chatbot.indexing.embedding import Embedder
from chatbot.indexing.reporting import Reporter
from chatbot.question.turn import Turn
from chatbot.rendering.as_markdown import answer_text
from chatbot.settings import Settings
from chatbot_evals.bootstrapping import interval, paired_p_value
from chatbot_evals.conversation_sets import Conversation, read_conversations
from chatbot_evals.metrics.ranking import overall, score_rankings
from chatbot_evals.observation import Json
from chatbot_evals.ranking_runs import prepare_queries, rank_own
from chatbot_evals.retrieval_sets import Query, RetrievalSet, read_retrieval_set
from chatbot_evals.scoring import Figure
from chatbot_evals.set_indexing import own_generation, set_folder

CONDENSED, LAST_TURN, ALL_TURNS = "condensed", "last_turn", "all_turns"

_PRIMARY = "ndcg@10"
_LATER = 5

Scores = Mapping[str, Mapping[str, float]]
"""Every measure, by query id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpReport:
    """The figures of one set of conversations.

    `systems` holds every measure of each way to ask, `p_values` those of the condensed nDCG@10
    against the other two (two-sided, paired; None for a single query). `groups` holds the mean
    nDCG@10 by the turn's number, by whether the question was changed, and by type where the
    set has types. `asked` is what was searched, by query id.
    """

    n: int
    systems: dict[str, dict[str, Figure]]
    p_values: dict[str, float | None]
    groups: dict[str, dict[str, Json]]
    asked: dict[str, str]
    scores: dict[str, Scores]

    def to_dict(self) -> Json:
        """Return the document that `chatbot eval follow-ups --json` prints."""
        return {
            "n": self.n,
            "systems": {
                system: {name: figure.value for name, figure in figures.items()}
                for system, figures in self.systems.items()
            },
            "intervals": {
                system: {name: {"low": f.low, "high": f.high, "n": f.n} for name, f in of.items()}
                for system, of in self.systems.items()
            },
            "p_values": self.p_values,
            "groups": self.groups,
            "per_query": {
                query: {
                    "condensed_question": asked,
                    **{system: of[query][_PRIMARY] for system, of in self.scores.items()},
                }
                for query, asked in self.asked.items()
            },
        }


def evaluate_follow_ups(
    folder: Path,
    settings: Settings,
    report: Reporter = lambda stage, done, total: None,
) -> FollowUpReport:
    """Rank the documents of `folder` for the last question of each of its conversations.

    Args:
        folder: a BEIR folder that also holds `conversations.jsonl`.
        settings: name the embedding model and the cache in which the index is kept.
        report: hears how far the run has come.

    Raises:
        EvaluationError: the folder cannot be read, or no conversation has a judged query.
        ModelError: the embedding model is not there.

    """
    retrieval_set = read_retrieval_set(folder)
    conversations = read_conversations(folder)
    embedder = load_embedder(settings)
    return evaluate_conversations(retrieval_set, conversations, embedder, settings.cache, report)


def evaluate_conversations(
    retrieval_set: RetrievalSet,
    conversations: Sequence[Conversation],
    embedder: Embedder,
    cache: Path,
    report: Reporter,
) -> FollowUpReport:
    """Do the same for a set that is read; conversations without a judged document are left out."""
    judged = [c for c in conversations if c.query_id in retrieval_set.qrels]
    if not judged:
        raise EvaluationError(
            f"{retrieval_set.name}: no task_id of the conversations has a document judged above 0"
        )
    folder = set_folder(retrieval_set, embedder, cache)
    generation = own_generation(retrieval_set, embedder, folder, report)
    pipeline = make_pipeline(generation, embedder, write=answer_text)
    asked = _condensed_questions(judged, pipeline, report)
    ways: dict[str, Callable[[Conversation], str]] = {
        CONDENSED: lambda conversation: asked[conversation.query_id],
        LAST_TURN: lambda conversation: conversation.questions[-1],
        ALL_TURNS: lambda conversation: " ".join(conversation.questions),
    }
    qrels = {c.query_id: retrieval_set.qrels[c.query_id] for c in judged}
    scores: dict[str, Scores] = {}
    for system, text in ways.items():
        texts = tuple(Query(_id=c.query_id, text=text(c)) for c in judged)
        searched = replace(retrieval_set, queries=texts, qrels=qrels)
        queries = prepare_queries(searched, generation, embedder, report)
        rankings = {
            query.id: rank_own(prepared, generation)
            for query, prepared in zip(texts, queries, strict=True)
        }
        scores[system] = score_rankings(qrels, rankings)
    return FollowUpReport(
        n=len(judged),
        systems={system: _figures(of) for system, of in scores.items()},
        p_values={
            system: paired_p_value(_column(scores[system]), _column(scores[CONDENSED]))
            for system in (LAST_TURN, ALL_TURNS)
        },
        groups=_groups(judged, asked, scores),
        asked=asked,
        scores=scores,
    )


def _condensed_questions(
    conversations: Sequence[Conversation], pipeline: Pipeline, report: Reporter
) -> dict[str, str]:
    """Return the last question of each conversation as the product condenses it, by query id."""
    found: dict[str, str] = {}
    for number, conversation in enumerate(conversations, start=1):
        turns: tuple[Turn, ...] = ()
        for question in conversation.questions[:-1]:
            turns = (*turns, pipeline.run(question, turns)[1])
        asking = Asking(question=conversation.questions[-1], turns=turns)
        found[conversation.query_id] = pipeline.steps.understand(asking).condensed.question
        report("conversations", number, len(conversations))
    return found


def _figures(scores: Scores) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    for measure, value in overall(scores).items():
        column = _column(scores, measure)
        low, high = interval(column) or (None, None)
        figures[measure] = Figure(value=round(value, 6), low=low, high=high, n=len(column))
    return figures


def _column(scores: Scores, measure: str = _PRIMARY) -> list[float]:
    return [of[measure] for of in scores.values()]


def _groups(
    conversations: Sequence[Conversation], asked: Mapping[str, str], scores: Mapping[str, Scores]
) -> dict[str, dict[str, Json]]:
    """Return, by grouping and group, the number of queries and each system's mean nDCG@10."""
    members: dict[str, dict[str, list[str]]] = {"turn": {}, "condensed": {}, "type": {}}
    for conversation in conversations:
        turn = len(conversation.questions)
        changed = asked[conversation.query_id] != conversation.questions[-1]
        entries = [
            ("turn", str(turn) if turn < _LATER else f"{_LATER} or later"),
            ("condensed", "changed" if changed else "left alone"),
            *(("type", kind) for kind in conversation.types),
        ]
        for grouping, group in entries:
            members[grouping].setdefault(group, []).append(conversation.query_id)
    return {
        grouping: {group: _means(queries, scores) for group, queries in sorted(groups.items())}
        for grouping, groups in members.items()
    }


def _means(queries: Sequence[str], scores: Mapping[str, Scores]) -> Json:
    means = {
        system: round(sum(of[query][_PRIMARY] for query in queries) / len(queries), 6)
        for system, of in scores.items()
    }
    return {"n": len(queries), **means}
