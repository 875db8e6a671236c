"""A line, the line as a patient sees it, and a dose in it -> whether the dose is hidden."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

Mask = Callable[[str], str]
"""What hides doses from patients."""

_NUMBER = re.compile(
    r"\d+(?:[.,\s]\d+)*|[½¼¾⅓⅔]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve"
    r"|half|quarter|third|once|twice|thrice)\b",
    re.IGNORECASE,
)


def is_hidden(dose: str, line: str, shown: str, doses: Sequence[str]) -> bool:
    """Tell whether the numbers of `dose` are gone from `shown`.

    A number that stands in `line` outside of all its `doses` as well may still be shown so often.
    """
    numbers = _numbers(dose)
    if not numbers:
        return dose not in shown
    in_doses: Counter[str] = Counter()
    for each in doses:
        in_doses += _numbers(each)
    in_line, seen = _numbers(line), _numbers(shown)
    return all(seen[number] <= max(0, in_line[number] - in_doses[number]) for number in numbers)


def _numbers(text: str) -> Counter[str]:
    return Counter(number.casefold() for number in _NUMBER.findall(text))
