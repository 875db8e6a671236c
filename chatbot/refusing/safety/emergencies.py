"""A question asked in an emergency -> the reply that sends for help first.

"How is status epilepticus treated?" is a question; "my patient is seizing now" is an emergency: a
sign, of one particular person, under way. What is supposed ("if"), past, habitual, said of people
in general or only named as a topic ("risk of ...") is none. The words are those of the tables
`emergency_signs` and `emergency_frames`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.lexicon.expressions import Expressions
from chatbot.lexicon.loading import load_table
from chatbot.refusing.refusal import Reason, Refusal
from chatbot.refusing.safety.likeness import UNSURE
from chatbot.refusing.safety.typed_words import sentences
from chatbot.refusing.safety.vital_figures import find_failing

_REPLY = Refusal(
    reason=Reason.EMERGENCY,
    explanation=(
        "This sounds like an emergency. Follow your local emergency procedure or call the "
        "emergency number now; this chatbot is no help in an emergency and does not advise on "
        "this one."
    ),
)
_DELIBERATE = ("suicide", "poisoning")  # an emergency also hours later
_ONESELF = frozenset(("i", "me", "myself", "yourself"))
_SAID = _ONESELF | {"my", "we", "us", "our", "this", "he", "she", "his", "her", "now"}
_LIKE = 0.4  # share of likeness that suffices without a sign (evals/README.md)
_UNLIKE = 0.04  # share below which a sign does not suffice
_MOST = 3  # alarming words and figures that count
_WORDS_BETWEEN = 8  # a person and what they have
_WORD = re.compile(r"[a-z]{4,}")
_FIGURE = re.compile(r"(?<!\S)\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    """A sign found at `start` to `end` of a sentence; `needs` as in the table."""

    category: str
    needs: str
    start: int
    end: int


def refuse_emergency(question: str, likeness: float = UNSURE) -> Refusal | None:
    """Return the reply to a question asked in an emergency, None for any other.

    `likeness` is its share of likeness to other emergencies, for what the tables do not know.
    """
    if likeness <= _UNLIKE:
        return None
    said = sentences(question, known_words())
    whole = " ".join(said)
    has_sign = any(_is_under_way(sign, each, whole) for each in said for sign in _signs(each))
    return _REPLY if has_sign or (said and likeness > _LIKE) else None


def traits(said: Sequence[str]) -> dict[str, float]:
    """Return what the tables tell of the sentences of a question, each 0 to 1."""
    whole = " ".join(said)
    general = [_is_general(sentence) for sentence in said]
    alarms = {s[a:b] for s in said for a, b in _tables()["mixed", "alarm"].spans(s)}
    kinds = ("urgent", "now", "particular", "class", "past", "habitual", "recent_past")
    told = {
        "asks": any(general),
        "only asks": all(general),
        "supposed": any(map(_is_supposed, said)),
        "question mark": whole.endswith("?"),
        "topic and question": " : " in whole and whole.endswith("?"),
        "general noun": _has("general_noun", whole),
        "several sentences": len(said) > 1,
        **{kind: _has(kind, whole) for kind in kinds},
    }
    return {name: float(value) for name, value in told.items()} | {
        "alarms": min(len(alarms), _MOST) / _MOST,
        "figures": min(len(_FIGURE.findall(whole)), _MOST) / _MOST,
    }


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return the words of the signs, which a misspelt word may be."""
    expressions = " ".join(row["expression"] for row in load_table("emergency_signs").rows)
    return frozenset(_WORD.findall(expressions))


@lru_cache(maxsize=1)
def _tables() -> dict[tuple[str, str], Expressions]:
    """Return the signs by category and need."""
    written: dict[tuple[str, str], list[str]] = {}
    for row in load_table("emergency_signs").rows:
        written.setdefault((row["category"], row["needs"]), []).append(row["expression"])
    return {kind: Expressions(each) for kind, each in written.items()}


@lru_cache(maxsize=1)
def _frames() -> dict[str, Expressions]:
    """Return what stands around a sign, by kind."""
    written: dict[str, list[str]] = {}
    for row in load_table("emergency_frames").rows:
        written.setdefault(row["kind"], []).append(row["expression"])
    return {kind: Expressions(each) for kind, each in written.items()}


def _has(kind: str, text: str) -> bool:
    return _frames()[kind].stand_in(text)


