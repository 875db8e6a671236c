"""What stands before and behind a figure -> its comparator, and what a time is the time of."""

from chatbot.language.figure import Use
from chatbot.language.lexemes import Lexemes, Phrases, behind_phrase, is_among
from chatbot.lexicon.loading import load_table

_ROWS = load_table("comparators").rows
_BEFORE = Phrases((r["words"], r) for r in _ROWS if r["place"] == "before")
_BEHIND = Phrases((r["words"], r["comparator"]) for r in _ROWS if r["place"] == "behind")
_USES = load_table("time_uses").rows
_USE_BEFORE = Phrases((r["words"], Use(r["use"])) for r in _USES if r["place"] == "before")
_USE_BEHIND = Phrases((r["words"], Use(r["use"])) for r in _USES if r["place"] == "behind")

_FILLERS = 4  # words like "of" and "about" between a comparator and its figure
_GAP = 9  # of any words: "the maximum single dose for an adult is 40 mg"
_NEGATIONS = frozenset(("no", "not", "never", "without"))
_NEGATED = {"more": 2, "greate": 2, "higher": 2, "longer": 2, "older": 2, "less": 2, "fewer": 2,
            "lower": 2, "shorte": 2, "younge": 2, "earlie": 2, "later": 2, "exceed": 3,
            "before": 5}  # fmt: skip
"""Words back in which a "not" turns the comparator round that opens with these letters."""

_RISES = frozenset("go goes titrate titrated increase increased increasing titrating".split())
_THE = frozenset(("the", "this", "these", "past", "your"))
_PAST = frozenset(("past", "previous", "last"))
_ASIDE = 14  # lexemes of a remark in brackets behind a figure
_LEAD = 6  # words before a time that may say what it is the time of


def comparator_at(lexemes: Lexemes, begin: int, end: int, *, is_time: bool) -> tuple[str, int]:
    """Return the comparator of the figure at the lexemes `begin` to `end`; empty for none.

    With it comes the lexeme where it begins if it stands before the figure, else `begin`.
    """
    found = _comparator_before(lexemes, begin)
    if found is None:
        found = _comparator_behind(lexemes, end) or "", begin
    comparator, start = found
    return (">" if comparator == "over" and not is_time else comparator), start


def _comparator_before(lexemes: Lexemes, begin: int) -> tuple[str, int] | None:
    place, passed = begin, 0
    for _ in range(_FILLERS + _GAP):
        if lexemes.words[place - 2 : place] == ["max", "."]:
            place -= 1
        for start, row in _BEFORE.before(lexemes, place):
            gap = int(row["gap"])
            if passed <= gap and _is_meant(lexemes, start, place):
                found = row["comparator"]
                if row["negated"] and _is_negated(lexemes, start):
                    found = row["negated"]
                if found:
                    return found, _with_negation(lexemes, start)
        if not lexemes.is_word(place - 1) or passed > _GAP:
            return None
        passed += not is_among("before a figure", lexemes.words[place - 1])
        place -= 1
    return None


def _with_negation(lexemes: Lexemes, start: int) -> int:
    """Return where a comparator begins: "no more than", "not to exceed"."""
    for words in (["not", "to"], ["no"], ["not"]):
        if lexemes.words[max(0, start - len(words)) : start] == words:
            return start - len(words)
    return start


def _is_meant(lexemes: Lexemes, start: int, end: int) -> bool:
    """Tell whether a phrase bounds: not in "titrated up to", "the past 5 days", "half over"."""
    word = lexemes.words[start]
    if word == "up":
        return lexemes.words[start - 1] not in _RISES
    if word == "past":
        return lexemes.words[start - 1] != "the"
    if word == "within":
        return not {lexemes.words[end], lexemes.words[end + 1]} & _PAST
    return True


def _is_negated(lexemes: Lexemes, start: int) -> bool:
    """Tell whether a "not" stands so near before a phrase that it turns it round."""
    reach = _NEGATED.get(lexemes.words[start][:6], 1)
    before = lexemes.words[max(0, start - reach - 1) : start]
    if "t" in before[-2:] and "'" in before:
        return True
    return not _NEGATIONS.isdisjoint(before[-reach:])


def _comparator_behind(lexemes: Lexemes, end: int) -> str | None:
    place = end
    for passed in range(3):
        found = _sign_at(lexemes, place)
        if found is not None and not (passed and lexemes.words[place] == "+"):
            return found
        word = lexemes.words[place]
        if word == "-" and lexemes.is_near(place):
            place += 1
            word = lexemes.words[place]
        if passed == 2 or not lexemes.is_near(place) or not word[:1].isalpha():
            break
        if is_among("no word behind", word):
            break
        place += 1
    if lexemes.words[place] == "(":  # a remark in brackets
        words = lexemes.words[place : place + _ASIDE]
        if ")" in words:
            behind = place + words.index(")") + 1
            return None if lexemes.words[behind] == "+" else _sign_at(lexemes, behind)
    return None


