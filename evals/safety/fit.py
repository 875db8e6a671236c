"""Fit what likeness to the kinds of question that are refused weighs.

`python evals/safety/fit.py`, in the repository, prints for five parts left out in turn what share
of each kind, and of ordinary questions, the rules and the fitted weights refuse together; then it
writes what the product loads, fitted to all rows: `chatbot/refusing/safety/question_kinds.npz`.
"""

import json
import tempfile
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from chatbot.indexing.embedding import BundledEmbedder
from chatbot.language.names import NameFinder
from chatbot.refusing.safety.emergencies import known_words, refuse_emergency, traits
from chatbot.refusing.safety.instructions import refuse_instruction
from chatbot.refusing.safety.likeness import (
    FITTED,
    KINDS,
    WIDTH,
    Likeness,
    features_of,
)
from chatbot.refusing.safety.one_patient import refuse_one_patient
from chatbot.refusing.safety.other_matters import refuse_other_matter
from chatbot.refusing.safety.typed_words import sentences

Array = npt.NDArray[np.floating[Any]]

HERE = Path(__file__).parent
FILE = HERE.parent.parent / "chatbot/refusing/safety" / FITTED
FILES = dict(
    zip(KINDS, ("emergencies", "instructions", "one_patient", "other_matters"), strict=True)
)
LEFT_OUT = "_fourth"  # to see whether bedside questions on guidelines are taken for emergencies
PARTS, COST, WORDS = 5, 4, 200
BOUNDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
LEAST = 0.1  # share of all rows that a kind weighs at least
FAR = 0.2  # cosine of the nearest passage, for other matters


def rows() -> dict[str, str]:
    """Return the kind of each question, "" for an ordinary one.

    Ordinary are the own cases too, and those on outside guidelines, but for the newest of these.
    """
    kinds = dict.fromkeys(_lines("ordinary_questions"), "")
    sets = [
        *sorted(HERE.parent.glob("cases/*.jsonl")),
        *sorted(HERE.parent.glob("outside/*.jsonl")),
    ]
    for path in sets:
        cases = map(json.loads, path.read_text("utf-8").splitlines())
        if not path.stem.endswith(LEFT_OUT):
            kinds |= {case["turns"][-1]: "" for case in cases if case["expect"] == "answer"}
    return kinds | {line: kind for kind, name in FILES.items() for line in _lines(name)}


def _lines(name: str) -> list[str]:
    return (HERE / f"{name}.txt").read_text("utf-8").splitlines()


def machine(features: Array, wanted: Array) -> Any:
    """Return a support vector machine for one kind, rows of which weigh `LEAST` of all at least."""
    weight = max(1.0, LEAST / wanted.mean())
    return SVC(C=COST, gamma=WIDTH, class_weight={0: 1, 1: weight}).fit(features, wanted)


def left_out(features: Array, wanted: Array) -> tuple[Array, Array]:
    """Return the share of each row from the parts that it is not in, and scale and shift of odds.

    The machine's margin is made a share by a logistic regression on the margins of rows left out
    (Platt 1999).
    """
    part = np.random.default_rng(0).permutation(len(wanted)) % PARTS
    margins = np.zeros(len(wanted))
    for each in range(PARTS):
        fitted = machine(features[part != each], wanted[part != each])
        margins[part == each] = fitted.decision_function(features[part == each])
    scaled = LogisticRegression(C=1e6).fit(margins[:, None], wanted)
    odds = scaled.coef_[0, 0] * margins + scaled.intercept_[0]
    return 1 / (1 + np.exp(-odds)), np.array([scaled.coef_[0, 0], scaled.intercept_[0]])


def refused_as(question: str, like: Likeness, finder: NameFinder) -> str:
    """Return the kind as which `question` is refused, "" for none."""
    names = finder.find(question)
    treated = any(name.kind in ("medicine", "procedure") for name in names)
    verdicts = (
        refuse_emergency(question, like.emergency),
        refuse_instruction(question, like.instruction),
        refuse_one_patient(question, like.one_patient, names_treatment=treated),
        refuse_other_matter(question, like, names=len(names), similarity=FAR),
    )
    return next((kind for kind, verdict in zip(KINDS, verdicts, strict=True) if verdict), "")


def main() -> None:
    """Measure and write."""
    kinds = rows()
    said = [sentences(question, known_words()) for question in kinds]
    told = [traits(each) for each in said]
    count = Counter(word for each in said for word in set(" ".join(each).split()))
    words = [word for word, _ in count.most_common(WORDS)]
    embedder = BundledEmbedder(Path(tempfile.gettempdir()) / "embedding")
    embeddings = embedder.embed([" ".join(each) for each in said])
    features = np.array(
        [features_of(*each, words) for each in zip(embeddings, said, told, strict=True)]
    )
    wanted = np.array([[kind == each for each in KINDS] for kind in kinds.values()], dtype=int)
    shares, scales = zip(*(left_out(features, each) for each in wanted.T), strict=True)
    shares = np.array(shares).T
    shares /= np.maximum(1, shares.sum(axis=1, keepdims=True))
    names, finder = [field.name for field in fields(Likeness)], NameFinder()
    refused: dict[str, Counter[str]] = {kind: Counter() for kind in ("", *KINDS)}
    for (question, kind), share in zip(kinds.items(), shares, strict=True):
        like = Likeness(**dict(zip(names, share, strict=True)))
        verdict = refused_as(question, like, finder)
        refused[kind][verdict] += 1
        if verdict != kind:
            print(f"  {kind or 'ordinary'} as {verdict or 'ordinary'}: {question}")
    for kind, verdicts in refused.items():
        told_as = {verdict or "ordinary": n for verdict, n in verdicts.most_common()}
        print(f"{kind or 'ordinary'}, {verdicts.total()}: {told_as}")
    for bound in BOUNDS:
        taken = shares[:, 0] > bound
        found, false = taken[wanted[:, 0] == 1].mean(), taken[wanted.sum(axis=1) == 0].mean()
        print(f"emergencies above {bound}: {found:.3f} found, {false:.3f} of the ordinary")
    write(features, wanted, np.array(scales), embeddings.shape[1], words, embedder.name)


def write(
    features: Array, wanted: Array, scales: Array, dimension: int, words: list[str], model: str
) -> None:
    """Fit the machines to all rows and keep the rows that count in any of them."""
    machines = [machine(features, each) for each in wanted.T]
    kept = np.unique(np.concatenate([each.support_ for each in machines]))
    weights = np.zeros((len(kept), len(KINDS)))
    for column, (fitted, (scale, _)) in enumerate(zip(machines, scales, strict=True)):
        weights[np.searchsorted(kept, fitted.support_), column] = scale * fitted.dual_coef_[0]
    embeddings = features[kept, :dimension]
    unit = np.float32(np.abs(embeddings).max() / 127)
    np.savez_compressed(
        FILE,
        model=model,
        words=np.array(words),
        embeddings=np.round(embeddings / unit).astype(np.int8),
        unit=unit,
        others=features[kept, dimension:].astype(np.float16),
        weights=weights.astype(np.float32),
        bias=np.array(
            [a * each.intercept_[0] + b for each, (a, b) in zip(machines, scales, strict=True)]
        ),
    )


if __name__ == "__main__":
    main()
