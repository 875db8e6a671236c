"""A set -> what each part of retrieval adds: its rankings with one part left out at a time.

The variants are put together here from the parts that retrieval itself is made of.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from chatbot.assembling import load_embedder
from chatbot.indexing.embedding import Embedder, Vectors
from chatbot.indexing.generation import Generation
from chatbot.indexing.lexical import is_heading_term, pairs
from chatbot.indexing.reporting import Reporter
from chatbot.retrieval.expanding import Query, Thesaurus
from chatbot.retrieval.fusing import convex_combination
from chatbot.retrieval.retrieving import CANDIDATES, candidates
from chatbot.retrieval.similarity import (
    Rows,
    Similarities,
    chunk_similarity,
    section_similarity,
    similarity,
    statement_similarity,
)
from chatbot.settings import Settings
from chatbot_evals.bootstrapping import interval, paired_p_value
from chatbot_evals.metrics.ranking import score_rankings
from chatbot_evals.observation import Json
from chatbot_evals.reciprocal_rank_fusion import reciprocal_rank_fusion
from chatbot_evals.retrieval_sets import RetrievalSet, read_retrieval_set
from chatbot_evals.set_indexing import own_generation, set_folder

WHOLE = "everything"
_MEASURE = "ndcg@10"

Weights = Mapping[str, float]
Near = Callable[[Vectors, Rows, Generation], Similarities]
Rank = Callable[[Query, Vectors, Generation], Sequence[int]]
"""A query and its vector -> rows of chunks, best first."""
Ask = Callable[[Thesaurus, str], Query]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Variant:
    """Retrieval put together in another way."""

    name: str
    thesaurus: Callable[[Generation], Thesaurus] = Thesaurus
    ask: Ask = lambda thesaurus, text: thesaurus.expand(thesaurus.spelled(text))
    rank: Rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablation:
    """One metric of one variant on one set: `value`, over `n` queries or cases that count.

    `low` and `high` bound its 95 % interval, `difference` is to everything, `p_value` that of
    the difference, two-sided and paired; None where a single query allows none.
    """

    set_name: str
    n: int
    variant: str
    metric: str
    value: float
    low: float | None
    high: float | None
    difference: float
    p_value: float | None


def ablate(
    folders: Sequence[Path], settings: Settings, limit: int | None, report: Reporter
) -> list[Ablation]:
    """Rank each set with everything, then with each part left out.

    Raises:
        EvaluationError: a folder cannot be read, or the cache cannot be written.
        ModelError: the embedding model is not there.

    """
    embedder = load_embedder(settings)
    sets = [read_retrieval_set(folder).first(limit) for folder in folders]
    return [row for found in sets for row in ablate_set(found, embedder, settings.cache, report)]


def ablate_set(
    retrieval_set: RetrievalSet, embedder: Embedder, cache: Path, report: Reporter
) -> Iterator[Ablation]:
    """Yield the figures of each variant on one set, everything first."""
    folder = set_folder(retrieval_set, embedder, cache)
    generation = own_generation(retrieval_set, embedder, folder, report)
    articles = [chunk.article_id for chunk in generation.chunks]
    embed = _Remembering(embedder)
    whole: Sequence[float] | None = None
    for number, variant in enumerate(_variants(), start=1):
        report(retrieval_set.name, number, len(_variants()))
        scores = _scores(variant, retrieval_set, generation, articles, embed)
        yield compared(retrieval_set.name, variant.name, _MEASURE, scores, whole)
        whole = whole or scores


def compared(
    set_name: str,
    variant: str,
    metric: str,
    scores: Sequence[float],
    whole: Sequence[float] | None,
) -> Ablation:
    """Sum up `scores`, and compare them with those of everything (None: they are those)."""
    low, high = interval(scores) or (None, None)
    before = scores if whole is None else whole
    return Ablation(
        set_name=set_name,
        n=len(scores),
        variant=variant,
        metric=metric,
        value=round(float(np.mean(scores)), 6),
        low=low,
        high=high,
        difference=round(float(np.mean(scores) - np.mean(before)), 6),
        p_value=None if whole is None else paired_p_value(scores, whole),
    )


def _scores(
    variant: _Variant,
    retrieval_set: RetrievalSet,
    generation: Generation,
    articles: Sequence[str],
    embed: "_Remembering",
) -> list[float]:
    thesaurus = variant.thesaurus(generation)
    queries = [variant.ask(thesaurus, query.text) for query in retrieval_set.queries]
    vectors = embed([query.text for query in queries])
    rankings = {
        asked.id: list(
            dict.fromkeys(articles[row] for row in variant.rank(query, vector, generation))
        )
        for asked, query, vector in zip(retrieval_set.queries, queries, vectors, strict=True)
    }
    found = score_rankings(retrieval_set.qrels, rankings)
    return [scores[_MEASURE] for scores in found.values()]


class _Remembering:
    """An embedder that embeds each text once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> list[Vectors]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return [self._known[text] for text in texts]


