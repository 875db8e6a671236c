"""Conversations from all of medicine: what the last question, made to stand alone, must hold."""

from pathlib import Path

from chatbot.question.condensing import condense
from chatbot.question.turn import Turn

ROWS = Path(__file__).parent / "follow_ups.txt"
AT_MOST = 3  # of all rows may be wrong


def test_follow_ups_hold_what_is_open_and_nothing_twice() -> None:
    rows = [r for r in ROWS.read_text(encoding="utf-8").splitlines() if not r.startswith("#")]
    wrong = {row: found for row in rows if (found := _fault(row))}
    assert len(rows) >= 80
    assert len(wrong) <= AT_MOST, wrong


def _fault(row: str) -> str:
    """Return the condensed question if it lacks something, holds too much, or doubles a word."""
    conversation, _, expected = row.partition(" | ")
    turns: list[Turn] = []
    for question in conversation.split(" > "):
        turns.append(Turn(question=question, condensed=condense(question, turns)))
    found = turns[-1].condensed.question
    low = found.casefold()
    asked = [part.casefold() for part in expected.split("; ")]
    held = all((p[1:] not in low) if p.startswith("-") else (p in low) for p in asked)
    long = [word for word in low.translate(str.maketrans("(),?", "    ")).split() if len(word) > 3]
    return "" if held and len(set(long)) == len(long) else found
