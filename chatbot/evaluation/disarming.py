"""A finished case -> the variables of the judge's prompt, out of which nothing can break."""

import re
import unicodedata
from collections.abc import Sequence

from chatbot.evaluation.observation import Json

_DELIMITER = re.compile(r"[<＜﹤]{3,}|[>＞﹥]{3,}")
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}


def as_data(entry: Json) -> dict[str, str]:
    """Return the variables of the prompt for one case, each fit to stand as data."""
    case, answer = entry["case"], entry["answer"]
    statements = [
        f"{each['text']} {''.join(f'[{number}]' for number in each['citations'])}"
        for each in answer["statements"]
    ]
    quotes = [f"[{each['number']}] {each['quote']}" for each in answer["citations"]]
    kind = "needed passage" if case["expect"] == "conflict" else "passage"
    gold = [f"{kind}: {each['quote']}" for each in case["gold"]]
    facts = [f"must say: {' / or: '.join(alternatives)}" for alternatives in case["facts"]]
    earlier = [f"asked before: {turn}" for turn in case["turns"][:-1]]
    return {
        "question": neutralised([*earlier, f"asked now: {case['turns'][-1]}"]),
        "answer": neutralised(statements),
        "evidence": neutralised(quotes),
        "gold": neutralised([*gold, *facts]),
    }


def neutralised(parts: Sequence[str]) -> str:
    """Return `parts` so that nothing in them can end their block or pass for an instruction.

    Every line, by any of the line ends that Unicode knows, gets the mark of data; runs of three
    or more angle brackets, of which delimiters are made, are spaced out; characters that nobody
    sees (control and format characters) are left out.
    """
    lines = [line for part in parts for line in part.splitlines() or [""]]
    return "\n".join(f"| {_DELIMITER.sub(_spaced, _visible(line))}" for line in lines) or "(none)"


def _visible(line: str) -> str:
    return "".join(
        letter for letter in line if letter == "\t" or unicodedata.category(letter) not in _UNSEEN
    )


def _spaced(match: re.Match[str]) -> str:
    return " ".join(match[0])
