"""Fit what likeness to emergencies weighs: `python evals/emergencies/fit.py`, in the repository.

Prints, for five parts left out in turn, how many emergencies are found and how many ordinary
questions are taken for one, by the rules, by the fitted weights, and by either; then writes the
weights of all rows to `chatbot/lexicon/emergency_weights.tsv`.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from chatbot.indexing.embedding import BundledEmbedder
from chatbot.refusing.safety.emergencies import known_words, refuse_emergency, traits
from chatbot.refusing.safety.likeness import features_of
from chatbot.refusing.safety.typed_words import sentences

Array = npt.NDArray[np.floating[Any]]

HERE = Path(__file__).parent
TABLE = HERE.parent.parent / "chatbot/lexicon/emergency_weights.tsv"
PARTS, STEPS, RIDGE = 5, 12, 0.5


def rows() -> tuple[list[str], list[bool]]:
    """Return the questions, with the own cases as further ordinary ones, and what they are."""
    emergencies = (HERE / "emergencies.txt").read_text("utf-8").splitlines()
    ordinary = (HERE / "ordinary_questions.txt").read_text("utf-8").splitlines()
    for path in sorted((HERE.parent / "cases").glob("*.jsonl")):
        cases = map(json.loads, path.read_text("utf-8").splitlines())
        ordinary += [c["turns"][-1] for c in cases if "emergency" not in c.get("tags", ())]
    ordinary = [q for q in dict.fromkeys(ordinary) if q not in emergencies]
    return emergencies + ordinary, [True] * len(emergencies) + [False] * len(ordinary)


def fitted(features: Array, wanted: Array) -> tuple[Array, float]:
    """Return the weights and the bias of a logistic regression with ridge, by Newton's method."""
    design = np.hstack([features, np.ones((len(features), 1))])
    ridge = np.diag([RIDGE] * features.shape[1] + [0.0])
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        share = 1 / (1 + np.exp(-(design @ weights)))
        slope = design.T @ (wanted - share) - ridge @ weights
        curvature = (design * (share * (1 - share))[:, None]).T @ design + ridge
        weights = weights + np.linalg.solve(curvature, slope)
    return weights[:-1], float(weights[-1])


def main() -> None:
    """Measure and write."""
    questions, is_emergency = rows()
    embedder = BundledEmbedder(Path(tempfile.gettempdir()) / "embedding")
    told = [traits(sentences(question, known_words())) for question in questions]
    features = np.array(
        [features_of(embedder, *each) for each in zip(questions, told, strict=True)]
    )
    wanted = np.array(is_emergency, dtype=float)
    by_rule = np.array([refuse_emergency(question) is not None for question in questions])
    likeness = np.zeros(len(questions))
    part = np.arange(len(questions)) % PARTS
    for left_out in range(PARTS):
        weights, bias = fitted(features[part != left_out], wanted[part != left_out])
        likeness[part == left_out] = features[part == left_out] @ weights + bias
    print(f"{int(wanted.sum())} emergencies, {int((1 - wanted).sum())} others")
    for name, found in [("rules", by_rule)] + [
        (f"{kind} {bound}", extra | (likeness > bound))
        for bound in (0.0, 0.5, 1.0, 1.5, 2.0)
        for kind, extra in (("likeness", np.zeros_like(by_rule)), ("either", by_rule))
    ]:
        found_share, false_share = found[wanted == 1].mean(), found[wanted == 0].mean()
        print(f"{name}: found {found_share:.3f}, false alarms {false_share:.4f}")
    for question, wants, found in zip(questions, wanted, by_rule | (likeness > 1), strict=True):
        if bool(wants) != bool(found):
            print("  ", "missed" if wants else "false alarm", question)
    weights, bias = fitted(features, wanted)
    names = [f"e{n}" for n in range(features.shape[1] - len(told[0]))] + sorted(told[0])
    lines = TABLE.read_text("utf-8").splitlines() if TABLE.exists() else []
    head = [line for line in lines if line.startswith("#")]
    body = [f"model\t{embedder.name}", f"bias\t{bias:.4f}"]
    body += [f"{name}\t{weight:.4f}" for name, weight in zip(names, weights, strict=True)]
    TABLE.write_text("\n".join([*head, "feature\tweight", *body, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
