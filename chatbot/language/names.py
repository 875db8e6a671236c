"""Text -> the medicines, conditions, procedures, populations and routes it names.

A name is found in the tables of the lexicon, longest first, or by how it ends ("-mab" is a
medicine, "-itis" a condition). Names that mean the same have the same key.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from chatbot.language.ages import Age, find_ages
from chatbot.language.tokens import normalise, stem
from chatbot.lexicon.loading import load_table


class NameKind(StrEnum):
    """What a name names."""

    MEDICINE = "medicine"
    CONDITION = "condition"
    PROCEDURE = "procedure"
    POPULATION = "population"
    ROUTE = "route"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name at `start` to `end` of a text; `key` is equal for names that mean the same.

    Keys of listed names are the usual name in lower case, those of names that only their ending
    tells a stem, those of ages "age " and what `chatbot.language.ages` makes of them.
    """

    kind: NameKind
    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """An expression of a list; `capitals` says that it must be written in capitals."""

    kind: NameKind | None
    key: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    capitals: bool


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    written: str
    word: str
    stem: str


_Listed = tuple[NameKind | None, str, str]
_TABLES: tuple[tuple[str, NameKind], ...] = (
    ("medicines", NameKind.MEDICINE),
    ("conditions", NameKind.CONDITION),
    ("diseases", NameKind.CONDITION),
    ("procedures", NameKind.PROCEDURE),
    ("tests", NameKind.PROCEDURE),
    ("populations", NameKind.POPULATION),
    ("routes", NameKind.ROUTE),
)
_TOKEN = re.compile(r"[A-Za-z](?:\.[A-Za-z])+\b\.?|[^\W_]+(?:['\u2019][^\W_]+)?")
_GAP = re.compile(r"[\s\u00a0]{1,2}|\s?[/\u2010-\u2013-]\s?")
_CODE = re.compile(r"(?!NCT|ISO|PMID)[A-Z]{2,4}\d{4,6}")
_SHORTEST_WITH_ENDING = 6
_ES = ("sses", "xes", "ches", "shes", "uses", "ises")  # plurals that lose two letters
# "im" is mostly the pronoun ("im seeing a patient"); as a route it follows a name or a figure.
_PRONOUN_IM = re.compile(
    r"(?:^|[.?!,]\s*|\b(?:and|but|so|when|if)\s)im\b|\bim\s+(?:\w+ing|a|the|not)\b",
    re.IGNORECASE,
)


