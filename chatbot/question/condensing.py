"""A follow-up question and the turns before it -> a question that stands alone.

No model is asked: what the follow-up leaves out is put in from the earlier questions, so that
what was searched can be shown in a line and checked at a glance. A question that stands alone
is left as it is, and nothing of what came before is searched with it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from chatbot.language.names import NameKind, find_names
from chatbot.language.tokens import STOP_WORDS, stem, words
from chatbot.question.context import ACT, begun_anew, carried_on, ordered, place_for, topics_of
from chatbot.question.gating import ITEM, Sign, sign_of_dependence
from chatbot.question.phrases import (
    Phrase,
    Sort,
    is_condition,
    name_stems,
    phrases,
    sort_of,
    subject,
)
from chatbot.question.turn import Condensed, Topic, Turn

_OPENING = re.compile(
    r"^\W*(?:(?:and|but|so|or|then|also|plus|even|no|sorry|ok(?:ay)?|thanks|thank you|I\s+meant?)"
    r"\b[\s,.!]*)*"
    r"(?:(?:what|how)\s+(?:about|of)\b)?\s*(?:(?:those|(?:the\s+)?ones|(?:the\s+)?patients|people)\s+)?(?:(?P<preposition>of|to|in|for|with|during|after|before|by|on"
    r"|under|over|above|below|aged|from|at|without)\s+)?(?:the\s+|an?\s+)?",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"(?:[\s,]+(?:then|though|instead|please|now|too))*[\s?.!,]*$", re.IGNORECASE)
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
_LISTED = re.compile(r"\s*(?:,|,?\s*\b(?:and|or)\b)\s*", re.IGNORECASE)
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
_BARE_BONDS = frozenset("in of for with on to by from after before during the a an".split())
_ORDINALS = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4}
_LONGEST_ITEM_WORDS = 8
_THINGS = (NameKind.MEDICINE, NameKind.PROCEDURE, NameKind.CONDITION)
_LONGEST_SHOWN_WORDS = 14
_MOST_REPLACED = 4


def condense(question: str, turns: Sequence[Turn]) -> Condensed:
    """Return `question` made to stand alone; unchanged if it already does or nothing precedes."""
    said = " ".join(question.split())
    turns = _with_topics_open(turns)
    sign = sign_of_dependence(said) if turns else None
    if sign is Sign.BARE:
        found = _asked_of_another(said, turns[-1].condensed)
        if found:
            return found
    if sign in (None, Sign.BARE):
        return Condensed(question=question, pattern=said, topics=begun_anew(said, turns))
    last = turns[-1]
    item = _item(said, last.lines) if sign is Sign.ITEM else None
    if item:
        return _of_item(said, item, last.condensed)
    if sign in (Sign.FRAGMENT, Sign.CLARIFICATION):
        condensed = _asked_of_another(said, last.condensed)
        if condensed:
            return condensed
    if sign is Sign.COMPARISON:
        return _comparison(said, last.condensed)
    return _carried(said, sign, last.condensed)


def _with_topics_open(turns: Sequence[Turn]) -> Sequence[Turn]:
    """Leave out the last turns that were about nothing ("thank you")."""
    end = len(turns)
    while end and not turns[end - 1].condensed.topics:
        end -= 1
    return turns[:end]


def _asked_of_another(said: str, before: Condensed) -> Condensed | None:
    """Ask the earlier question of what "and ...?" or "what about ...?" names.

    None if it names nothing, or nothing of the earlier question gives way to it.
    """
    opening = _OPENING.match(said)
    assert opening is not None
    rest = _CLOSING.sub("", said[opening.end() :])
    preposition = (opening["preposition"] or "").casefold()
    if not _is_bare(rest):
        return None
    place = place_for(Topic(words=rest, preposition=preposition), before.pattern, before.topics)
    if place is None and not preposition:
        return None
    if " who " in rest and " who " in before.pattern:
        return None  # two clauses on the same people would contradict each other
    if place is None:
        asked, bracket, about = before.pattern.partition(" (about ")
        question = f"{asked.rstrip(' ?.!')} {preposition} {rest}{bracket}{about or '?'}"
        left = before.topics
    else:
        question = _put(before.pattern, place, rest, preposition)
        held = name_stems(question)
        left = tuple(t for t in before.topics if name_stems(t.words) <= held)
    topics = ordered((*topics_of(said), *(t for t in left if t.words != rest)))
    return _condensed(question, question, topics, before, shown=())


def _is_bare(rest: str) -> bool:
    """Tell whether `rest` is but a thing or two, no sentence."""
    head = re.split(r"\b(?:who|whose)\b", rest)[0]
    bonds = [word for word in words(head) if word in STOP_WORDS and word not in ("and", "or")]
    return bool(head) and all(word in _BARE_BONDS for word in bonds)


def _put(pattern: str, place: Phrase, rest: str, preposition: str) -> str:
    """Put `rest` in the place of a phrase, and its preposition in that of the phrase's."""
    before = pattern[: place.start]
    if place.preposition and preposition and place.preposition != preposition:
        stem_of, found, articles = before.rpartition(place.preposition)
        before = f"{stem_of}{preposition}{articles}" if found else before
    elsewhere = re.compile(rf"\b{re.escape(place.words)}\b", re.IGNORECASE)
    after = pattern[_end_of_list(pattern, place) :]
    return before + rest + elsewhere.sub(lambda _: rest, after)


