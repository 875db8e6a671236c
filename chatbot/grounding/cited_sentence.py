"""JSON lines -> sentences, each with the lines it cites."""

import sys
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from chatbot.errors import CaseError, first_problem

STDIN = Path("-")


class CitedSentence(BaseModel):
    """A sentence and the lines it cites, a lead-in before what it introduces."""

    model_config = ConfigDict(frozen=True)

    id: str | int
    sentence: str
    lines: tuple[str, ...]


def read_cited(path: Path) -> list[CitedSentence]:
    """Read the sentences of `path`, one JSON object a line, "-" being the standard input.

    Blank lines and fields beyond `id`, `sentence` and `lines` are passed over. Raises `CaseError`
    if the file cannot be read, or a line is malformed; the message names both.
    """
    name = "stdin" if path == STDIN else str(path)
    try:
        read = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
        lines = read.decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{name}: the sentences cannot be read ({error})") from error
    return [
        _parse(line, f"{name}:{number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]


def _parse(line: str, place: str) -> CitedSentence:
    try:
        return CitedSentence.model_validate_json(line)
    except ValidationError as error:
        raise CaseError(
            f"{place}: {first_problem(error, 'the line')}; each line is one JSON object with "
            '"id", "sentence" and "lines"'
        ) from error
