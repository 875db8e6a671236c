"""The turns before a question -> what is still open: the topics, and what has been replaced.

A topic is a phrase of an earlier question. Its salience falls from turn to turn. A new thing
takes the place of the old thing, a new condition that of the old condition; so at no time are
two drugs open at once, unless one question named both. A question that stands alone begins anew,
keeping only the condition or the population, and that only if it goes on about what was just
asked or cited.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chatbot.language.names import NameKind, find_names
from chatbot.question.phrases import (
    Phrase,
    Sort,
    acts,
    is_condition,
    name_stems,
    phrases,
    sort_of,
    stems,
)
from chatbot.question.turn import Condensed, Topic, Turn

ACT = "act"
"""Stands for the preposition of a topic that is something done ("screening")."""

_DECAY = 0.8
_FAINTEST = 0.3
_ASIDE = 0.5  # of what is named beside the thing that the question is about
_MOST_TOPICS = 8
_LONGEST_SHOWN_WORDS = 14
_MOST_REPLACED = 4


def topics_of(question: str) -> tuple[Topic, ...]:
    """Return what `question` names: things, conditions, what is done; else what it asks for."""
    found = phrases(question)
    named = [p for p in found if p.names] or [p for p in found if not p.number]
    topics = [Topic(words=phrase.words, preposition=phrase.preposition) for phrase in named]
    return ordered((*topics, *(Topic(words=act, preposition=ACT) for act in acts(question))))


def ordered(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Return things before conditions, what is done about them last; each by salience."""
    return tuple(
        sorted(topics, key=lambda t: (t.preposition == ACT, is_condition(t.words), -t.salience))
    )


def begun_anew(question: str, turns: Sequence[Turn]) -> tuple[Topic, ...]:
    """Return the topics after a `question` that stands alone."""
    new = topics_of(question)
    if not turns or not _goes_on(question, turns[-1]):
        return new
    return carried_on(new, [t for t in turns[-1].condensed.topics if is_condition(t.words)])


def carried_on(
    new: Sequence[Topic], old: Sequence[Topic], *, kept: bool = False
) -> tuple[Topic, ...]:
    """Return `new` topics and those of the `old` whose place they do not take.

    Things come before conditions. With `kept`, the new ones stand beside the old ("does it
    lower disability?").
    """
    if kept:
        new = [replace(topic, salience=_ASIDE) for topic in new]
    fading = [replace(topic, salience=topic.salience * _DECAY) for topic in old]
    left = [
        topic
        for topic in fading
        if not any(stems(topic.words) == stems(other.words) for other in new)
        and (kept or not any(_takes_place(other, topic) for other in new))
        and topic.salience >= _FAINTEST
    ]
    return ordered((*new, *left))[:_MOST_TOPICS]


def _goes_on(question: str, turn: Turn) -> bool:
    """Tell whether `question` names something of the turn before it or of what that cited."""
    before = [topic.words for topic in turn.condensed.topics]
    known = name_stems(" ".join((*before, *turn.sections, *turn.lines)))
    return bool(name_stems(question) & known)


def _takes_place(new: Topic, old: Topic) -> bool:
    return sort_of(new.words) is sort_of(old.words) and (new.preposition == ACT) == (
        old.preposition == ACT
    )


def place_for(new: Topic, pattern: str, topics: Sequence[Topic]) -> Phrase | None:
    """Return the phrase of `pattern` whose place `new` takes, None if none is of its sort.

    Behind a preposition it is one of its sort behind the same, or a figure. Else it is one that
    shares a word, or names a listed thing of the same kind, or one of its sort, or for a thing any
    that names one: of several that which names the most salient of `topics`.
    """
    head = next((phrase.words for phrase in phrases(new.words)), new.words)
    sort = sort_of(head)
    found = sorted(phrases(pattern), key=lambda phrase: _rank(phrase, topics))
    alike = [phrase for phrase in found if sort_of(phrase.words) is sort]
    if new.preposition:
        same = [phrase for phrase in alike if phrase.preposition == new.preposition]
        figures = [phrase for phrase in alike if phrase.number]
        return next(iter([*same, *figures]), None)
    shared = [phrase for phrase in found if stems(phrase.words) & stems(new.words)]
    things = [phrase for phrase in found if phrase.names and sort is Sort.THING]
    kinds = _kinds(head)
    listed = [phrase for phrase in alike if kinds & _kinds(phrase.words)]
    return next(iter([*shared, *listed, *alike, *things]), None)


def _kinds(said: str) -> set[NameKind]:
    return {name.kind for name in find_names(said)}


def _rank(phrase: Phrase, topics: Sequence[Topic]) -> int:
    """Return the place among `topics` of the one that `phrase` names, the last if it names none."""
    held = stems(phrase.words)
    return next((n for n, t in enumerate(topics) if stems(t.words) <= held), len(topics))


def condensed_of(
    question: str,
    topics: Sequence[Topic],
    before: Condensed,
    *,
    pattern: str | None = None,
    shown: Sequence[str] = (),
) -> Condensed:
    """Return `question` with what is `shown` at its end, and what stays open."""
    full = appended(question, shown)
    still = {topic.words for topic in topics}
    gone = (topic for topic in (*before.topics, *before.replaced) if topic.words not in still)
    return Condensed(
        question=full,
        pattern=pattern or full,
        topics=tuple(topics),
        replaced=tuple(dict.fromkeys(gone))[:_MOST_REPLACED],
    )


def appended(question: str, shown: Iterable[str]) -> str:
    """Add in brackets what `question` does not say itself, up to a readable length."""
    held = stems(question)
    missing: list[str] = []
    for said in shown:
        if stems(said) <= held or len(" ".join((*missing, said)).split()) > _LONGEST_SHOWN_WORDS:
            continue
        missing.append(said)
        held |= stems(said)
    return f"{question.rstrip(' ?.!')} (about {', '.join(missing)})?" if missing else question
