"""The published list of diseases -> `chatbot/lexicon/diseases.tsv`.

    git clone https://github.com/DiseaseOntology/HumanDiseaseOntology FOLDER
    python bench/make_diseases.py FOLDER

The Human Disease Ontology is in the public domain (CC0 1.0). Taken are the names and exact synonyms
of diseases that ICD or MeSH list as well, unless another table or an ending already tells some part
of the name, or common words alone make up a general one ("lip disease").
"""

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from chatbot.language.content_words import is_common
from chatbot.language.names import NameKind, find_names
from chatbot.lexicon.loading import load_table

_TABLE = Path("chatbot/lexicon/diseases.tsv")
_LISTS = ("ICD10CM:", "ICD9CM:", "MESH:")
_NAME = re.compile(r"[A-Za-z][a-z'’]+(?:[ -][A-Za-z'’]+){0,4}")
_PART = re.compile(r"[ -]")
_INEXACT = re.compile(
    r"\b(?:type|nos|obsolete|disorder of|disease of|of the|unspecified|other|with|without|due to)\b"
)
_GENERAL = re.compile(
    r"(?:disease|disorder|injury|obstruction|anomaly|abnormality|problem|dysfunction|finding|symptom"
    r"|infestation|poisoning|trauma|habit|abuse|dependence|impaction|damage|loss|cyst|stone|ulcer"
    r"|lesion|deficiency)s?$"
)
_THINGS = (NameKind.CONDITION, NameKind.MEDICINE, NameKind.PROCEDURE)
_SHORTEST = 5  # letters of a name of one word


def main(folder: Path) -> None:
    """Write the table from a copy of the ontology's repository; the comments stay as they are."""
    comments = [line for line in _TABLE.read_text().splitlines() if line.startswith("#")]
    _TABLE.write_text("\n".join([*comments, "name\tkey", ""]))  # what the other tables tell counts
    rows = [f"{name}\t{key}" for name, key in _rows(folder)]
    _TABLE.write_text("\n".join([*comments, "name\tkey", *rows, ""]))


def _rows(folder: Path) -> Iterator[tuple[str, str]]:
    labels = {row[0]: row[1] for row in _table(folder / "DOreports/HumanDO.tsv")}
    listed = {
        row[0] for row in _table(folder / "DOreports/allXREFinDO.tsv") if row[2].startswith(_LISTS)
    }
    synonyms = _synonyms(folder)
    known = {row["name"] for row in load_table("conditions").rows}
    for number in sorted(listed & labels.keys()):
        for name in (labels[number], *sorted(synonyms.get(number, ()))):
            said = name.lower()
            if said not in known and _NAME.fullmatch(name) and _is_new(said, name):
                known.add(said)
                yield said, _key(labels[number].lower())


def _synonyms(folder: Path) -> dict[str, set[str]]:
    """Return the exact synonyms by the numbers of the diseases."""
    found: dict[str, set[str]] = {}
    for path in sorted((folder / "src/ontology/subsets").glob("*.obo")):
        number = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            number = line.removeprefix("id: ") if line.startswith("id: ") else number
            if match := re.match(r'synonym: "(.*?)" EXACT', line):
                found.setdefault(number, set()).add(match[1])
    for path in sorted((folder / "src/translations").glob("doid-es-*translated.tsv")):
        for row in _table(path):
            if row[1] == "oboInOwl:hasExactSynonym":
                found.setdefault(row[0], set()).add(row[2].strip('"'))
    return found


def _is_new(said: str, name: str) -> bool:
    parts = _PART.split(said)
    all_common = all(map(is_common, parts))
    general = (all_common and _GENERAL.search(said)) or _INEXACT.search(said)
    short = all(len(part) < _SHORTEST - 1 for part in parts)
    alone = len(parts) == 1 and (all_common or len(said) < _SHORTEST)
    told = any(found.kind in _THINGS for found in find_names(name))
    return not (general or short or alone or told)


def _key(label: str) -> str:
    """Return the key of a disease: that of the tables, if one names the whole."""
    whole = [name for name in find_names(label) if name.end - name.start == len(label)]
    return whole[0].key if whole and whole[0].kind is NameKind.CONDITION else label


def _table(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines, delimiter="\t")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
