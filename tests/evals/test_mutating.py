"""The mutants: each is wrong in the one way that its kind says, and they are always the same."""

import pytest

from chatbot_evals.mutating import Mutation, Sentence, mutants

TRUE = Sentence(
    id="t1",
    sentence="Examplin should be given at 5-10 mg/kg twice daily for 7 days, but not above 800 mg.",
    lines=("Examplin: 5-10 mg/kg twice daily for 7 days, not above 800 mg.",),
)
OTHER = Sentence(
    id="t2",
    sentence="Fever is seen in 29% and cough in 43%; rituximab is not used.",
    lines=("Fever 29%, cough 43%. No rituximab.",),
)


def made(kind: Mutation) -> list[str]:
    return [each.sentence for each in mutants([TRUE, OTHER]) if each.kind is kind]


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        (Mutation.DOSE, "at 6-10 mg/kg"),
        (Mutation.UNIT, "5-10 mcg/kg"),
        (Mutation.PER_BODY, "at 5-10 mg twice daily"),
        (Mutation.RANGE_END, "5-20 mg/kg"),
        (Mutation.FREQUENCY, "once daily"),
        (Mutation.DURATION, "for 70 days"),
        (Mutation.DRUG, " is not used."),
        (Mutation.NEGATION_ADDED, "should not be given"),
        (Mutation.NEGATION_DROPPED, "but above 800 mg"),
        (Mutation.COMPARATOR, "but not below 800 mg"),
        (Mutation.OUTCOME, "Fever is seen in 43% and cough in 29%"),
    ],
)
def test_a_kind_changes_what_it_says(kind: Mutation, part: str) -> None:
    assert any(part in text for text in made(kind)), made(kind)


def test_an_invented_figure_is_added_behind_the_sentence() -> None:
    invented = [each for each in mutants([TRUE]) if each.kind is Mutation.INVENTED]
    assert len(invented) == 2
    assert all(each.sentence.startswith(TRUE.sentence.rstrip(".")) for each in invented)


def test_a_moved_citation_keeps_the_sentence_and_takes_lines_of_another() -> None:
    moved = [each for each in mutants([TRUE, OTHER]) if each.kind is Mutation.CITATION]
    assert {(each.sentence, each.lines) for each in moved} == {
        (TRUE.sentence, OTHER.lines),
        (OTHER.sentence, TRUE.lines),
    }


def test_no_mutant_is_the_true_sentence_and_no_id_stands_twice() -> None:
    found = mutants([TRUE, OTHER])
    assert all(
        each.sentence not in (TRUE.sentence, OTHER.sentence)
        for each in found
        if each.kind is not Mutation.CITATION
    )
    assert len({each.id for each in found}) == len(found)


def test_the_mutants_are_always_the_same_and_no_more_than_asked_for() -> None:
    assert mutants([TRUE, OTHER]) == mutants([TRUE, OTHER])
    few = [each.kind for each in mutants([TRUE], most=1)]
    assert len(few) == len(set(few))