class NameFinder:
    """Finds names, among them the abbreviations that a corpus defines and the medicines it doses.

    `dosed` are medicines beside those of the lists. `abbreviations` maps short forms to long ones;
    a short form whose long form is a name as a whole has that name's kind and key, and counts only
    if written in capitals.
    """

    def __init__(
        self, abbreviations: Mapping[str, str] | None = None, dosed: Iterable[str] = ()
    ) -> None:
        self._added: dict[str, tuple[_Entry, ...]] = {}
        for word in dosed:
            self._add(_entry(NameKind.MEDICINE, word, word))
        for short, long in (abbreviations or {}).items():
            whole = [name for name in self.find(long) if name.end - name.start == len(long)]
            if whole:
                self._add(_entry(whole[0].kind, whole[0].key, short))

    def _add(self, entry: _Entry) -> None:
        first = entry.stems[0]
        self._added[first] = (*self._added.get(first, ()), entry)

    def find(self, text: str, ages: Sequence[Age] | None = None) -> list[Name]:
        """Return the names in `text` in order of their place; names do not overlap.

        `ages` are those of the text, if they are known already.
        """
        tokens = [token for match in _TOKEN.finditer(text) if (token := _token(match))]
        aged = [
            Name(kind=NameKind.POPULATION, start=age.start, end=age.end, key=f"age {age.key}")
            for age in (find_ages(text) if ages is None else ages)
        ]
        named = (
            name
            for name in self._names(text, tokens)
            if not any(name.start < age.end and age.start < name.end for age in aged)
        )
        return sorted([*named, *aged], key=lambda name: name.start)

    def wordings(self, key: str) -> tuple[str, ...]:
        """Return the listed expressions with the key `key`; none if only an ending tells it."""
        listed = (_entry(*row) for row in _rows_by_key().get(key, ()))
        added = (entry for entries in self._added.values() for entry in entries)
        return tuple(" ".join(e.words) for e in (*listed, *added) if e.key == key)

    def _names(self, text: str, tokens: Sequence[_Token]) -> Iterator[Name]:
        position = 0
        while position < len(tokens):
            entry = self._longest(text, tokens, position)
            last = position + (len(entry.words) if entry else 1) - 1
            kind, key = (entry.kind, entry.key) if entry else _by_ending(tokens[position])
            if kind is not None and not _is_pronoun(text, tokens[position]):
                yield Name(kind=kind, start=tokens[position].start, end=tokens[last].end, key=key)
            position = last + 1

    def _longest(self, text: str, tokens: Sequence[_Token], position: int) -> _Entry | None:
        first = tokens[position].stem
        entries = (*_listed(first), *self._added.get(first, ()))
        found = (entry for entry in entries if _stands(entry, text, tokens, position))
        return max(found, key=lambda entry: len(entry.words), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The `names` of a medicine, and of a class the usual names of its `members`."""

    names: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


def wordings_of(stems: tuple[str, ...]) -> Wording:
    """Return how the table of medicines names what the words with these stems name as a whole.

    Of other tables, names with one key are no more than near each other ("flu vaccination", "flu
    shot"; "baby", "toddler"): searched for as one they cost .0003 nDCG@10 on feedbackqa.
    """
    listed = _listed(stems[0]) if stems else ()
    keys = dict.fromkeys(
        entry.key
        for entry in listed
        if entry.stems == stems and entry.kind is NameKind.MEDICINE and not entry.capitals
    )
    return Wording(
        names=tuple(row[2] for key in keys for row in _rows_by_key().get(key, ())),
        members=tuple(name for key in keys for name in _members().get(key, ())),
    )


@lru_cache(maxsize=1)
def _members() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in load_table("medicines").rows:
        for of in filter(None, row["classes"].split("; ")):
            found.setdefault(of, []).append(row["name"])
    return found


@lru_cache(maxsize=1)
def medicine_classes() -> dict[str, frozenset[str]]:
    """Return the keys of the medicines of each class, by the key of the class.

    A class may belong to another: its medicines do, and so does its own key.
    """
    found: dict[str, set[str]] = {}
    for row in load_table("medicines").rows:
        for of in filter(None, row["classes"].split("; ")):
            found.setdefault(of, set()).add(row["key"])
    return {of: frozenset(_all_of(keys, found)) for of, keys in found.items()}


def _all_of(keys: set[str], classes: Mapping[str, set[str]]) -> set[str]:
    return keys.union(*(_all_of(classes[key], classes) for key in keys if key in classes))


find_names = NameFinder().find
"""Finds the names of the lists and those that their endings tell."""


@lru_cache(maxsize=8192)
def _listed(first: str) -> tuple[_Entry, ...]:
    """Return the entries of the tables whose first word has the stem `first`."""
    return tuple(_entry(*row) for row in _rows_by_stem().get(first, ()))


@lru_cache(maxsize=1)
def _rows_by_stem() -> dict[str, list[_Listed]]:
    found: dict[str, list[_Listed]] = {}
    for row in _rows():
        word = row[2].partition(" ")[0]
        if not (word.isascii() and word.isalpha()):
            word = next(_TOKEN.finditer(word)).group()
        found.setdefault(_word(word)[1], []).append(row)
    return found


@lru_cache(maxsize=1)
def _rows_by_key() -> dict[str, list[_Listed]]:
    found: dict[str, list[_Listed]] = {}
    for row in _rows():
        found.setdefault(row[1].casefold(), []).append(row)
    return found


def _rows() -> Iterator[_Listed]:
    """Yield (kind, key, name) of each row; the kind is None for what is no name."""
    for table, kind in _TABLES:
        yield from ((kind, row["key"], row["name"]) for row in load_table(table).rows)
    yield from ((None, row["name"], row["name"]) for row in load_table("not_names").rows)


def _entry(kind: NameKind | None, key: str, written: str) -> _Entry:
    words = tuple(token.word for match in _TOKEN.finditer(written) if (token := _token(match)))
    stems = tuple(stem(word) for word in words)
    return _Entry(kind, key.casefold(), words, stems, any(map(str.isupper, written)))


def _stands(entry: _Entry, text: str, tokens: Sequence[_Token], position: int) -> bool:
    """Tell whether the words of `entry` stand at `position`."""
    last = position + len(entry.words)
    if last > len(tokens) or (entry.capitals and not _has_capitals(tokens[position])):
        return False
    here = tokens[position:last]
    if not all(_is_same(*pair) for pair in zip(here, entry.words, entry.stems, strict=True)):
        return False
    return all(_GAP.fullmatch(text, a.end, b.start) for a, b in pairwise(here))


def _is_same(token: _Token, word: str, stemmed: str) -> bool:
    """Tell whether `token` is `word` but for spelling and number: "irons", not "ironic"."""
    return token.stem == stemmed and (token.word == word or token.word[-2:] == word[-2:])


def _has_capitals(token: _Token) -> bool:
    return sum(map(str.isupper, token.written)) > 1


@lru_cache(maxsize=65536)
def _word(written: str) -> tuple[str, str]:
    """Return a written word in the singular, normalised, and its stem."""
    word = normalise(written).replace(".", "").replace("\u2019", "'").removesuffix("'s")
    if len(word) > 5 and word.endswith("ies"):
        word = f"{word[:-3]}y"
    elif len(word) > 5 and word.endswith(_ES):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word, stem(word)


def _token(match: re.Match[str]) -> _Token | None:
    written = match.group()
    word, stemmed = _word(written)
    end = match.end() - len(written) + len(written.rstrip("."))
    return _Token(match.start(), end, written, word, stemmed) if word else None


def _by_ending(token: _Token) -> tuple[NameKind | None, str]:
    """Return the kind and key that the ending of a word tells."""
    if _CODE.fullmatch(token.written):
        return NameKind.MEDICINE, token.word
    return _of_ending(token.word), token.stem


@lru_cache(maxsize=65536)
def _of_ending(word: str) -> NameKind | None:
    if len(word) < _SHORTEST_WITH_ENDING or not word.isalpha():
        return None
    for kind, endings, exceptions in _endings():
        if word.endswith(endings) and word not in exceptions:
            return kind
    return None


@lru_cache(maxsize=1)
def _endings() -> tuple[tuple[NameKind, tuple[str, ...], frozenset[str]], ...]:
    """Return each kind with its endings and the words that have one and are none."""
    table = load_table("endings")
    return tuple(
        (
            kind,
            tuple(table.words("ending", kind=kind.value, use="ending")),
            table.words("ending", kind=kind.value, use="exception"),
        )
        for kind in (NameKind.MEDICINE, NameKind.CONDITION, NameKind.PROCEDURE)
    )


def _is_pronoun(text: str, token: _Token) -> bool:
    return token.written in ("im", "Im") and bool(
        _PRONOUN_IM.search(text, max(0, token.start - 6), min(len(text), token.end + 16))
    )