def _fused(
    query: Query,
    vector: Vectors,
    generation: Generation,
    near: Near = similarity,
    chosen: Callable[[Query], Weights] = Query.lexical_weights,
) -> Sequence[int]:
    bm25 = generation.lexical.scores(chosen(query))
    rows = candidates(vector, bm25, generation, CANDIDATES)
    fused = convex_combination(near(vector, rows, generation), bm25[rows], bm25.max(initial=0.0))
    order = np.lexsort((rows, -fused.round(6)))[:CANDIDATES]
    return [int(row) for row in rows[order]]


def _lexical(query: Query, _vector: Vectors, generation: Generation) -> Sequence[int]:
    return [row for row, _ in generation.lexical.search(query.lexical_weights(), CANDIDATES)]


def _dense(_query: Query, vector: Vectors, generation: Generation) -> Sequence[int]:
    return [row for row, _ in generation.dense.search(vector, CANDIDATES)]


def _rank_fusion(query: Query, vector: Vectors, generation: Generation) -> Sequence[int]:
    lists = [_dense(query, vector, generation), _lexical(query, vector, generation)]
    return reciprocal_rank_fusion(lists)


def _mean_of(views: Iterable[Near]) -> Near:
    def near(vector: Vectors, rows: Rows, generation: Generation) -> Similarities:
        return np.asarray(np.mean([view(vector, rows, generation) for view in views], axis=0))

    return near


def _without_headings(query: Query) -> Weights:
    weights = query.lexical_weights()
    return {token: weight for token, weight in weights.items() if not is_heading_term(token)}


def _without_pairs(query: Query) -> Weights:
    left_out = set(pairs(query.terms))
    return {t: weight for t, weight in query.lexical_weights().items() if t not in left_out}


def _variants() -> tuple[_Variant, ...]:
    return (
        _Variant(name=WHOLE, rank=_fused),
        _Variant(name="dense alone", rank=_dense),
        _Variant(name="BM25 alone", rank=_lexical),
        _Variant(name="rank fusion instead of scores", rank=_rank_fusion),
        _Variant(
            name="no abbreviations",
            thesaurus=lambda generation: Thesaurus(generation, abbreviations={}),
            rank=_fused,
        ),
        _Variant(
            name="no synonyms",
            thesaurus=lambda generation: Thesaurus(
                generation, groups=(), kinds=(), situations=(), wordings=False
            ),
            rank=_fused,
        ),
        _Variant(
            name="no spelling", ask=lambda thesaurus, text: thesaurus.expand(text), rank=_fused
        ),
        _Variant(name="no headings", rank=partial(_fused, chosen=_without_headings)),
        _Variant(name="no pairs", rank=partial(_fused, chosen=_without_pairs)),
        _Variant(
            name="no lines",
            rank=partial(_fused, near=_mean_of((chunk_similarity, section_similarity))),
        ),
        _Variant(
            name="no sections",
            rank=partial(_fused, near=_mean_of((chunk_similarity, statement_similarity))),
        ),
        _Variant(name="chunks alone", rank=partial(_fused, near=chunk_similarity)),
    )


def ablation_table(rows: Sequence[Ablation]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| set | n | variant | nDCG@10 | 95 % interval | difference | p |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        first = row.variant == WHOLE
        place = (row.set_name, str(row.n)) if first else ("", "")
        around = "–" if row.low is None else f"{row.low:.3f} to {row.high:.3f}"
        change = "" if first else f"{row.difference:+.4f}"
        p_value = "" if row.p_value is None else f"{row.p_value:.4f}"
        cells = (*place, row.variant, f"{row.value:.4f}", around, change, p_value)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def ablation_rows(rows: Sequence[Ablation]) -> list[Json]:
    """Return the figures as `chatbot eval ablate --json` prints them."""
    return [
        {
            "set": row.set_name,
            "n": row.n,
            "variant": row.variant,
            row.metric: row.value,
            "interval": {"low": row.low, "high": row.high},
            "difference": row.difference,
            "p_value": row.p_value,
        }
        for row in rows
    ]
