"""A follow-up question and the turns before it -> a question that stands alone.

No model is asked: what the follow-up leaves out is put in from the earlier questions, so that
what was searched can be shown in a line and checked at a glance. A question that stands alone
is left as it is, and nothing of what came before is searched with it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.language.names import NameKind, find_names
from chatbot.language.tokens import stem, words
from chatbot.question.context import (
    ACT,
    appended,
    begun_anew,
    carried_on,
    condensed_of,
    ordered,
    topics_of,
)
from chatbot.question.gating import ITEM, Sign, sign_of_dependence
from chatbot.question.phrases import (
    Sort,
    is_condition,
    name_stems,
    phrases,
    sort_of,
    subject,
)
from chatbot.question.slots import Slot, slot_of
from chatbot.question.substituting import ask_of_another
from chatbot.question.turn import Condensed, Topic, Turn

_POSSESSIVE = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)
_SINGULAR = re.compile(
    r"(?:(?<=does )|(?<=did )|(?<=can )|(?<=should )|(?<=will )|(?<=would )|(?<=may ))it\b"
    r"|\b(?:it(?!s)|(?:(?<=if )|(?<=of )|(?<=for )|(?<=to )|(?<=with )|(?<=after )|(?<=before )"
    r"|(?<=about )|(?<=is )|(?<=does )|(?<=on )|(?<=with ))(?:that|this))\b"
    r"(?=\s*[?.!,]|\s*$|\s+(?:is|was|does|be|not|has|should|can|fails?|works?|helps?|given|used|to"
    r"|in|for|with|after|before|cause\w*|lower\w*|raise\w*|affect\w*|prevent\w*|safe|effective"
    r"|better|more|less|[a-z]+ed|done|last|start|stop|take)\b)",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:given|started|stopped|used|administered|dosed|repeated|continued|taken|begun|done|last"
    r"|performed|offered|prescribed|discontinued|tapered|work\w*|tolerated)\b",
    re.IGNORECASE,
)
_TREATED = re.compile(
    r"\b(?:treated|managed|diagnosed|cured|detected|confirmed|excluded)\b", re.IGNORECASE
)
_HOW = re.compile(r"\bhow\s+(?:long|often|many|much|soon|common)\b|\bwhy\b|\bwhen\b", re.IGNORECASE)
_CHOICE = re.compile(
    r"^(?:which|what)\s+(?!is|are|was|were|does|do|did|should|can|could|will|would|may|has|have|if"
    r"|about)\w",
    re.IGNORECASE,
)
# What an earlier question asked for that would be taken for what this one asks for.
_FIGURES = frozenset(
    map(
        stem,
        """dose dosage dosing duration rate interval frequency percentage percent proportion share
        number figure amount""".split(),
    )
)
_DEGREES = frozenset("max maximum maximal min minimum minimal usual starting initial".split())
_ORDINALS = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4}
_LONGEST_ITEM_WORDS = 8
_THINGS = (NameKind.MEDICINE, NameKind.PROCEDURE, NameKind.CONDITION)
_SHORT = 6  # words of a question that may lack its condition


def condense(question: str, turns: Sequence[Turn]) -> Condensed:
    """Return `question` made to stand alone; unchanged if it already does or nothing precedes."""
    said = " ".join(question.split())
    turns = _with_topics_open(turns)
    sign = sign_of_dependence(said) if turns else None
    if sign is Sign.BARE:
        found = ask_of_another(said, turns[-1].condensed)
        if found:
            return found
        if slot_of(said.strip(" ?.!")) is Slot.DETAIL:
            return _carried(said, Sign.UNNAMED, turns[-1].condensed)
    if sign in (None, Sign.BARE):
        return _begun(question, said, turns)
    last = turns[-1]
    item = _item(said, last.lines) if sign is Sign.ITEM else None
    if item:
        return _of_item(said, item, last.condensed)
    if sign in (Sign.FRAGMENT, Sign.CLARIFICATION):
        condensed = ask_of_another(said, last.condensed)
        if condensed:
            return condensed
    if sign is Sign.COMPARISON:
        return _comparison(said, last.condensed)
    return _carried(said, sign, last.condensed)


def _begun(question: str, said: str, turns: Sequence[Turn]) -> Condensed:
    """Ask a question that stands alone; what names no condition is asked in the open one."""
    open_ones = turns[-1].condensed.topics if turns else ()
    conditions = [topic for topic in open_ones if _is_open_condition(topic, open_ones)]
    if not conditions or not _lacks_condition(said):
        return Condensed(question=question, pattern=said, topics=begun_anew(said, turns))
    full = appended(said, [topic.words for topic in conditions])
    return Condensed(
        question=full if full != said else question,
        pattern=full,
        topics=carried_on(topics_of(said), conditions),
    )


def _is_open_condition(topic: Topic, others: Sequence[Topic]) -> bool:
    """Tell whether a topic is the condition that is dealt with.

    "Hypotension" of "how common is hypotension with this drug?" is a finding, and "MS drugs" are
    no condition.
    """
    named = find_names(topic.words)
    if not named or named[-1].kind is not NameKind.CONDITION or named[-1].end < len(topic.words):
        return False
    given = any(slot_of(other.words) is Slot.MEDICINE for other in others)
    return bool(topic.preposition) or not given


def _lacks_condition(said: str) -> bool:
    """Tell whether a question is about a thing or short, and says neither of whom nor in what."""
    kinds = {name.kind for name in find_names(said)}
    if kinds & {NameKind.CONDITION, NameKind.POPULATION}:
        return False
    treated = bool(kinds & {NameKind.MEDICINE, NameKind.PROCEDURE})
    return treated or len(words(said)) <= _SHORT


def _with_topics_open(turns: Sequence[Turn]) -> Sequence[Turn]:
    """Leave out the last turns that were about nothing ("thank you")."""
    end = len(turns)
    while end and not turns[end - 1].condensed.topics:
        end -= 1
    return turns[:end]


def _comparison(said: str, before: Condensed) -> Condensed:
    """Name the sides: what is open and what it took the place of, or the list that was asked."""
    sides = [topic.words for topic in (*before.topics, *before.replaced)]
    shown = sides if before.replaced else [subject(before.pattern)]
    return replace(before, question=appended(said, shown))


def _of_item(said: str, item: str, before: Condensed) -> Condensed:
    """Put the line that the question points to in the place of "the second one"."""
    question = ITEM.sub(lambda _: f"“{item}”", said, count=1)
    topics = carried_on((Topic(words=item),), before.topics)
    return condensed_of(question, question, topics, before, shown=())


def _carried(said: str, sign: Sign, before: Condensed) -> Condensed:
    """Put the open topic where the question points back to it, else at the end."""
    new = topics_of(said) if name_stems(said) else ()
    contrasted = sign is Sign.FRAGMENT and bool(new)
    if contrasted:
        first = next(phrase for phrase in phrases(said) if phrase.names)
        new = tuple(topic for topic in new if topic.words == first.words)
    replacing = contrasted or sign is Sign.UNNAMED
    topics = carried_on(new, before.topics, kept=not replacing)
    if contrasted:
        shown = [topic.words for topic in topics]
        return condensed_of(said, before.pattern, topics, before, shown=shown)
    shown = [topic.words for topic in topics if topic not in new]
    pointing = sign in (Sign.PRONOUN, Sign.CONDITION)
    main = _referent(said, before.topics) if pointing else None
    degree = _DEGREES.issuperset(words(said))
    question = _resolved(said, main) if main else said
    if main and question != said:
        others = [topic for topic in topics if topic.words != main.words]
        if is_condition(main.words):  # how it is treated is not about the drug asked about before
            others = [t for t in others if t in new or is_condition(t.words)]
        topics = ordered((replace(main, salience=1.0), *others))
        shown = [topic.words for topic in topics if topic not in new]
    elif (
        pointing
        or not _asks(said)
        or _DEGREES.issuperset(words(said))
        or _CHOICE.match(before.pattern)
    ):
        degree = _DEGREES.issuperset(words(said))
        asked_anew = _FIGURES if _asks(said) and not degree else frozenset()
        shown.insert(0, subject(before.pattern, asked_anew | set(map(stem, words(said)))))
    pattern = before.pattern if sign is Sign.CONDITION else None
    return condensed_of(question, pattern, topics, before, shown=shown)


def _asks(said: str) -> bool:
    """Tell whether `said` itself asks for something of a thing."""
    return bool(phrases(said)) or bool(_HOW.search(said))


def _referent(question: str, topics: Sequence[Topic]) -> Topic | None:
    """Return the topic that "it" stands for in `question`, None if that is not sure.

    What is treated or diagnosed is the one condition. Else it is the one thing that stood behind
    no preposition but "of", or the only thing at all. Without a thing it is the one condition;
    but nobody gives or stops a condition: then it is what is done about it.
    """
    sorts = [(topic, sort_of(topic.words)) for topic in topics]
    done = [topic for topic, _ in sorts if topic.preposition == ACT]
    things = [topic for topic, sort in sorts if sort is Sort.THING and topic not in done]
    conditions = [topic for topic, sort in sorts if sort is Sort.CONDITION]
    if _TREATED.search(question) and len(conditions) == 1:
        return conditions[0]
    if things:
        most = max(topic.salience for topic in things)
        things = [topic for topic in things if topic.salience == most]
        near = [topic for topic in things if topic.preposition in ("", "of")]
        return near[0] if len(near) == 1 else things[0] if len(things) == 1 else None
    if _GIVEN.search(question):
        return done[0] if len(done) == 1 else None
    near = [topic for topic in conditions if topic.preposition in ("", "of")]
    return near[0] if len(near) == 1 else None


def _resolved(question: str, topic: Topic) -> str:
    """Put `topic` in the place of a pronoun."""
    owner = _POSSESSIVE.search(question)
    if owner:
        owned = next((p for p in phrases(question) if p.start > owner.end()), None)
        if owned is None:
            return question
        return (
            f"{question[: owner.start()]}the{question[owner.end() : owned.end]} of {topic.words}"
            f"{question[owned.end :]}"
        )
    return _SINGULAR.sub(lambda _: topic.words, question, count=1)


def _item(said: str, lines: Sequence[str]) -> str | None:
    """Return what the line that `said` points to is about.

    That is the first medicine, procedure or condition it names, or its words if they are few;
    None for a sentence without either, which could only be cut, or if there are not so many.
    """
    found = ITEM.search(said)
    if found is None or not lines:
        return None
    if found["number"]:
        place = int(found["number"]) - 1
    else:
        ordinal = found["ordinal"].casefold()
        place = len(lines) - 1 if ordinal in ("last", "latter") else _ORDINALS[ordinal]
    if place >= len(lines):
        return None
    first = re.split(r"[;:(]", lines[place])[0]
    named = next((name for name in find_names(first) if name.kind in _THINGS), None)
    if named is not None:
        return first[named.start : named.end]
    return first.strip(" .,") if len(first.split()) <= _LONGEST_ITEM_WORDS else None
