"""Settings -> the index brought up to date, and what is in it and in the corpus."""

from dataclasses import dataclass

from chatbot.articles.article import Article
from chatbot.articles.corpus import read_by_id, read_corpus
from chatbot.assembling import load_embedder, open_generations
from chatbot.conflicts.claim import FoundConflict
from chatbot.conflicts.finding import find_conflicts
from chatbot.errors import GenerationError, NoGenerationError
from chatbot.indexing.abbreviations import find_abbreviations
from chatbot.indexing.building import USUAL, BuildOptions, BuildReport, build, find_differences
from chatbot.indexing.generations import Kept
from chatbot.indexing.reporting import Reporter
from chatbot.indexing.sources import CorpusSource
from chatbot.settings import Settings


def build_index(settings: Settings, report: Reporter, options: BuildOptions = USUAL) -> BuildReport:
    """Bring the index up to date with the corpus (see `chatbot.indexing.building.build`)."""
    return build(
        CorpusSource(settings.corpus, max_bytes=settings.max_article_bytes),
        open_generations(settings),
        load_embedder(settings, thorough=True),
        report=report,
        options=options,
    )


def known_abbreviations(settings: Settings) -> dict[str, str]:
    """Return what the articles of the current index abbreviate; nothing if none can be read."""
    try:
        return open_generations(settings).current().abbreviations
    except GenerationError:
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStatus:
    """What is built, and in what the current generation differs from the settings."""

    current: str | None
    generations: tuple[Kept, ...]
    differences: tuple[str, ...]


def index_status(settings: Settings) -> IndexStatus:
    """Return what is built, and what `chatbot index` would have to bring up to date."""
    generations = open_generations(settings)
    kept = tuple(generations.kept())  # before this process reads the current one itself
    differences: list[str] = []
    try:
        manifest = generations.current().manifest
    except NoGenerationError:
        differences += ["none of these is current"] if kept else []
    except GenerationError as error:
        differences.append(str(error).removesuffix("; run: chatbot index"))
    else:
        source = CorpusSource(settings.corpus, max_bytes=settings.max_article_bytes)
        differences += find_differences(manifest, source.digest, load_embedder(settings))
    return IndexStatus(
        current=generations.current_or_none(), generations=kept, differences=tuple(differences)
    )


def find_article(settings: Settings, article_id: str) -> Article:
    """Return an article as it was indexed, since offsets count in that; else from the corpus.

    Raises `UnknownArticleError` if neither the index nor the corpus has it; `ArticleError` if its
    file cannot be read as an article.
    """
    generations = open_generations(settings)
    if generations.current_name() is not None:
        generation = generations.current()
        if article_id in generation.articles:
            return generation.article(article_id)
    return read_by_id(article_id, settings.corpus, max_bytes=settings.max_article_bytes)


def corpus_conflicts(settings: Settings) -> tuple[list[Article], list[FoundConflict]]:
    """Return the articles of the corpus folder that can be read, and where they disagree.

    Raises `CorpusError` if there is no readable article.
    """
    articles = list(read_corpus(settings.corpus, max_bytes=settings.max_article_bytes).articles)
    abbreviations = find_abbreviations(article.text for article in articles)
    return articles, find_conflicts(articles, abbreviations)[1]


def corpus_abbreviations(settings: Settings) -> dict[str, str]:
    """Return what the articles of the corpus folder abbreviate; no index is needed.

    Raises `CorpusError` if there is no readable article.
    """
    articles = read_corpus(settings.corpus, max_bytes=settings.max_article_bytes).articles
    return find_abbreviations(article.text for article in articles)
