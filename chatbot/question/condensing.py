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
from chatbot.lexicon.loading import load_table
from chatbot.question.asking import THINGS
from chatbot.question.context import (
    ACT,
    appended,
    begun_anew,
    carried_on,
    condensed_of,
    ordered,
    topics_of,
)
from chatbot.question.gating import Sign, sign_of_dependence
from chatbot.question.phrases import (
    Slot,
    Sort,
    is_condition,
    name_stems,
    phrases,
    slot_of,
    sort_of,
    stems,
    subject,
)
from chatbot.question.signs import read_signs
from chatbot.question.substituting import ask_of_another
from chatbot.question.turn import Condensed, Topic, Turn

# What an earlier question asked for that would be taken for what this one asks for.
_FIGURES = frozenset(map(stem, load_table("question_words").words("word", use="figure")))
_DEGREES = load_table("question_words").words("word", use="degree")
_PLACES = {word: n for n, word in enumerate("first second third fourth fifth".split())}
_PLACES |= {str(n): n - 1 for n in range(1, 10)} | {"former": 0, "last": -1, "latter": -1}
_LONGEST_ITEM_WORDS = 8
_SHORT = 6  # words of a question that may lack its condition


def condense(question: str, turns: Sequence[Turn]) -> Condensed:
    """Return `question` made to stand alone; unchanged if it already does or nothing precedes."""
    said = " ".join(question.split())
    turns = _with_topics_open(turns)
    sign = sign_of_dependence(said) if turns else None
    if sign is None:
        return _begun(question, said, turns)
    before = turns[-1].condensed
    if sign in (Sign.BARE, Sign.FRAGMENT, Sign.CLARIFICATION):
        found = ask_of_another(said, before)
        if found:
            return found
    if sign is Sign.BARE:
        if slot_of(said.strip(" ?.!")) is not Slot.DETAIL:
            return _begun(question, said, turns)
        sign = Sign.UNNAMED
    if sign is Sign.COMPARISON:
        return _comparison(said, before)
    found = _of_item(said, turns[-1]) if sign is Sign.ITEM else None
    return found or _carried(said, sign, before)


def in_open_topic(question: str, turns: Sequence[Turn]) -> Condensed | None:
    """Return a question that stands alone and names no condition, asked in the open topic.

    "Up to how many days after contact?" reads as if it stood alone. Which of the two is meant, the
    articles tell: that of which their lines are surer.
    """
    said = " ".join(question.split())
    turns = _with_topics_open(turns)
    if not turns or sign_of_dependence(said) is not None or read_signs(said).has("anew"):
        return None
    if any(name.kind is NameKind.CONDITION for name in find_names(said)):
        return None
    carried = _carried(said, Sign.UNNAMED, turns[-1].condensed)
    return carried if carried.question != said else None


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
    """Tell whether a question names a treatment and no condition, or is short and names nobody.

    "How much penicillin for a two-year-old?" asks in the condition that is open.
    """
    kinds = {name.kind for name in find_names(said)}
    if NameKind.CONDITION in kinds:
        return False
    treated = bool(kinds & {NameKind.MEDICINE, NameKind.PROCEDURE})
    return treated or (NameKind.POPULATION not in kinds and len(words(said)) <= _SHORT)


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


def _of_item(said: str, turn: Turn) -> Condensed | None:
    """Put what the line is about that "the second one" points to in its place, if that is known."""
    start, end = read_signs(said).places("item")[0]
    place = next(_PLACES[word] for word in words(said[start:end]) if word in _PLACES)
    lines = turn.lines
    item = _thing_of(lines[place]) if lines and place < len(lines) else None
    if item is None:
        return None
    topics = carried_on((Topic(words=item),), turn.condensed.topics)
    return condensed_of(f"{said[:start]}“{item}”{said[end:]}", topics, turn.condensed)


def _thing_of(line: str) -> str | None:
    """Return what a line is about: the first medicine, procedure or condition that it names.

    Else it is its words if they are few; None for a sentence, which could only be cut.
    """
    first = re.split(r"[;:(]", line)[0]
    named = next((name for name in find_names(first) if name.kind in THINGS), None)
    if named is not None:
        return first[named.start : named.end]
    return first.strip(" .,") if len(first.split()) <= _LONGEST_ITEM_WORDS else None


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
        return condensed_of(said, topics, before, pattern=before.pattern, shown=shown)
    shown = [topic.words for topic in topics if topic not in new]
    pointing = sign in (Sign.PRONOUN, Sign.CONDITION)
    degree = _DEGREES.issuperset(words(said))
    asks = bool(phrases(said)) or read_signs(said).has("asking how")
    main = _referent(said, before.topics) if pointing else None
    question = _resolved(said, main) if main else said
    if main and question != said:
        others = [topic for topic in topics if topic.words != main.words]
        if is_condition(main.words):  # how it is treated is not about the drug asked about before
            others = [t for t in others if t in new or is_condition(t.words)]
        topics = ordered((replace(main, salience=1.0), *others))
        shown = [topic.words for topic in topics if topic not in new]
    elif pointing or degree or not asks or read_signs(before.pattern).at(0, "choice"):
        asked_anew = _FIGURES if asks and not degree else frozenset()
        shown.insert(0, subject(before.pattern, asked_anew | stems(said)))
    pattern = before.pattern if sign is Sign.CONDITION else None
    return condensed_of(question, topics, before, pattern=pattern, shown=shown)


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
    if read_signs(question).has("treated") and len(conditions) == 1:
        return conditions[0]
    if things:
        most = max(topic.salience for topic in things)
        things = [topic for topic in things if topic.salience == most]
        near = [topic for topic in things if topic.preposition in ("", "of")]
        return near[0] if len(near) == 1 else things[0] if len(things) == 1 else None
    if read_signs(question).has("given"):
        return done[0] if len(done) == 1 else None
    near = [topic for topic in conditions if topic.preposition in ("", "of")]
    return near[0] if len(near) == 1 else None


def _resolved(question: str, topic: Topic) -> str:
    """Put `topic` in the place of a pronoun."""
    signs = read_signs(question)
    if owners := signs.places("owner"):
        start, end = owners[0]
        owned = next((p for p in phrases(question) if p.start > end), None)
        if owned is None:
            return question
        possessed = f"the{question[end : owned.end]} of {topic.words}"
        return f"{question[:start]}{possessed}{question[owned.end :]}"
    pronoun = signs.first("singular")
    if pronoun is None:
        return question
    kept = question[: pronoun[1]].rpartition(" ")[0]
    return f"{kept} {topic.words}{question[pronoun[1] :]}".lstrip()
