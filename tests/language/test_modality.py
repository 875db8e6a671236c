"""What clauses do, and how far that reaches."""

import pytest

from chatbot.language.modality import Mode, find_modalities

ROWS = [
    ("Examplin should be stopped in men and continued in women.",
     [("forbids", "Examplin should be stopped in men and"), ("recommends", "continued in women")]),
    ("Stop Examplin in men, continue in women.",
     [("forbids", "Stop Examplin in men,"), ("recommends", "continue in women")]),
    ("Examplin must be given at 5 mg.", [("recommends", "Examplin must be given at 5 mg")]),
    ("Examplin may be considered.", [("permits", "Examplin may be considered")]),
    ("Do not give it; use Samplol.",
     [("forbids", "Do not give it"), ("recommends", "use Samplol")]),
    ("It should not be stopped.", [("recommends", "It should not be stopped")]),
    ("It isn't recommended.", [("forbids", "It isn't recommended")]),
    ("Adults should avoid it.", [("forbids", "Adults should avoid it")]),
    ("If the fever persists, give 5 mg.",
     [("hypothesis", "If the fever persists"), ("recommends", "give 5 mg")]),
    ("No more than 800 mg a day.", []),
    ("Avoid: NSAIDs", [("forbids", "Avoid: NSAIDs")]),
    ("Contraindications: asthma", [("forbids", "Contraindications: asthma")]),
    ("We suggest against it.", [("forbids", "We suggest against it")]),
    ("A trial showed less relapse.", [("reports", "A trial showed less relapse"),
                                     ("reports", "A trial showed less relapse")]),
    ("He has a history of stroke.", [("history", "a history of stroke")]),
    ("There is no evidence of harm.", [("negated", "no evidence of harm")]),
    ("Use with caution.", [("recommends", "Use with caution"), ("warns", "Use with caution")]),
    ("Examplin is not contraindicated.", [("permits", "Examplin is not contraindicated")]),
    ("Patients who cannot swallow.",
     [("hypothesis", "Patients who cannot swallow"), ("negated", "cannot swallow")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), ROWS)
def test_modalities(text: str, found: list[tuple[str, str]]) -> None:
    modalities = find_modalities(text)
    assert [(m.kind.value, text[m.scope_start : m.scope_end]) for m in modalities] == found


@pytest.mark.parametrize(
    ("text", "strong"),
    [("It must be given.", True), ("It should be given.", True), ("It is given.", False)],
)
def test_strength(text: str, strong: bool) -> None:
    [modality] = find_modalities(text)
    assert modality.kind is Mode.RECOMMENDS
    assert modality.is_strong is strong
