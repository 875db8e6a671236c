"""Environment variables and command-line options -> the settings of this run."""

import difflib
import os
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from chatbot.articles.article import MAX_BYTES
from chatbot.errors import SettingsError
from chatbot.indexing.address import check_token, parse_address, parse_server
from chatbot.resources import shipped

_PREFIX = "CHATBOT_"
_SECRET = ("chroma_url", "chroma_token", "llm_url")  # a URL may hold a password by mistake
BUNDLED_MODEL = "all-MiniLM-L6-v2"


WEAKEST_SCORE = 0.04
"""Below the least confident right answer of three guidelines: see evals/README.md."""


def _default_corpus() -> Path:
    """Return `corpus/` of the present folder, else the one shipped with the package."""
    here = Path("corpus")
    return here if here.is_dir() else shipped("corpus")


def _default_index() -> Path:
    """Return `index/` beside a `corpus/` of the present folder, else one in the user's data."""
    if Path("corpus").is_dir() or Path("index").is_dir():
        return Path("index")
    return platformdirs.user_data_path("guideline-chatbot") / "index"


def _address(url: str) -> str:
    parse_address(url)
    return url


def _server(url: str) -> str:
    expected = "expected http://HOST:PORT/PATH or https://HOST/PATH"
    parse_server(url, expected, "a key goes into the provider's own variable")
    return url


def _token(token: SecretStr) -> SecretStr:
    check_token(token.get_secret_value())
    return token


class Settings(BaseSettings):
    """Everything that can be set, each by `CHATBOT_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    corpus: Path = Field(default_factory=_default_corpus)
    """The folder of articles."""
    index: Path = Field(default_factory=_default_index)
    """The folder of built generations."""
    cache: Path = Field(default_factory=lambda: platformdirs.user_cache_path("guideline-chatbot"))
    """Where the converted embedding model is kept."""
    embedding_model: str = BUNDLED_MODEL
    """The bundled model, or a name or folder that sentence-transformers can load."""
    reranker: str | None = None
    """A cross-encoder that reorders passages: a name or folder as above; none by default."""
    max_article_bytes: int = Field(default=MAX_BYTES, gt=0)
    """Files above this size are refused."""
    weakest_score: float = Field(default=WEAKEST_SCORE, ge=0, le=1)
    """Confidence below which a question is refused (see `chatbot eval calibrate`)."""
    show: Literal["all", "approved"] = "all"
    """Which articles are searched and shown: all, or only those whose status is approved."""
    host: str = "127.0.0.1"
    """Address that the page listens on."""
    port: int = Field(default=7860, ge=0, le=65535)
    """Port that the page listens on; 0 takes a free one."""
    chroma_url: Annotated[str, AfterValidator(_address)] | None = None
    """A Chroma server that holds the generations (see `chatbot.indexing.address`); none: a disk."""
    chroma_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    """Sent to that server, or to the proxy before it; never shown."""
    llm: str | None = None
    """A language model, "provider:model" (see `chatbot.llm.providers`); none by default."""
    llm_url: Annotated[str, AfterValidator(_server)] | None = None
    """Where its server is, in place of the provider's own."""
    llm_seconds: float = Field(default=20.0, gt=0, allow_inf_nan=False)
    """Seconds that the language model has for one answer."""


def load_settings(**given: object) -> Settings:
    """Return the settings; `given` (None for "not given") goes before the environment.

    Raises `SettingsError` if a value cannot be used, or a `CHATBOT_` variable is not known.
    """
    known = {_PREFIX + name.upper() for name in Settings.model_fields}
    for variable in sorted(name for name in os.environ if name.startswith(_PREFIX)):
        if variable not in known:
            close = difflib.get_close_matches(variable, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(known))}"
            raise SettingsError(f"{variable} is not a setting; {hint}")
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        name = _PREFIX + field.upper() if field else "a setting"
        given_value = "not as it must be" if field in _SECRET else repr(first["input"])
        raise SettingsError(
            f"{name} is {given_value}: {first['msg'][0].lower()}{first['msg'][1:]}; "
            "correct or remove it"
        ) from error
