"""What clinicians say for the same thing: the table of synonyms in the shapes asked for."""

from chatbot.lexicon.loading import load_table

Group = tuple[str, ...]
Pairing = tuple[Group, Group]


def _groups(role: str) -> dict[str, Group]:
    found: dict[str, Group] = {}
    for row in load_table("synonyms").rows:
        if row["role"] == role:
            found[row["group"]] = (*found.get(row["group"], ()), row["expression"])
    return found


def _pairings(role: str, other: str) -> tuple[Pairing, ...]:
    others = _groups(other)
    return tuple((said, others[group]) for group, said in _groups(role).items())


GROUPS: tuple[Group, ...] = tuple(_groups("same").values())
"""Groups of interchangeable expressions."""

WORDINGS: tuple[Group, ...] = tuple(_groups("wording").values())
"""Groups of words that may stand for each other in a sentence that words another anew."""

KINDS: tuple[Pairing, ...] = _pairings("class", "member")
"""Classes and their members. Who asks for the class is answered by a member, never the reverse."""

WIDER: tuple[Pairing, ...] = _pairings("narrower", "wider")
"""Conditions, and wider ones: what an article says of the wider holds for who has the narrower."""

SITUATIONS: tuple[Pairing, ...] = _pairings("situation", "answer")
"""What a question describes, and the words with which articles answer it."""