def _end_of_list(pattern: str, place: Phrase) -> int:
    """Return where "azathioprine, methotrexate or mycophenolate" ends that begins at `place`."""
    end = place.end
    for phrase in phrases(pattern):
        joined = phrase.start > end and _LISTED.fullmatch(pattern[end : phrase.start])
        if joined and sort_of(phrase.words) is sort_of(place.words):
            end = phrase.end
    return end


def _comparison(said: str, before: Condensed) -> Condensed:
    """Name the sides: what is open and what it took the place of, or the list that was asked."""
    sides = [topic.words for topic in (*before.topics, *before.replaced)]
    shown = sides if before.replaced else [subject(before.pattern)]
    return replace(before, question=_appended(said, shown))


def _of_item(said: str, item: str, before: Condensed) -> Condensed:
    """Put the line that the question points to in the place of "the second one"."""
    question = ITEM.sub(lambda _: f"“{item}”", said, count=1)
    topics = carried_on((Topic(words=item),), before.topics)
    return _condensed(question, question, topics, before, shown=())


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
        return _condensed(said, before.pattern, topics, before, shown=shown)
    shown = [topic.words for topic in topics if topic not in new]
    pointing = sign in (Sign.PRONOUN, Sign.CONDITION)
    main = _referent(said, before.topics) if pointing else None
    question = _resolved(said, main) if main else said
    if main and question != said:
        others = [topic for topic in topics if topic.words != main.words]
        if is_condition(main.words):  # how it is treated is not about the drug asked about before
            others = [t for t in others if t in new or is_condition(t.words)]
        topics = ordered((replace(main, salience=1.0), *others))
        shown = [topic.words for topic in topics if topic not in new]
    elif pointing or not _asks(said) or _CHOICE.match(before.pattern):
        asked_anew = _FIGURES if _asks(said) else frozenset()
        shown.insert(0, subject(before.pattern, asked_anew | set(map(stem, words(said)))))
    pattern = before.pattern if sign is Sign.CONDITION else None
    return _condensed(question, pattern, topics, before, shown=shown)


def _condensed(
    question: str,
    pattern: str | None,
    topics: Sequence[Topic],
    before: Condensed,
    *,
    shown: Sequence[str],
) -> Condensed:
    """Return `question` with what is `shown` at its end, and what stays open."""
    full = _appended(question, shown)
    still = {topic.words for topic in topics}
    gone = (topic for topic in (*before.topics, *before.replaced) if topic.words not in still)
    return Condensed(
        question=full,
        pattern=pattern or full,
        topics=tuple(topics),
        replaced=tuple(dict.fromkeys(gone))[:_MOST_REPLACED],
    )


def _appended(question: str, shown: Iterable[str]) -> str:
    """Add in brackets what `question` does not say itself, up to a readable length."""
    held = {stem(word) for word in words(question)}
    missing: list[str] = []
    for said in shown:
        added = {stem(word) for word in words(said)}
        if added <= held or len(" ".join((*missing, said)).split()) > _LONGEST_SHOWN_WORDS:
            continue
        missing.append(said)
        held |= added
    return f"{question.rstrip(' ?.!')} (about {', '.join(missing)})?" if missing else question


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