def _sign_at(lexemes: Lexemes, place: int) -> str | None:
    """Return the comparator that stands at `place`, maybe behind a comma or a bracket."""
    for _ in range(2):
        found = _BEHIND.at(lexemes, place) if lexemes.is_near(place) else None
        if found is not None:
            end, comparator = found
            if lexemes.words[end] == "than" or not _is_closed(lexemes, place, end):
                return None
            return comparator
        if lexemes.words[place] not in (",", "(", "-"):
            return None
        place += 1
    return None


def _is_closed(lexemes: Lexemes, place: int, end: int) -> bool:
    """Tell whether a sign belongs to what stands before: not in "5 mg/kg (max 100 mg)"."""
    first, behind = lexemes.words[place], lexemes.words[end]
    if first in ("or", "and"):
        return True
    if first == "+":
        return not lexemes.is_number(end)
    if behind == "." or behind == ":":
        behind = lexemes.words[end + 1] if lexemes.is_near(end + 1) else ""
    if first in ("max", "maximum", "minimum", "at") and behind.isalpha():
        return False
    return (
        not lexemes.is_number(end + (behind != lexemes.words[end]))
        and "of" not in (lexemes.words[end : end + 2])
    )


def use_at(lexemes: Lexemes, begin: int, end: int, heading: str) -> Use | None:
    """Return what the time at the lexemes `begin` to `end` is the time of."""
    behind = _USE_BEHIND.at(lexemes, end + (lexemes.words[end] == "-"))
    use = behind[1] if behind and lexemes.is_near(end) else None
    found, start = _use_before(lexemes, begin)
    if use is not Use.AGE and found in (Use.FROM, Use.UNTIL, Use.WITHIN):
        return found
    if use is Use.AGE or lexemes.is_age(begin, end):
        return Use.AGE
    if found is Use.DURATION and lexemes.words[start] == "in" and use is not None:
        return use
    up_to = lexemes.words[max(0, begin - 2) : begin] == ["up", "to"]
    if up_to and lexemes.words[end] in ("after", "of", "from"):
        return Use.WITHIN
    if use is Use.DURATION:
        return use
    return found or use or _use_under(lexemes, begin, heading)


def _use_before(lexemes: Lexemes, begin: int) -> tuple[Use | None, int]:
    place = begin
    for _ in range(_LEAD):
        for start, use in _USE_BEFORE.before(lexemes, place):
            if lexemes.words[start] != "last" or lexemes.words[start - 1] not in _THE:
                return use, start
        if not lexemes.is_near(place) or not (
            is_among("before a time", lexemes.words[place - 1])
            or lexemes.words[place - 1] in ("<", ">", "≥", "≤", "=")
        ):
            return None, begin
        place -= 1
    return None, begin


def _use_under(lexemes: Lexemes, begin: int, heading: str) -> Use | None:
    """Return what a time that stands bare is by its heading: "Proximal: 3 months"."""
    if not heading or (begin and lexemes.words[begin - 1] not in (":", "|", "(", "-")):
        return None
    said = Lexemes(f"{heading} {lexemes.text[: lexemes.starts[begin]][-200:]}").words
    if not _LASTS.isdisjoint(said) or "how long" in " ".join(said):
        return Use.DURATION
    if not _RECURS.isdisjoint(said) or "how often" in " ".join(said):
        return Use.INTERVAL
    return None


_LASTS = frozenset("duration course courses length".split())
_RECURS = frozenset("interval intervals frequency".split())


def behind_route(lexemes: Lexemes, end: int) -> int:
    """Return where the words end that may stand between an amount and how often it is given."""
    for _ in range(3):
        place = end + (lexemes.words[end] in (",", "(", ";", "|", "-"))
        found = behind_phrase("between amount and frequency", lexemes, place)
        if found == place and not lexemes.words[place].endswith("ly"):
            return place
        if not lexemes.is_near(place) or found == place:
            return place
        end = found
    return end


_INDICES = Phrases(
    (row["words"], row["words"])
    for row in load_table("figure_words").rows
    if row["group"] == "indices"
)
_TO_INDEX = 5  # words between an index and its value


def index_before(lexemes: Lexemes, begin: int) -> str:
    """Return the name of the index whose value begins at `begin`; empty for none."""
    place = begin
    for _ in range(_TO_INDEX):
        for _start, name in _INDICES.before(lexemes, place):
            return name
        word = lexemes.words[place - 1]
        if not (word in (":", "=", "≥", "≤", "<", ">") or is_among("behind an index", word)):
            return ""
        place -= 1
    return ""
