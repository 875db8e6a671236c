"""Words of the lexicon -> the expressions by which the parts of a page are told."""

import re

from chatbot.lexicon.loading import load_table

_TABLE = "page_words"


def expression(
    use: str, *, before: str = "", after: str = "", is_cased: bool = False, table: str = _TABLE
) -> re.Pattern[str]:
    """Return what matches the words of a `use`, the first of them where several do.

    `before` and `after` are expressions for what stands around them. Capitals count only where
    the expression `is_cased`.
    """
    words = "|".join(patterns(use, table=table))
    return re.compile(f"{before}(?:{words}){after}", 0 if is_cased else re.IGNORECASE)


def patterns(use: str, *, table: str = _TABLE) -> tuple[str, ...]:
    """Return the words or patterns of a `use`, in the order of the table."""
    loaded = load_table(table)
    return tuple(row[loaded.columns[0]] for row in loaded.rows if row["use"] == use)
