"""Settings -> the working parts: the one place that picks concrete ones."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatbot.articles.article import Article
from chatbot.articles.corpus import read_by_id, read_corpus
from chatbot.conflicts.claim import FoundConflict
from chatbot.conflicts.finding import find_conflicts
from chatbot.errors import GenerationError, NoGenerationError
from chatbot.indexing.abbreviations import find_abbreviations
from chatbot.indexing.address import parse_address
from chatbot.indexing.building import USUAL, BuildOptions, BuildReport, build, find_differences
from chatbot.indexing.embedding import BundledEmbedder, Embedder, SentenceTransformerEmbedder
from chatbot.indexing.generations import Generations, Kept
from chatbot.indexing.reporting import Reporter
from chatbot.indexing.sources import CorpusSource
from chatbot.retrieval.reranking import CrossEncoderReranker, Reranker
from chatbot.settings import BUNDLED_MODEL, Settings

if TYPE_CHECKING:
    from chatbot.llm.calling import LanguageModel


def open_generations(settings: Settings) -> Generations:
    """Return the generations of the settings: on a server if they name one, else on disk."""
    if settings.chroma_url is None:
        return Generations(settings.index)
    from chatbot.indexing.server import Server
    from chatbot.indexing.server_generations import ServerGenerations

    token = settings.chroma_token.get_secret_value() if settings.chroma_token else ""
    return ServerGenerations(settings.index, Server(parse_address(settings.chroma_url, token)))


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


def load_embedder(settings: Settings, *, thorough: bool = False) -> Embedder:
    """Return the embedding model of the settings.

    Raises `ModelError` if it is not there or not what it should be.
    """
    if settings.embedding_model == BUNDLED_MODEL:
        return BundledEmbedder(settings.cache, thorough=thorough)
    return SentenceTransformerEmbedder(settings.embedding_model)


def load_reranker(settings: Settings) -> Reranker | None:
    """Return the reranker of the settings, None if they name none.

    Raises `ModelError` if it is not there or not a reranker.
    """
    if not settings.reranker:
        return None
    return CrossEncoderReranker(settings.reranker)


def load_model(settings: Settings) -> "LanguageModel | None":
    """Return the language model of the settings, None if they name none; nothing is sent yet.

    Raises `SettingsError` if it cannot be set up as the settings say.
    """
    if not settings.llm:
        return None
    from chatbot.llm.providers import load_language_model

    return load_language_model(
        settings.llm, base_url=settings.llm_url, seconds=settings.llm_seconds
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
