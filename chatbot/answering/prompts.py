"""The shown and sent texts in `prompts/`, each with its version and digest."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from chatbot.errors import SettingsError
from chatbot.resources import shipped

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A text of `prompts/`; `digest` is the start of the SHA-256 of the text.

    `variables` names the `{{placeholders}}` of the text, as its front matter declares them.
    """

    name: str
    version: int
    text: str
    digest: str
    variables: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How an answer's manifest names this wording."""
        return f"{self.version}:{self.digest}"

    def fill(self, **variables: str) -> str:
        """Return the text with each `{{name}}` replaced by `variables[name]`.

        All are replaced in one pass: what looks like a placeholder inside a value stays.

        Raises:
            SettingsError: a variable of the text is missing, or one is not in the text.

        """
        if problem := _difference(self.variables, variables, "given"):
            raise SettingsError(f'the prompt "{self.name}" cannot be filled: {problem}')
        return _PLACEHOLDER.sub(lambda match: variables[match[1]], self.text)


@cache
def load_prompt(name: str) -> Prompt:
    """Read `prompts/<name>.md`.

    Raises:
        SettingsError: the file is missing, its front matter has no version, or the variables
            that it declares are not those of the text.

    """
    path = shipped("prompts") / f"{name}.md"
    try:
        _, matter, text = path.read_text(encoding="utf-8").split("---\n", 2)
        front: dict[str, Any] = yaml.safe_load(matter)
        version, variables = int(front["version"]), tuple(front.get("variables", ()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise SettingsError(
            f"{path}: this text cannot be read ({error}); reinstall the package"
        ) from error
    text = text.strip()
    if problem := _difference(variables, _PLACEHOLDER.findall(text), "in the text"):
        raise SettingsError(f"{path}: {problem}; make the front matter and the text agree")
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Prompt(name=name, version=version, text=text, digest=digest, variables=variables)


def _difference(declared: Iterable[str], found: Iterable[str], where: str) -> str:
    """Return how the declared names differ from those that were found; "" if they do not."""
    missing, unknown = sorted(set(declared) - set(found)), sorted(set(found) - set(declared))
    problems = [f"{', '.join(missing)} not {where}"] if missing else []
    if unknown:
        problems.append(f"{', '.join(unknown)} not declared")
    return "; ".join(problems)
