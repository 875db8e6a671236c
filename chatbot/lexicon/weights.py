"""The table of fitted weights -> the weights of one blend, in the order of its traits."""

from chatbot.errors import LexiconError
from chatbot.lexicon.loading import load_table


def load_weights(of: str, traits: tuple[str, ...]) -> tuple[float, ...]:
    """Return what `traits` weigh in the blend `of`.

    Raises `LexiconError` if the table does not have exactly these.
    """
    rows = {r["trait"]: r["weight"] for r in load_table("weights").rows if r["of"] == of}
    if set(rows) != set(traits):
        raise LexiconError(f"weights.tsv: {of} has {sorted(rows)} instead of {sorted(traits)}")
    return tuple(float(rows[trait]) for trait in traits)
