"""Settings -> the working parts of a chatbot: the one place that picks concrete ones."""

from typing import TYPE_CHECKING

from chatbot.indexing.address import parse_address
from chatbot.indexing.embedding import BundledEmbedder, Embedder, SentenceTransformerEmbedder
from chatbot.indexing.generations import Generations
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
