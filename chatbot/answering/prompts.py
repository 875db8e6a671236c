"""The shown and sent texts in `prompts/`, each with its version and digest."""

import hashlib
from dataclasses import dataclass
from functools import cache

import yaml

from chatbot.errors import SettingsError
from chatbot.resources import shipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A text of `prompts/`; `digest` is the start of the SHA-256 of the text."""

    name: str
    version: int
    text: str
    digest: str

    @property
    def label(self) -> str:
        """How an answer's manifest names this wording."""
        return f"{self.version}:{self.digest}"


@cache
def load_prompt(name: str) -> Prompt:
    """Read `prompts/<name>.md`.

    Raises:
        SettingsError: the file is missing or its front matter has no version.

    """
    path = shipped("prompts") / f"{name}.md"
    try:
        _, matter, text = path.read_text(encoding="utf-8").split("---\n", 2)
        version = int(yaml.safe_load(matter)["version"])
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise SettingsError(
            f"{path}: this text cannot be read ({error}); reinstall the package"
        ) from error
    text = text.strip()
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Prompt(name=name, version=version, text=text, digest=digest)
