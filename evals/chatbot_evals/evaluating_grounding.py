"""True sentences, honest paraphrases and mutants -> how many the gate flags of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.grounding.cited_sentence import read_cited
from chatbot.grounding.gate import check_sentence
from chatbot.grounding.verdict import Verdict
from chatbot_evals.mutating import EXACT, Mutation, Sentence, mutants
from chatbot_evals.observation import Json

METRICS = (
    "true_sentences",
    "paraphrases",
    "mutants",
    "caught_exact",
    "caught_other",
    "flagged_true",
    "flagged_paraphrases",
)
"""Three counts, then shares: of mutants caught, and of honest sentences flagged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A sentence and what the gate found in it."""

    of: Sentence
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundingReport:
    """What the gate made of each sentence of the suite."""

    true: Sequence[Checked]
    paraphrases: Sequence[Checked]
    mutants: Sequence[Checked]

    def of_kind(self, kind: Mutation) -> list[Checked]:
        """Return the mutants of one kind."""
        return [each for each in self.mutants if each.of.kind is kind]

    def to_dict(self) -> Json:
        """Return the document that `chatbot eval grounding --json` prints."""
        exact = [each for each in self.mutants if each.of.kind in EXACT]
        other = [each for each in self.mutants if each.of.kind not in EXACT]
        values = (
            len(self.true),
            len(self.paraphrases),
            len(self.mutants),
            flagged_share(exact),
            flagged_share(other),
            flagged_share(self.true),
            flagged_share(self.paraphrases),
        )
        return {
            "metrics": dict(zip(METRICS, values, strict=True)),
            "by_kind": {
                kind.value: {"caught": flagged(of), "n": len(of)}
                for kind in Mutation
                if (of := self.of_kind(kind))
            },
            "passed": [
                {"id": each.of.id, "sentence": each.of.sentence}
                for each in self.mutants
                if each.verdict.supported
            ],
            "flagged": [
                {"id": each.of.id, "sentence": each.of.sentence, "reasons": each.verdict.reasons}
                for each in (*self.true, *self.paraphrases)
                if not each.verdict.supported
            ],
        }


def evaluate_grounding(folder: Path, abbreviations: Mapping[str, str]) -> GroundingReport:
    """Put `true.jsonl`, its mutants and `paraphrases.jsonl` of `folder` through the gate.

    Raises:
        CaseError: one of the two files cannot be read.

    """
    true = _sentences(folder / "true.jsonl")

    def checked(sentences: Sequence[Sentence]) -> list[Checked]:
        return [
            Checked(
                of=of, verdict=check_sentence(of.sentence, of.lines, abbreviations=abbreviations)
            )
            for of in sentences
        ]

    return GroundingReport(
        true=checked(true),
        paraphrases=checked(_sentences(folder / "paraphrases.jsonl")),
        mutants=checked(mutants(true)),
    )


def flagged(checked: Sequence[Checked]) -> int:
    """Return how many the gate does not let pass."""
    return sum(not each.verdict.supported for each in checked)


def flagged_share(checked: Sequence[Checked]) -> float | None:
    """Return the share that the gate does not let pass, None of none."""
    return flagged(checked) / len(checked) if checked else None


def _sentences(path: Path) -> list[Sentence]:
    return [
        Sentence(id=str(cited.id), sentence=cited.sentence, lines=cited.lines)
        for cited in read_cited(path)
    ]
