"""The codes of `chatbot check`: what each finds and why, and how much it matters."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from chatbot.lexicon.loading import load_table


class Severity(StrEnum):
    """How much a problem matters. Only a note passes `--strict`."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One kind of problem. `finds` says what it is, and where not plain why it matters."""

    severity: Severity
    finds: str


CODES = {
    row["code"]: Code(severity=Severity(row["severity"]), finds=row["finds"])
    for row in load_table("check_codes").rows
}


def severity_of(code: str) -> Severity:
    """Return how much `code` matters; a file that cannot be read for a new reason is an error."""
    return CODES[code].severity if code in CODES else Severity.ERROR


def unknown_codes(named: Collection[str]) -> list[str]:
    """Return those of `named` that are no code, in order."""
    return sorted(set(named) - set(CODES))
