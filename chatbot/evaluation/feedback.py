"""Clinicians' marks -> draft cases that a person finishes.

A mark says of one shown answer that it was helpful, not helpful or unsafe. Marks are kept in a
local file of JSON lines and leave the machine in no other way.

A draft is a case (`chatbot.evaluation.cases`) with two keys more: `comments`, what the
clinicians wrote, and `answer_text`, what they were shown. The format of cases forbids further
keys, and an `expect` of "" is no expectation: a draft cannot be run by accident. Drafts go to a
file of their own, `*.draft.jsonl`. To finish one, read the article, correct `gold`, `facts` and
`expect`, delete the two keys and move the line to a file of `evals/cases/`. Gold taken over
from an answer is the program's own choice until somebody has checked it against the article.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from filelock import FileLock, Timeout
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from chatbot.errors import EvaluationError

FILE = Path("evals/feedback.jsonl")
"""Where marks are kept, below the folder that the program runs in."""

MarkKind = Literal["helpful", "not_helpful", "unsafe"]

_GRAVITY: dict[MarkKind, int] = {"helpful": 0, "not_helpful": 1, "unsafe": 2}
_PATIENCE = 30
"""Seconds to wait for another process that writes the same file."""
_ONLY_OWNER = 0o600
_LINE_BREAKS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


class _Citation(BaseModel):
    article_id: str
    quote: str = Field(min_length=1)


class _Shown(BaseModel):
    """What a draft takes from an answer."""

    outcome: Literal["answered", "refused"]
    text: str
    citations: tuple[_Citation, ...]


def _is_answer(answer: dict[str, Any]) -> dict[str, Any]:
    _Shown.model_validate(answer)
    return answer


def _in_utc(time: datetime) -> datetime:
    return time.astimezone(UTC)


class Mark(BaseModel):
    """What a clinician said of one answer.

    `time` is kept in UTC; `turns` are the questions of the conversation up to the marked
    answer; `answer` is the answer as `chatbot ask --json` prints it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    time: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    mark: MarkKind
    comment: str = Field(max_length=4_000)
    turns: tuple[str, ...] = Field(min_length=1)
    answer: Annotated[dict[str, Any], AfterValidator(_is_answer)]


def make_mark(mark: str, comment: str, turns: Sequence[str], answer: dict[str, Any]) -> Mark:
    """Return a mark given now.

    Raises:
        EvaluationError: the mark is none of the three kinds, or the comment is too long.

    """
    try:
        return Mark.model_validate(
            {
                "time": datetime.now(UTC),
                "mark": mark,
                "comment": comment,
                "turns": tuple(turns),
                "answer": answer,
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise EvaluationError(f"{first['loc'][0]}: {first['msg']}") from error


def append_mark(path: Path, mark: Mark) -> None:
    """Add `mark` to the file `path`, which only its owner can read; several processes may.

    Raises:
        EvaluationError: the file cannot be written.

    """
    with _alone(path):
        _append(path, [mark.model_dump(mode="json")])


def read_marks(path: Path) -> list[Mark]:
    """Read the marks of `path`, in the order in which they were given.

    Raises:
        EvaluationError: the file cannot be read, or a line is no mark; the message names file,
            line and reason.

    """
    return [_parse(line, f"{path}:{number}") for number, line in _lines(path)]


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
    with _alone(out_path):
        read = [*finished, *([out_path] if out_path.exists() else [])]
        known = {name for path in read for name in _ids(path)}
        missing = [draft for draft in drafts if draft["id"] not in known]
        _append(out_path, missing)
    return len(missing)


def _draft(marks: Sequence[Mark]) -> dict[str, Any]:
    """Return the draft of one conversation."""
    told = max(marks, key=lambda mark: (_GRAVITY[mark.mark], mark.time))
    shown = _Shown.model_validate(told.answer)
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


def _gold(shown: _Shown) -> list[dict[str, str]]:
    """Return the quotes of an answer, each once; none of a refusal."""
    if shown.outcome == "refused":
        return []
    quotes = dict.fromkeys((each.article_id, each.quote) for each in shown.citations)
    return [{"article": article, "quote": quote} for article, quote in quotes]


def _parse(line: str, place: str) -> Mark:
    try:
        return Mark.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise EvaluationError(f"{place}: {where}: {first['msg']}") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers from 1."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: the file cannot be read ({error})") from error
    # Not splitlines(): a JSON string may hold U+2028 and its like as they are.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _ids(path: Path) -> Iterator[str]:
    """Yield the id of each line of a file of cases or drafts."""
    for number, line in _lines(path):
        try:
            yield str(json.loads(line)["id"])
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(
                f"{path}:{number}: the line is no JSON object with an id ({error}); mend it first"
            ) from error


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other processes from writing `path`; state what the disk refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f"{path.name}.lock"), timeout=_PATIENCE):
            yield
    except Timeout as error:
        raise EvaluationError(
            f"{path}: another process has been writing for {_PATIENCE} s; try again"
        ) from error
    except OSError as error:
        raise EvaluationError(f"{path}: the file cannot be written ({error})") from error


def _append(path: Path, documents: Sequence[dict[str, Any]]) -> None:
    """Add one line for each document, in one write that is on the disk on return.

    A last line that a kill or an editor left without its end gets it first, so that the next
    is not glued to it.
    """
    if not documents:
        return
    block = "".join(_line(document) for document in documents).encode()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, _ONLY_OWNER)
    with os.fdopen(descriptor, "a+b") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            block = block if file.read(1) == b"\n" else b"\n" + block
        file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _line(document: dict[str, Any]) -> str:
    """Return `document` as one line, also to those who split at U+2028 and its like."""
    return json.dumps(document, ensure_ascii=False).translate(_LINE_BREAKS) + "\n"
