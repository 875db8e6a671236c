"""Follow-ups made to stand alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.question.condensing import condense, in_open_topic
from chatbot.question.turn import Condensed, Turn

DRUGS = (
    "azathioprine",
    "mycophenolate",
    "rituximab",
    "methotrexate",
    "cyclophosphamide",
    "tocilizumab",
    "eculizumab",
    "aspirin",
    "metformin",
    "PLEX",
)
STANDING_ALONE = (
    "What dose of {}?",
    "What is the dose of {} in maintenance?",
    "Is {} effective?",
    "How long should {} be continued?",
    "What are the side effects of {}?",
    "Is {} safe in pregnancy?",
    "When should {} be considered?",
    "{} dose",
    "So what is the dose of {}?",
    "What about the {} dose in an acute attack?",
)
LEANING = (
    "What about {}?",
    "and {}?",
    "And {} instead?",
    "how about {} then?",
    "{}?",
    "Sorry, I meant {}.",
    "But what about {}, please?",
)
BEGINNING = (
    "What is the dose of {}?",
    "How is {} given in an acute attack?",
    "Is {} safe in pregnancy?",
    "How often does {} cause infections?",
    "Why is {} preferred for maintenance?",
    "Should {} be stopped before surgery?",
    "How common is anemia with {}?",
)
CARRYING = (
    "How long?",
    "And if that is not suitable?",
    "What are its side effects?",
    "How often is it given?",
    "And in children?",
    "Why?",
    "Does it lower disability?",
    "And at what daily dose?",
)
drugs = st.sampled_from(DRUGS)


def condensed(*questions: str) -> Condensed:
    """Return the last of `questions`, condensed after the ones before it."""
    turns: list[Turn] = []
    for question in questions:
        turns.append(Turn(question=question, condensed=condense(question, turns)))
    return turns[-1].condensed


def conversation(*questions: str) -> str:
    """Return how the last of `questions` reads after the ones before it."""
    return condensed(*questions).question


@pytest.mark.parametrize(
    ("questions", "read"),
    [
        (
            ("What dose of rituximab?", "And if that is not suitable?"),
            "And if rituximab is not suitable?",
        ),
        (
            ("What dose of rituximab?", "And if that is not suitable?", "What about azathioprine?"),
            "What dose of azathioprine?",
        ),
        (
            ("When is azathioprine used?", "What are its side effects?"),
            "What are the side effects of azathioprine?",
        ),
        (
            (
                "How long is IV methylprednisolone given?",
                "What are its most frequent side effects?",
            ),
            "What are the most frequent side effects of IV methylprednisolone?",
        ),
        (
            ("What are the side effects of PLEX?", "Which is the most common?"),
            "Which is the most common (about side effects of PLEX)?",
        ),
        (
            ("How common are infections with steroids?", "And with plasma exchange?"),
            "How common are infections with plasma exchange?",
        ),
        (
            ("What is first line for relapse prevention?", "And second line?"),
            "What is second line for relapse prevention?",
        ),
        (
            ("What is the dose of rituximab in NMO?", "And in children?"),
            "What is the dose of rituximab in NMO in children?",
        ),
        (
            ("Should statins be used in adults aged 40 to 75?", "What about those over 75?"),
            "Should statins be used in adults over 75?",
        ),
        (
            ("Who should be screened for lung cancer?", "How often?"),
            "How often (about lung cancer, screening)?",
        ),
        (
            ("Who should be screened for lung cancer?", "When should it be stopped?"),
            "When should screening be stopped (about lung cancer)?",
        ),
        (
            ("Is aspirin recommended to prevent preeclampsia?", "When should it be started?"),
            "When should aspirin be started (about preeclampsia, prevention)?",
        ),
        (
            ("Does eculizumab help in optic neuritis?", "How is it treated?"),
            "How is optic neuritis treated?",
        ),
        (
            ("What is the dose of azathioprine and mycophenolate?", "And rituximab?"),
            "What is the dose of rituximab?",
        ),
        (
            ("What is first line?", "And what dose?", "How often is it given?"),
            "How often is it given (about first line)?",
        ),
        (
            ("By which route is methylprednisolone given?", "And at what daily dose?"),
            "And at what daily dose (about methylprednisolone)?",
        ),
        (
            ("Which drug is first line for relapses?", "What is its recommended dose?"),
            "What is its recommended dose (about drug, first line for relapses)?",
        ),
        (
            ("What is the adult dose of rituximab in pemphigus?", "And for children?"),
            "What is the dose of rituximab in pemphigus for children?",
        ),
        (
            ("Which drugs prevent relapses of uveitis?", "How much azathioprine for a teenager?"),
            "How much azathioprine for a teenager (about uveitis)?",
        ),
        (
            ("How is an attack treated?", "And if there is no improvement after 3 days?"),
            "And if there is no improvement after 3 days (about attack, treatment)?",
        ),
    ],
)
def test_what_is_left_out_is_put_in(questions: tuple[str, ...], read: str) -> None:
    assert conversation(*questions) == read


def test_a_comparison_names_both_sides() -> None:
    asked = ("What is the dose of azathioprine?", "What about mycophenolate?", "Which is better?")
    assert conversation(*asked) == "Which is better (about mycophenolate, azathioprine)?"


def test_a_line_of_the_answer_can_be_pointed_into() -> None:
    first = "Which drugs prevent relapses?"
    lines = ("Immunosuppression with rituximab (a therapy)", "Azathioprine, 2-3 mg/kg/day: works")
    turns = [Turn(question=first, condensed=condense(first, []), lines=lines)]
    asked = condense("What is the dose of the second one?", turns)
    assert asked.question == "What is the dose of “Azathioprine”?"
    assert "third" in condense("And the third one?", turns).question


def test_a_sentence_is_never_cut_to_be_pointed_to() -> None:
    first = "Which drugs prevent relapses?"
    line = "The study reported a statistically significant reduction in the number of visits"
    turns = [Turn(question=first, condensed=condense(first, []), lines=(line, line))]
    assert "study" not in condense("What about the second one?", turns).question


def test_what_is_pointed_to_is_what_the_next_question_is_about() -> None:
    first = "Which drugs prevent relapses?"
    turns = [Turn(question=first, condensed=condense(first, []), lines=("Rituximab", "MMF"))]
    second = condense("How is the last one dosed?", turns)
    turns.append(Turn(question="How is the last one dosed?", condensed=second))
    assert "MMF" in condense("For how long?", turns).question


def test_a_condition_outlives_the_drug_that_is_asked_about_next() -> None:
    first = "How is an acute attack treated?"
    line = "Begin with methylprednisolone by the intravenous route"
    turns = [Turn(question=first, condensed=condense(first, []), lines=(line,))]
    second = "By which route is methylprednisolone given?"
    turns.append(Turn(question=second, condensed=condense(second, turns)))
    assert turns[-1].condensed.question == second
    found = condense("And at what daily dose?", turns).question
    assert found == "And at what daily dose (about methylprednisolone, acute attack)?"


def test_a_shift_of_topic_drops_what_came_before() -> None:
    found = conversation(
        "What dose of rituximab?", "How is optic neuritis treated?", "For how long?"
    )
    assert "rituximab" not in found
    assert "optic neuritis" in found


def test_thanks_are_passed_over() -> None:
    found = conversation("What dose of rituximab?", "Thank you", "How often is it given?")
    assert found == "How often is rituximab given?"


def test_the_first_question_is_never_changed() -> None:
    assert conversation("And if that is not suitable?") == "And if that is not suitable?"


@settings(deadline=None)
@given(
    drugs,
    drugs,
    st.sampled_from(BEGINNING),
    st.sampled_from(LEANING),
    st.lists(st.sampled_from(CARRYING), max_size=2),
)
def test_another_drug_takes_the_place_of_the_first(
    old: str, new: str, beginning: str, leaning: str, between: list[str]
) -> None:
    if old == new:
        return
    first = beginning.format(old)
    found = condensed(first, *between, leaning.format(new))
    assert new in found.question
    assert old not in found.question
    assert old not in {topic.words for topic in found.topics}
    after = conversation(first, *between, leaning.format(new), "How often is it given?")
    assert new in after
    assert old not in after


@pytest.mark.parametrize(
    ("said", "carried"),
    [
        ("Up to how many days after contact with a case?", True),
        ("Switching: how exact is the test in adults?", False),
        ("A different question: who may lift a patient at home?", False),
        ("How is gout treated in adults?", False),
    ],
)
def test_what_names_no_condition_may_be_meant_in_the_open_topic(said: str, carried: bool) -> None:
    before = condensed("How is measles prevented in an unvaccinated child?")
    found = in_open_topic(said, [Turn(question=before.question, condensed=before)])
    assert (found is not None) is carried
    assert found is None or "measles" in found.question


def test_a_listed_medicine_gives_way_before_an_unknown_word() -> None:
    first = "quillipod aged 2, well - proguanil dose for malaria prevention?"
    found = condensed(first, "and chloroquine?").question
    assert "quillipod" in found
    assert "chloroquine" in found
    assert "proguanil" not in found


@settings(deadline=None)
@given(
    drugs,
    drugs,
    st.sampled_from(BEGINNING),
    st.lists(st.sampled_from(CARRYING), min_size=1, max_size=3),
)
def test_swapping_the_drug_swaps_it_in_the_condensed_question(
    one: str, other: str, beginning: str, carrying: list[str]
) -> None:
    found = conversation(beginning.format(one), *carrying)
    swapped = conversation(beginning.format(other), *carrying)
    assert found.replace(one, other) == swapped


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*CARRYING, *(s.format("azathioprine") for s in STANDING_ALONE)])),
    st.sampled_from(STANDING_ALONE),
    drugs,
)
def test_a_stand_alone_question_is_unchanged_whatever_precedes_it(
    before: list[str], asked: str, drug: str
) -> None:
    question = asked.format(drug)
    assert conversation(*before, question) == question


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(CARRYING), max_size=3),
    st.sampled_from(STANDING_ALONE),
    drugs.filter(lambda drug: drug != "azathioprine"),
    st.sampled_from(CARRYING),
)
def test_nothing_of_the_old_drug_is_searched_after_a_shift(
    between: list[str], asked: str, drug: str, after: str
) -> None:
    begun = "What is the dose of azathioprine?"
    assert "azathioprine" not in conversation(begun, *between, asked.format(drug), after)


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_condensing_is_total_and_never_empties_a_question(questions: list[str]) -> None:
    found = conversation(*questions)
    assert bool(found.strip()) >= bool(questions[-1].strip())
