"""A number as digits or as words -> its value."""

import re

_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {
    **{
        word: number
        for number, word in enumerate(
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
            fifteen sixteen seventeen eighteen nineteen""".split()
        )
    },
    **{word: 10 * place for place, word in enumerate(_TENS, start=2)},
}
_SCALES = {"hundred": 100.0, "thousand": 1_000.0, "million": 1e6, "billion": 1e9}
WORD = rf"(?:(?:{'|'.join(_TENS)})[ -](?:{'|'.join(list(_WORDS)[1:10])})|{'|'.join(_WORDS)})"
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_SCALE = rf"(?:[\s-](?:{'|'.join(_SCALES)})\b)?"
_SAYS_ONE = "for in within after before as than least most by about over takes lasts until".split()
_BEFORE_ONE = "|".join(f"(?<=\\b{word} )" for word in _SAYS_ONE)
BEFORE_ONE = re.compile(rf"\b(?:{'|'.join(_SAYS_ONE)})\s\Z", re.IGNORECASE)
"""What stands before "a week" where that is one week and no rate."""

NUMBER = (
    rf"(?:{DIGITS}(?!(?:st|nd|rd|th)\b){_SCALE}|\b(?:a )?{WORD}\b{_SCALE}"
    r"|\ba (?:hundred|thousand|million)\b|\bhalf an?\b"
    rf"|(?:{_BEFORE_ONE})a(?= (?:day|week|month|year)\b))"
)
SPAN = r"(?:\s?-{1,3}\s?|-?\s{1,2}(?:to|through|up to)\s{1,2})"


def is_spelled_out(written: str) -> bool:
    """Tell whether a number is written without digits."""
    return not any(character.isdigit() for character in written)


def value_of(written: str) -> float:
    """Return the value of what `NUMBER` matches: "1,000", "twenty-five", "a hundred"."""
    if written.casefold().startswith("half"):
        return 0.5
    if written.casefold() == "a":
        return 1.0
    number, _, scale = written.casefold().replace(",", "").partition(" ")
    if number == "a":
        number, _, scale = scale.partition(" ")
        if number in _SCALES:
            return _SCALES[number]
    if scale in _WORDS and number in _WORDS:
        return float(_WORDS[number] + _WORDS[scale])
    if "-" in number and number.partition("-")[0] in _WORDS:
        tens, _, ones = number.partition("-")
        return float(_WORDS[tens] + _WORDS.get(ones, 0))
    base = float(_WORDS[number]) if number in _WORDS else float(number.partition("-")[0])
    return base * _SCALES.get(scale.strip(), 1.0)
