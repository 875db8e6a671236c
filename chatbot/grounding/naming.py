"""Names of medicines, conditions and procedures that a sentence may not bring in."""

from collections.abc import Sequence

from chatbot.grounding.sentence_claim import Claim
from chatbot.indexing.abbreviations import abbreviated
from chatbot.language.names import Name, NameKind

_LOOSE = (NameKind.POPULATION,)


def names_others(claim: Claim) -> bool:
    """Tell whether the sentence names what neither the lines nor what is around them name."""
    known = known_names(claim)
    words = with_long_forms(claim.lent, claim).casefold()
    return any(
        name.kind not in _LOOSE and name.key not in known and not _stands(claim, name, words)
        for name in claim.reading.names
    )


def known_names(claim: Claim) -> frozenset[str]:
    """Return the keys of the names that a sentence may use, abbreviations written out."""
    read = claim.read(with_long_forms(claim.lent, claim))
    return frozenset(name.key for name in read.names)


def with_long_forms(texts: Sequence[str], claim: Claim) -> str:
    """Return the texts and what the abbreviations in them stand for."""
    text = "\n".join(texts)
    return "\n".join([text, *abbreviated(text, claim.abbreviations).values()])


def _stands(claim: Claim, name: Name, words: str) -> bool:
    """Tell whether the name stands in the texts as it is written, be it part of a longer name."""
    return claim.reading.written(name).casefold() in words
