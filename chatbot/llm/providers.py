"""A name such as "ollama:llama3.2" -> a language model; the only door to its packages."""

import os
import re
from typing import TYPE_CHECKING, Any

from chatbot.errors import SettingsError
from chatbot.llm.calling import LanguageModel

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_EXTRAS = ("anthropic", "ollama", "openai")
"""The providers whose packages this project installs by an extra of that name."""
_KEYS = {"anthropic": "ANTHROPIC_API_KEY", "openai": "OPENAI_API_KEY"}
_PLACEHOLDER = "none-needed"
"""A key for servers that ask for none, because the client insists on one."""
_QUIET = 60.0
"""The least seconds without a byte after which a client hangs up, though nobody may wait."""
_PACKAGE = re.compile(r"requires the (\S+) package")
_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN)\b")
_REMEDY = "name it as provider:model, for example ollama:llama3.2"


def load_language_model(
    name: str, *, base_url: str | None = None, seconds: float = 20.0
) -> LanguageModel:
    """Return the model `name`; nothing is sent until it is asked.

    It samples at temperature 0. Keys come from the environment alone, by each provider's usual
    variable; with `base_url`, none is needed for openai.

    `name` is "provider:model" as LangChain's `init_chat_model` takes it, `base_url` a server that
    speaks the provider's protocol, in place of its own. One answer will be given `seconds` at the
    most; no connection is dropped before.

    Raises `SettingsError` if the name is no "provider:model", the provider is not known, its
    package or its key is missing, or it does not take the set-up.
    """
    provider, _, model = name.partition(":")
    if not provider or not model.strip() or name != name.strip():
        raise SettingsError(f'CHATBOT_LLM is "{name}": not a language model; {_REMEDY}')
    variable = _KEYS.get(provider)
    keyless = provider == "openai" and base_url is not None
    if variable and not keyless and not os.environ.get(variable):
        raise _missing_key(name, variable)
    options = _options(provider, base_url, max(seconds, _QUIET))
    if keyless and not os.environ.get(_KEYS["openai"]):
        options["api_key"] = _PLACEHOLDER
    return LanguageModel(name, _init(name, provider, options))


def _options(provider: str, base_url: str | None, quiet: float) -> dict[str, Any]:
    options: dict[str, Any] = {"temperature": 0}
    if base_url is not None:
        options["base_url"] = base_url
    if provider == "ollama" or (provider == "openai" and base_url is not None):
        options["seed"] = 0
    if provider == "ollama":  # its client takes neither time-out nor retries by these names
        return options | {"client_kwargs": {"timeout": quiet}}
    return options | {"timeout": quiet, "max_retries": 0}


def _init(name: str, provider: str, options: dict[str, Any]) -> "BaseChatModel":
    """Return LangChain's model; no message repeats what a provider says, it may hold the key."""
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except ImportError as error:
        package = match[1] if (match := _PACKAGE.search(str(error))) else f"langchain-{provider}"
        wanted = f"guideline-chatbot[{provider}]" if provider in _EXTRAS else package
        problem = f'CHATBOT_LLM is "{name}": its package is not installed; pip install "{wanted}"'
    except Exception as error:  # noqa: BLE001 - each provider has its own, without a common base
        if match := _VARIABLE.search(str(error)):
            raise _missing_key(name, match[0]) from None
        problem = (
            f'CHATBOT_LLM is "{name}": it cannot be set up ({type(error).__name__}); {_REMEDY}'
        )
    else:
        return model
    raise SettingsError(problem)


def _missing_key(name: str, variable: str) -> SettingsError:
    return SettingsError(f'CHATBOT_LLM is "{name}": it needs a key; set {variable}')
