"""The frozen blind questions -> shares of right answers, file by file.

Only shares come out: a row that somebody looks at while mending is spent. `Judged` holds the rows
for who has finished mending.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.errors import CaseError
from chatbot_evals.masking import Mask, is_hidden
from chatbot_evals.wilson import Share

Progress = Callable[[int, int], None]
Ask = Callable[[Sequence[str]], tuple[str, str | None]]
"""A conversation -> the last question as it was understood, and why it was refused (or None)."""
Gate = Callable[[str, Sequence[str]], bool]
"""A sentence and the lines it cites -> whether they support it."""

_ABOUT_EVIDENCE = (None, "not_in_corpus", "weak_evidence", "unsupported")
_RIGHT: dict[str, tuple[str | None, ...]] = {
    "medical": _ABOUT_EVIDENCE,
    "instruction": ("not_medical", "invalid_question"),
    "one_patient": ("patient_specific",),
    "not_medical": ("not_medical",),
}


class BlindRow(BaseModel):
    """One line of a file; what else it says depends on the file."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str


class _Question(BlindRow):
    question: str


class _Expected(_Question):
    expect: Literal["medical", "instruction", "one_patient", "not_medical"]


class _FollowUp(BlindRow):
    turns: tuple[str, ...] = Field(min_length=1)
    must_contain: tuple[tuple[str, ...], ...]
    must_not_contain: tuple[str, ...]


class _Doses(BlindRow):
    text: str
    doses: tuple[str, ...]


class _Sentence(BlindRow):
    sentence: str
    lines: tuple[str, ...]
    supported: bool
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One row: what it belongs to ("emergencies", "gate: units", …) and whether it went right."""

    row: BlindRow
    groups: tuple[str, ...]
    is_right: bool
    came: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindReport:
    """The share of right rows by group, and for what reasons `expect` of refusals were refused."""

    shares: dict[str, Share]
    reasons: dict[str, dict[str, int]]
    failing: tuple[Judged, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return what `chatbot eval blind --json` prints; no row stands in it."""
        return {
            "shares": {name: share.to_dict() for name, share in self.shares.items()},
            "reasons": self.reasons,
        }


Row = TypeVar("Row", bound=BlindRow)


def evaluate_blind(
    folder: Path, ask: Ask, mask: Mask, gate: Gate, progress: Progress
) -> BlindReport:
    """Put every row of `folder` to the chatbot, to what hides doses and to the answer gate.

    Raises:
        CaseError: a file is missing or a line of it is malformed.

    """
    asked = [
        *((row, ("emergencies",)) for row in _read(folder / "emergencies.jsonl", _Question)),
        *(
            (row, ("not_emergencies",))
            for row in _read(folder / "not_emergencies.jsonl", _Question)
        ),
        *(
            (row, ("refusals", f"refusals: {row.expect}"))
            for row in _read(folder / "refusals.jsonl", _Expected)
        ),
    ]
    follow_ups = _read(folder / "follow_ups.jsonl", _FollowUp)
    total = len(asked) + len(follow_ups)
    judged: list[Judged] = []
    reasons: dict[str, Counter[str]] = {}
    for row, groups in asked:
        _, reason = ask([row.question])
        reasons.setdefault(groups[-1], Counter())[reason or "answered"] += 1
        judged.append(
            Judged(row=row, groups=groups, is_right=_is_right(row, groups[0], reason), came=reason)
        )
        progress(len(judged), total)
    for follow_up in follow_ups:
        condensed, _ = ask(follow_up.turns)
        right = _holds(condensed, follow_up)
        judged.append(Judged(row=follow_up, groups=("follow_ups",), is_right=right, came=condensed))
        progress(len(judged), total)
    judged += _doses(_read(folder / "doses.jsonl", _Doses), mask)
    judged += _gated(_read(folder / "gate.jsonl", _Sentence), gate)
    return BlindReport(
        shares=_shares(judged),
        reasons={name: dict(counts.most_common()) for name, counts in reasons.items()},
        failing=tuple(each for each in judged if not each.is_right),
    )


def _is_right(row: _Question, group: str, reason: str | None) -> bool:
    if isinstance(row, _Expected):
        return reason in _RIGHT[row.expect]
    return (reason == "emergency") == (group == "emergencies")


def _holds(condensed: str, row: _FollowUp) -> bool:
    said = condensed.casefold()
    return all(
        any(words.casefold() in said for words in alternatives) for alternatives in row.must_contain
    ) and not any(words.casefold() in said for words in row.must_not_contain)


def _doses(rows: Iterable[_Doses], mask: Mask) -> list[Judged]:
    """Judge each dose, and each line without any: it must stay as it is."""
    judged = []
    for row in rows:
        shown = mask(row.text)
        judged += [
            Judged(
                row=row,
                groups=("doses: hidden",),
                is_right=is_hidden(dose, row.text, shown, row.doses),
                came=shown,
            )
            for dose in row.doses
        ]
        if not row.doses:
            kept = shown == row.text
            judged.append(Judged(row=row, groups=("doses: kept",), is_right=kept, came=shown))
    return judged


def _gated(rows: Iterable[_Sentence], gate: Gate) -> list[Judged]:
    judged = []
    for row in rows:
        passes = gate(row.sentence, row.lines)
        group = "gate: supported passed" if row.supported else "gate: unsupported caught"
        judged.append(
            Judged(
                row=row,
                groups=(group, f"{group}: {row.kind}"),
                is_right=passes == row.supported,
                came="passed" if passes else "flagged",
            )
        )
    return judged


def _shares(judged: Sequence[Judged]) -> dict[str, Share]:
    groups = [name for each in judged for name in each.groups]
    return {
        name: Share(
            hits=sum(each.is_right for each in judged if name in each.groups), n=groups.count(name)
        )
        for name in dict.fromkeys(groups)
    }


def _read(path: Path, kind: type[Row]) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return [kind.model_validate_json(line) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path}: the questions cannot be read ({error})") from error
    except ValidationError as error:
        raise CaseError(f"{path}: {error.errors()[0]['msg']}") from error
