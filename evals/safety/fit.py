"""Fit what likeness to the kinds of question that are refused weighs.

`python evals/safety/fit.py`, in the repository, prints for five parts left out in turn what share
of each kind, and of ordinary questions, the rules and the fitted weights refuse together; then it
writes the weights of all rows to `chatbot/lexicon/question_kinds.tsv`.
"""

import json
import tempfile
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from chatbot.indexing.embedding import BundledEmbedder
from chatbot.language.names import NameFinder
from chatbot.refusing.safety.emergencies import known_words, refuse_emergency, traits
from chatbot.refusing.safety.instructions import refuse_instruction
from chatbot.refusing.safety.likeness import KINDS, WORD, Likeness, features_of
from chatbot.refusing.safety.one_patient import refuse_one_patient
from chatbot.refusing.safety.other_matters import refuse_other_matter
from chatbot.refusing.safety.typed_words import sentences

Array = npt.NDArray[np.floating[Any]]

HERE = Path(__file__).parent
TABLE = HERE.parent.parent / "chatbot/lexicon/question_kinds.tsv"
FILES = dict(
    zip(KINDS, ("emergencies", "instructions", "one_patient", "other_matters"), strict=True)
)
PARTS, STEPS, RIDGE, WORDS = 5, 8, 0.2, 200
FAR = 0.2  # cosine of the nearest passage, for other matters


def rows() -> dict[str, str]:
    """Return the kind of each question, "" for an ordinary one, the own cases among these."""
    kinds = dict.fromkeys(_lines("ordinary_questions"), "")
    for path in sorted((HERE.parent / "cases").glob("*.jsonl")):
        cases = map(json.loads, path.read_text("utf-8").splitlines())
        kinds |= {case["turns"][-1]: "" for case in cases if case["expect"] == "answer"}
    return kinds | {line: kind for kind, name in FILES.items() for line in _lines(name)}


def _lines(name: str) -> list[str]:
    return (HERE / f"{name}.txt").read_text("utf-8").splitlines()


def fitted(features: Array, wanted: Array) -> Array:
    """Return the weights and, last, the bias of a logistic regression with ridge, by Newton."""
    design = np.hstack([features, np.ones((len(features), 1))])
    ridge = np.diag([RIDGE] * features.shape[1] + [0.0])
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        share = 1 / (1 + np.exp(-(design @ weights)))
        slope = design.T @ (wanted - share) - ridge @ weights
        curvature = (design * (share * (1 - share))[:, None]).T @ design + ridge
        weights = weights + np.linalg.solve(curvature, slope)
    return weights


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
    wanted = np.array([[kind == each for kind in KINDS] for each in kinds.values()], dtype=float)
    shares, part = np.zeros(wanted.shape), np.random.default_rng(0).permutation(len(kinds)) % PARTS
    for left_out in range(PARTS):
        for column, each in enumerate(wanted.T):
            weights = fitted(features[part != left_out], each[part != left_out])
            odds = features[part == left_out] @ weights[:-1] + weights[-1]
            shares[part == left_out, column] = 1 / (1 + np.exp(-odds))
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
    every = np.array([fitted(features, each) for each in wanted.T]).T
    dimensions = [f"e{n}" for n in range(embeddings.shape[1])]
    features_named = [*dimensions, *sorted(told[0]), *(WORD + word for word in words)]
    head = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("#")]
    body = [
        "\t".join([name, *(f"{weight:.3f}" for weight in weights)])
        for name, weights in zip([*features_named, embedder.name], every, strict=True)
    ]
    TABLE.write_text("\n".join([*head, "\t".join(["feature", *KINDS]), *body, ""]), "utf-8")


if __name__ == "__main__":
    main()
