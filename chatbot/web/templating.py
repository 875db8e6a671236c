"""A template of `templates/` and what it shows -> HTML, in which all words are escaped."""

import html
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from chatbot.articles.dating import age
from chatbot.rendering.as_html import escape, status_chip
from chatbot.rendering.phrasing import kind_words
from chatbot.web.views.words import count, moment

_FOLDER = Path(__file__).parent / "templates"


def render(template: str, **shown: Any) -> str:
    """Return the template as HTML; only what the template itself calls safe is not escaped."""
    return _environment().get_template(template).render(shown)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source), autoescape=True, finalize=_shown, undefined=StrictUndefined
    )
    environment.globals |= {
        "age": age,
        "count": count,
        "kind_words": kind_words,
        "moment": moment,
        "status_chip": partial(status_chip, apart=True),
    }
    environment.filters |= {
        "exact": html.escape,  # of an id every character counts, seen or not
        "number": "{:,}".format,
    }
    return environment


def _source(name: str) -> str:
    """Return a template without its line ends and indents, which are only for who reads it."""
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return "".join(map(str.strip, lines))


def _shown(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup(escape(str(value)))  # noqa: S704
