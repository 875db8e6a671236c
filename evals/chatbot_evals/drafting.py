"""Marks -> draft cases that a person finishes.

A draft is a case (`chatbot_evals.cases`) with two keys more: `comments`, what the clinicians
wrote, and `answer_text`, what they were shown. The format of cases forbids further
keys, and an `expect` of "" is no expectation: a draft cannot be run by accident. Drafts go to a
file of their own, `*.draft.jsonl`. To finish one, read the article, correct `gold`, `facts` and
`expect`, delete the two keys and move the line to a file of `evals/cases/`. Gold taken over
from an answer is the program's own choice until somebody has checked it against the article.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from chatbot.errors import EvaluationError
from chatbot.web.marks import (
    Mark,
    MarkKind,
    ShownAnswer,
    append_lines,
    locked,
    numbered_lines,
    read_marks,
)

_GRAVITY: dict[MarkKind, int] = {"helpful": 0, "not_helpful": 1, "unsafe": 2}


def draft_cases(marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """Return one draft for each distinct conversation, in the order of their first marks.

    Of several marks the gravest decides (unsafe, not helpful, helpful), of equally grave ones
    the latest; the comments of all are kept.
    """
    conversations: dict[tuple[str, ...], list[Mark]] = {}
    for mark in marks:
        conversations.setdefault(mark.turns, []).append(mark)
    return [_draft(together) for together in conversations.values()]


def write_drafts(marks_path: Path, out_path: Path, *, finished: Sequence[Path] = ()) -> int:
    """Add the drafts of `marks_path` that are missing to `out_path`; return how many.

    A line that is there already is never touched, so what a person has edited stays; its
    conversation is known by its id.

    Args:
        marks_path: the file of marks.
        out_path: the file of drafts, `*.draft.jsonl`.
        finished: files of cases; a draft whose id stands there is not made again.

    Raises:
        EvaluationError: a file cannot be read or written, or `out_path` is named like a file
            of cases.

    """
    if not out_path.name.endswith(".draft.jsonl"):
        raise EvaluationError(
            f"{out_path}: drafts are no cases yet; give a name that ends in .draft.jsonl"
        )
    drafts = draft_cases(read_marks(marks_path))
    with locked(out_path):
        read = [*finished, *([out_path] if out_path.exists() else [])]
        known = {name for path in read for name in _ids(path)}
        missing = [draft for draft in drafts if draft["id"] not in known]
        append_lines(out_path, missing)
    return len(missing)


def _draft(marks: Sequence[Mark]) -> dict[str, Any]:
    """Return the draft of one conversation."""
    told = max(marks, key=lambda mark: (_GRAVITY[mark.mark], mark.time))
    shown = ShownAnswer.model_validate(told.answer)
    is_helpful = told.mark == "helpful"
    expectation = "answer" if shown.outcome == "answered" else "refuse"
    turns = json.dumps(told.turns, ensure_ascii=True)
    return {
        "id": f"feedback-{hashlib.sha256(turns.encode()).hexdigest()[:12]}",
        "turns": list(told.turns),
        "gold": _gold(shown) if is_helpful else [],
        "facts": [],
        "expect": expectation if is_helpful else "",
        "tags": ["feedback", told.mark],
        "comments": [
            {"time": mark.time.isoformat(), "mark": mark.mark, "comment": mark.comment}
            for mark in marks
        ],
        "answer_text": shown.text,
    }


def _gold(shown: ShownAnswer) -> list[dict[str, str]]:
    """Return the quotes of an answer, each once; none of a refusal."""
    if shown.outcome == "refused":
        return []
    quotes = dict.fromkeys((each.article_id, each.quote) for each in shown.citations)
    return [{"article": article, "quote": quote} for article, quote in quotes]


def _ids(path: Path) -> Iterator[str]:
    """Yield the id of each line of a file of cases or drafts."""
    for number, line in numbered_lines(path):
        try:
            yield str(json.loads(line)["id"])
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(
                f"{path}:{number}: the line is no JSON object with an id ({error}); mend it first"
            ) from error
