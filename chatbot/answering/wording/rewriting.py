"""A follow-up -> the question that a language model makes of it, if that can be trusted.

The rules' own condensed question is the measure: a rewrite must keep what the question names, and
may name nothing that neither the conversation nor the rules name.
"""

import re
import time
from collections.abc import Mapping, Sequence

from chatbot.answering.delimiting import neutralised, visible
from chatbot.answering.prompts import load_prompt
from chatbot.errors import LanguageModelError
from chatbot.language.names import NameFinder
from chatbot.language.tokens import STOP_WORDS, stem, words
from chatbot.llm.calling import LanguageModel
from chatbot.question.turn import Condensed, Turn

_LONGEST = 400  # characters of a reply
_MOST_WORDS = 40
_TIMES_LONGER = 3
_LEAST_KEPT = 0.6
"""Share of the words of the question that a rewrite keeps."""
_MOST_NEW = 3
"""Words of a rewrite that were never said."""
_NEGATIONS = frozenset("not no never without cannot nor neither none".split())
_LABEL = re.compile(r"^(?:the )?(?:\w[\w-]* )?question:\s*", re.IGNORECASE)
_AROUND = " \t|\"“”'*_`#"


def rewrite(
    model: LanguageModel,
    question: str,
    turns: Sequence[Turn],
    plain: Condensed,
    abbreviations: Mapping[str, str],
    *,
    deadline: float,
) -> str | None:
    """Return the model's rewrite of `question`; None if there is none that can be used by then."""
    history = [turn.condensed.question for turn in turns]
    text = load_prompt("questions").fill(
        history=neutralised(history), question=neutralised([question])
    )
    seconds = max(0.0, deadline - time.monotonic())
    try:
        reply = model.complete(
            load_prompt("condense").text, text, seconds=seconds, longest=_LONGEST
        )
    except LanguageModelError:
        return None  # the rules have condensed it already
    lines = [visible(line).strip(_AROUND) for line in reply.splitlines() if line.strip()]
    if len(lines) != 1:
        return None
    rewritten = _LABEL.sub("", lines[0]).strip(_AROUND)
    said = [question, plain.question, *history]
    usable = _can_be_used(rewritten, question, plain.question, said, abbreviations)
    return rewritten if usable else None


def _can_be_used(
    rewritten: str,
    question: str,
    plain: str,
    said: Sequence[str],
    abbreviations: Mapping[str, str],
) -> bool:
    own, asked, known = _terms(rewritten), _terms(question), _terms("\n".join(said))
    length = len(rewritten.split())
    if not own or length > min(_MOST_WORDS, _TIMES_LONGER * max(4, len(plain.split()))):
        return False
    finder = NameFinder(abbreviations)
    names, kept, condensed = (
        {name.key for name in finder.find(text)} for text in (rewritten, question, plain)
    )
    named = {name.key for text in said for name in finder.find(text)}
    return (
        kept <= names <= named
        and _is_negated(rewritten) == _is_negated(plain)
        and (not condensed or bool(names & condensed))
        and _figures(_terms(plain)) <= _figures(own) <= _figures(asked | _terms(plain))
        and len(own - known) <= _MOST_NEW
        and len(asked & own) >= _LEAST_KEPT * len(asked)
    )


def _is_negated(text: str) -> bool:
    said = words(text)
    return bool(_NEGATIONS.intersection(said)) or any(
        word.endswith(("n't", "n\u2019t")) for word in said
    )


def _figures(said: set[str]) -> set[str]:
    return {term for term in said if term[0].isdigit()}


def _terms(text: str) -> set[str]:
    return {stem(word) for word in words(text) if word not in STOP_WORDS}
