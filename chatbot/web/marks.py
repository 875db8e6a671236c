"""Marks that clinicians give -> a local file of JSON lines.

A mark says of one shown answer that it was helpful, not helpful or unsafe. It leaves the machine
in no other way.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from filelock import FileLock, Timeout
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from chatbot.errors import EvaluationError, first_problem

FILE = Path("evals/feedback.jsonl")
"""Where marks are kept, below the folder that the program runs in."""

MarkKind = Literal["helpful", "not_helpful", "unsafe"]

_PATIENCE = 30
"""Seconds to wait for another process that writes the same file."""
_ONLY_OWNER = 0o600
_LINE_BREAKS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


class ShownCitation(BaseModel):
    """One citation of a marked answer."""

    article_id: str
    quote: str = Field(min_length=1)


class ShownAnswer(BaseModel):
    """What is needed of a marked answer."""

    outcome: Literal["answered", "refused"]
    text: str
    citations: tuple[ShownCitation, ...]


def _is_answer(answer: dict[str, Any]) -> dict[str, Any]:
    ShownAnswer.model_validate(answer)
    return answer


class Mark(BaseModel):
    """What a clinician said of one answer.

    `time` is kept in UTC; `turns` are the questions of the conversation up to the marked
    answer; `answer` is the answer as `chatbot ask --json` prints it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    time: Annotated[AwareDatetime, AfterValidator(lambda time: time.astimezone(UTC))]
    mark: MarkKind
    comment: str = Field(max_length=4_000)
    turns: tuple[str, ...] = Field(min_length=1)
    answer: Annotated[dict[str, Any], AfterValidator(_is_answer)]


def make_mark(mark: str, comment: str, turns: Sequence[str], answer: dict[str, Any]) -> Mark:
    """Return a mark given now.

    Raises `EvaluationError` if the mark is none of the three kinds, or the comment is too long.
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
        raise EvaluationError(first_problem(error)) from error


def append_mark(path: Path, mark: Mark) -> None:
    """Add `mark` to the file `path`, which only its owner can read; several processes may.

    Raises `EvaluationError` if the file cannot be written.
    """
    with locked(path):
        append_lines(path, [mark.model_dump(mode="json")])


def read_marks(path: Path) -> list[Mark]:
    """Read the marks of `path`, in the order in which they were given.

    Raises `EvaluationError` if the file cannot be read, or a line is no mark; the message names
    file, line and reason.
    """
    found = []
    for number, line in numbered_lines(path):
        try:
            found.append(Mark.model_validate_json(line))
        except ValidationError as error:
            raise EvaluationError(f"{path}:{number}: {first_problem(error, 'the line')}") from error
    return found


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers from 1.

    Raises `EvaluationError` if the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: the file cannot be read ({error})") from error
    # Not splitlines(): a JSON string may hold U+2028 and its like as they are.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from writing `path`; state what the disk refuses.

    Raises `EvaluationError` if the file cannot be written, or somebody else writes all the
    time.
    """
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


def append_lines(path: Path, documents: Sequence[dict[str, Any]]) -> None:
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