def _signs(sentence: str) -> Iterator[_Sign]:
    for (category, needs), expressions in _tables().items():
        if needs == "alarm":
            continue
        for start, end in expressions.spans(sentence):
            yield _Sign(category=category, needs=needs, start=start, end=end)
    for start, end in find_failing(sentence):
        yield _Sign(category="vital_sign", needs="somebody", start=start, end=end)


def _is_under_way(sign: _Sign, sentence: str, whole: str) -> bool:
    """Tell whether the sign is of a particular person, and now."""
    before = sentence[: sign.start].rstrip()
    now = _has("now", whole) or _has("urgent", whole)
    if _is_supposed(before) or _is_negated(before) or _is_heading(sign, sentence):
        return False
    if sign.needs == "intent":
        return _is_meant(sign, before, sentence, now=now)
    if sign.needs == "having" and _has("before_verb", _last(before, 3)):
        return False
    topic = sign.category not in ("poisoning", "injury") and _is_topic(before, sentence[sign.end :])
    if topic or _has("before_verb", _last(before, 1)):
        return False
    if _is_history(sign, before, sentence, whole, now=now):
        return False
    whom = _whom(before)
    if whom == "class":
        return now and sign.needs != "having"
    if whom is None and not (_has("particular", sentence) or _has("particular", whole)):
        if sign.needs == "having":
            return now and not _is_general(sentence)
        urgent = _has("urgent", whole) and not _has("general_noun", sentence)
        return urgent or not _is_general(sentence)
    if sign.needs == "having":
        return _is_had(before) or (now and not _is_general(sentence))
    return True


def _last(text: str, words: int) -> str:
    return " ".join(text.split()[-words:])


def _is_supposed(before: str) -> bool:
    """Tell whether what stands before the sign makes it a supposition: "if", "when should"."""
    certain = list(_frames()["certain"].spans(before))
    return any(
        not any(a <= start < b or a < end <= b for a, b in certain)
        for start, end in _frames()["hypothetical"].spans(before)
    )


def _is_negated(before: str) -> bool:
    near = _last(before, 3)
    return "," not in near and _has("negated", near)


def _is_topic(before: str, after: str) -> bool:
    """Tell whether the sign is only named: "risk of ...", "... clinic"."""
    if any(end == len(before) for _, end in _frames()["topic"].spans(before)):
        return True
    return any(start == 0 for start, _ in _frames()["compound"].spans(after.lstrip()))


def _is_heading(sign: _Sign, sentence: str) -> bool:
    """Tell whether the sign heads a general question: "Patient in shock: which fluid?"."""
    asks = sentence.endswith("?") and " : " in sentence[sign.end :]
    return asks and _SAID.isdisjoint(sentence.split())


def _is_history(sign: _Sign, before: str, sentence: str, whole: str, *, now: bool) -> bool:
    """Tell whether the sign is past or comes again and again."""
    recent = sign.category not in _DELIBERATE and _has("recent_past", sentence)
    if recent or _has("past", sentence) or _has("past", whole):
        return not (_has("now", sentence) or _has("urgent", sentence))
    if now:
        return False
    if _has("habitual", sentence):
        return True
    return sign.needs in ("having", "somebody") and _has("had", _last(before, 3))


def _whom(text: str) -> str | None:
    """Return whether the last person named in `text` is a particular one or one of a class."""
    ends = {
        kind: max((end for _, end in _frames()[kind].spans(text)), default=-1)
        for kind in ("particular", "class")
    }
    if ends["particular"] == ends["class"] == -1:
        return None
    return "particular" if ends["particular"] >= ends["class"] else "class"


def _is_general(sentence: str) -> bool:
    """Tell whether a sentence asks, or names a topic: "choking first aid"."""
    asks = any(start == 0 for start, _ in _frames()["question"].spans(sentence))
    return asks or _has("general_noun", sentence)


def _is_had(before: str) -> bool:
    """Tell whether a particular person is said to have what follows."""
    person = max(_frames()["particular"].spans(before), key=lambda p: p[1], default=None)
    if person is None:
        return False
    between = before[person[1] :].split()
    last = _last(before[: person[1]], 1)
    return len(between) <= _WORDS_BETWEEN and _has("having", " ".join((last, *between)))


def _is_meant(sign: _Sign, before: str, sentence: str, *, now: bool) -> bool:
    """Tell whether what is said of self-harm is said of oneself or a particular person."""
    if _is_topic(before, "") or (_has("past", sentence) and not now):
        return False
    whom = _whom(sentence[: sign.end]) or _whom(sentence)
    if whom is None:
        return not _is_general(sentence) or not _ONESELF.isdisjoint(sentence.split())
    return whom == "particular"
