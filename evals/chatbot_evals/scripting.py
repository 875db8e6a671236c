"""The lines that a language model is given -> a reply of which it is known what is true.

The script stands in for a model: it says the lines again, and of what it says a known share is
half right or wrong. It draws nothing by chance, so the same questions give the same replies.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

from chatbot.answering.delimiting import visible
from chatbot.answering.prompts import load_prompt
from chatbot.answering.wording.markers import read_markers
from chatbot.answering.wording.request import MOST_SENTENCES
from chatbot.articles.sentences import sentence_spans
from chatbot_evals.mutating import Mutation, Sentence, mutants

_LINES = re.compile(r"^<<<LINES>>>\n(.*?)\n^<<<END LINES>>>", re.DOTALL | re.MULTILINE)
_NUMBER = re.compile(r"\| \[(\d+)\] \(.*\)$")
_FEWEST_WORDS, _MOST_CHARACTERS = 5, 400  # of a sentence that is said again
_INVENTED = (
    "It cures the disease in 17% of patients within 11 weeks",
    "Treatment is stopped for good after 9 days of 250 mg twice daily",
)
_ALIKE = 0.5  # share of the longer words of a sentence from elsewhere that are here too
_KEPT = 200  # sentences of earlier questions


class Truth(StrEnum):
    """What is known of a sentence: it says what its line says, all but one thing, or another."""

    RIGHT = "right"
    HALF = "half right"
    WRONG = "wrong"


Mix = Mapping[Truth, int]
"""How many of 100 sentences are of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence of the script, as the product reads it: without its markers, and their numbers.

    `kind` is what makes it half right, None for the others.
    """

    truth: Truth
    kind: Mutation | None
    words: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A sentence of the line `number`, whose texts are `lines`."""

    number: int
    words: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A sentence with its markers."""

    truth: Truth
    sentence: str
    kind: Mutation | None = None

    def as_read(self) -> Said:
        """Return it as the product reads it."""
        marked = read_markers(visible(self.sentence))
        return Said(truth=self.truth, kind=self.kind, words=marked.words, numbers=marked.numbers)


class Script(BaseChatModel):
    """Replies with up to six sentences from the lines of a request, mixed as `mix` says.

    Right are the line itself or the line attributed to its article; half right a mutant (see
    `mutating`); wrong in turn an uncited line, an invented sentence, and one that answered an
    earlier question, cited as if it stood here. `said` holds the last reply.
    """

    mix: Mix
    said: Sequence[Said] = ()
    _given: dict[Truth, int] = PrivateAttr(default_factory=lambda: dict.fromkeys(Truth, 0))
    _elsewhere: list[str] = PrivateAttr(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "script"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        system, request = (str(message.content) for message in messages)
        reply = "NONE"
        if system != load_prompt("condense").text:
            written = list(self._write(request))
            self.said = tuple(each.as_read() for each in written)
            reply = "\n".join(each.sentence for each in written) or "NONE"
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=reply))])

    def _write(self, request: str) -> Iterator["_Written"]:
        sources = _sources(request)
        for source in sources[:MOST_SENTENCES]:
            truth = self._next()
            turn = self._given[truth]
            if truth is Truth.RIGHT:
                yield _Written(truth=truth, sentence=_right(source, turn))
            elif truth is Truth.HALF:
                yield _half(source, sources, turn)
            else:
                yield _Written(truth=truth, sentence=self._wrong(source, request, turn))
        self._elsewhere = [*(source.words for source in sources), *self._elsewhere][:_KEPT]

    def _next(self) -> Truth:
        """Return the kind that is furthest behind its share, and count it."""
        place = sum(self._given.values()) + 1
        behind = {kind: self.mix[kind] * place - 100 * self._given[kind] for kind in Truth}
        truth = max(Truth, key=lambda kind: behind[kind])
        self._given[truth] += 1
        return truth

    def _wrong(self, source: _Source, request: str, turn: int) -> str:
        others = (words for words in self._elsewhere if not _is_here(words, request))
        if turn % 3 == 0 and (other := next(others, None)):
            return f"{other} [{source.number}]"
        if turn % 3 == 1:
            return source.words
        return f"{_INVENTED[turn % len(_INVENTED)]} [{source.number}]."


def _sources(request: str) -> list[_Source]:
    """Return the sentences of the numbered lines of a request, each once."""
    found = _LINES.search(request)
    texts: dict[int, list[str]] = {}
    for line in found[1].splitlines() if found else ():
        if head := _NUMBER.match(line):
            texts[int(head[1])] = []
        elif texts:
            texts[next(reversed(texts))].append(line.removeprefix("| "))
    sources: dict[str, _Source] = {}
    for number, lines in texts.items():
        for words in _sentences(lines):
            sources.setdefault(words, _Source(number=number, words=words, lines=tuple(lines)))
    return list(sources.values())


def _sentences(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        for start, end in sentence_spans(line, 0, len(line)):
            words = read_markers(line[start:end]).words
            if (
                len(words.split()) >= _FEWEST_WORDS
                and len(words) <= _MOST_CHARACTERS
                and not words.endswith(":")
            ):
                yield words


def _right(source: _Source, turn: int) -> str:
    words = source.words
    if turn % 2 and words[1].islower():
        words = f"According to the article, {words[0].lower()}{words[1:]}"
    return f"{words} [{source.number}]"


def _half(source: _Source, sources: Sequence[_Source], turn: int) -> _Written:
    """Return the mutant whose turn it is, of one kind after the other."""
    own, *others = (
        Sentence(id=each.words, sentence=each.words, lines=each.lines)
        for each in (source, *(other for other in sources if other != source))
    )
    made = [each for each in mutants([own, *others], most=1) if each.id.startswith(f"{own.id}/")]
    chosen = made[turn % len(made)]
    number = next(each.number for each in sources if each.lines == chosen.lines)
    return _Written(truth=Truth.HALF, sentence=f"{chosen.sentence} [{number}]", kind=chosen.kind)


def _is_here(words: str, request: str) -> bool:
    own = set(re.findall(r"\w{4,}", words.casefold()))
    return len(own & set(re.findall(r"\w{4,}", request.casefold()))) >= _ALIKE * len(own)
