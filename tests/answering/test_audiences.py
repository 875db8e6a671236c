"""For whom an answer is changes its wording alone; patients and carers read no doses."""

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from chatbot.answering.answer import Answer, Audience, Citation, CitedReference, Outcome
from chatbot.answering.audience import (
    DOSE_LEFT_OUT,
    for_reader,
    spelled_out,
    without_doses,
)
from chatbot.answering.prompts import load_prompt
from chatbot.chatbot import Chatbot
from chatbot.question.turn import Turn
from chatbot.settings import Settings
from chatbot_evals.cases import Case, read_cases
from tests.conftest import Run

FILES = sorted((Path(__file__).parents[2] / "evals" / "cases").glob("*.jsonl"))
AMOUNT = re.compile(
    r"\d\s*(?:[-–]\s*\d+\s*)?(?:mg|mcg|µg|μg|g|grams?|milligrams?|micrograms?|IU|units?|mL|ml"
    r"|mmol|mEq|tablets?|capsules?|drops|puffs?)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(?<![\[\w])\d+(?:[.,]\d+)*%?(?!\])")
NEGATION = re.compile(r"\b(?:not?|never|without|cannot|unless|avoid\w*|neither|nor|none)\b", re.I)
OTHERS = [audience for audience in Audience if audience is not Audience.CLINICIAN]


def cases(chatbot: Chatbot, files: Sequence[Path] = FILES) -> list[Case]:
    articles = chatbot.generation().articles
    texts = {article_id: chatbot.generation().article(article_id).text for article_id in articles}
    return read_cases(files, texts)


def answered(chatbot: Chatbot, case: Case, audience: Audience) -> Answer:
    turns: list[Turn] = []
    for question in case.turns:
        answer, turn = chatbot.ask(question, turns, audience=audience)
        turns.append(turn)
    return answer


def check_the_case(chatbot: Chatbot, case: Case, others: Sequence[Audience]) -> None:
    clinician = answered(chatbot, case, Audience.CLINICIAN)
    for audience in others:
        answer = answered(chatbot, case, audience)
        assert answer.citations == clinician.citations
        assert answer.also_in_section == clinician.also_in_section
        assert answer.nearest == clinician.nearest
        assert answer.conflicts == clinician.conflicts
        assert (answer.outcome, answer.reason) == (clinician.outcome, clinician.reason)
        assert answer.condensed_question == clinician.condensed_question
        assert answer.follow_ups == clinician.follow_ups
        assert set(NUMBER.findall(answer.text)) <= set(NUMBER.findall(clinician.text))
        check_the_negations(answer, clinician)
        if audience is Audience.PATIENT_OR_CARER:
            assert AMOUNT.findall(answer.text) == []
            assert load_prompt("patient_notice").text in answer.text
            for statement, whole in zip(answer.statements, clinician.statements, strict=True):
                assert AMOUNT.search(statement.text) is None
                assert statement.verbatim == (statement.text == whole.text)
        else:
            assert answer.statements == clinician.statements


def check_the_negations(answer: Answer, clinician: Answer) -> None:
    notice = load_prompt("patient_notice").text
    shown = [m.casefold() for m in NEGATION.findall(answer.text.replace(notice, ""))]
    left_out = answer.text.count(DOSE_LEFT_OUT)
    expected = [m.casefold() for m in NEGATION.findall(clinician.text)]
    assert sorted(shown) == sorted([*expected, *["not"] * left_out])


SAMPLE = 40


def test_a_sample_of_cases_rests_on_the_same_for_every_reader(chatbot: Chatbot) -> None:
    for case in random.Random(7).sample(cases(chatbot), SAMPLE):
        check_the_case(chatbot, case, OTHERS)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_case_rests_on_the_same_without_its_doses(file: Path, chatbot: Chatbot) -> None:
    for case in cases(chatbot, [file]):
        check_the_case(chatbot, case, [Audience.PATIENT_OR_CARER])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Give 5 mg of Examplin.", f"Give {DOSE_LEFT_OUT} of Examplin."),
        ("Examplin, 1-2 mg/kg/day", f"Examplin, {DOSE_LEFT_OUT}"),
        ("Examplin 1.5 g twice daily for 3 days", f"Examplin {DOSE_LEFT_OUT} for 3 days"),
        ("Take two tablets of Examplin.", f"Take {DOSE_LEFT_OUT} of Examplin."),
        ("Do not give more than 10 mg.", f"Do not give more than {DOSE_LEFT_OUT}."),
        ("Examplin 40 units or 5 mL", f"Examplin {DOSE_LEFT_OUT}"),
        ("A high dose (40 mg) or 5 mg, 6 mg, or 7 mg", f"A high dose {DOSE_LEFT_OUT}"),
        ("5 mg of Examplin and 6 mg", f"{DOSE_LEFT_OUT} of Examplin and {DOSE_LEFT_OUT}"),
        ("Give 3 × 250 mg or two 5 mg tablets", f"Give {DOSE_LEFT_OUT}"),
        ("Half a tablet, ½ tablet, 1 sachet", DOSE_LEFT_OUT),
        ("1½ g, 0,5 mg, 3 teaspoons, 2 pills, 50 MME, 1-0-1", DOSE_LEFT_OUT),
        ("1 000 mg in 250 mL over 1 hour", f"{DOSE_LEFT_OUT} in {DOSE_LEFT_OUT} over 1 hour"),
        ("Take one at night, then 20 daily", f"Take {DOSE_LEFT_OUT}, then {DOSE_LEFT_OUT}"),
        ("Do not take a double dose", "Do not take a double dose"),
        ("Children under 10 kg, born below 1500 g", "Children under 10 kg, born below 1500 g"),
        ("Below 100 mg/dL of glucose", "Below 100 mg/dL of glucose"),
        ("30% of patients within 3 days", "30% of patients within 3 days"),
        ("5-7 exchanges over 7-14 days", "5-7 exchanges over 7-14 days"),
        ("Grade 3-4, visual acuity 20/25", "Grade 3-4, visual acuity 20/25"),
    ],
)
def test_amounts_are_left_out_and_other_figures_stay(text: str, shown: str) -> None:
    assert without_doses(text) == shown


def test_abbreviations_are_spelled_out_once_and_where_the_text_does_not() -> None:
    known = {"EXA": "Examplin acid", "TST": "test of Examplin", "IS": "is"}
    texts = ["EXA and EXA", "The test of Examplin (TST) is", "Is it IV?"]
    assert spelled_out(texts, known) == {"EXA": "Examplin acid"}


@pytest.mark.parametrize("audience", Audience)
def test_abbreviations_are_listed_for_all_but_clinicians(
    audience: Audience, chatbot: Chatbot
) -> None:
    answer, _ = chatbot.ask("How much IV methylprednisolone without delay?", audience=audience)
    other, _ = chatbot.ask("What are the side effects of PLEX?", audience=audience)
    listed = "plasma exchange" in other.text or "NMOSD: neuromyelitis" in answer.text
    assert listed is (audience is not Audience.CLINICIAN)


@pytest.mark.parametrize("question", ["What dose of eculizumab?", "What dose of rituximab?"])
def test_the_notice_for_patients_comes_first_but_for_a_refusal(
    question: str, chatbot: Chatbot
) -> None:
    answer, _ = chatbot.ask(question, audience=Audience.PATIENT_OR_CARER)
    first, second, *_ = answer.text.split("\n\n")
    shown = first if answer.outcome is Outcome.ANSWERED else second
    assert shown == f"*{load_prompt('patient_notice').text}*"
    assert answer.manifest.audience == "patient_or_carer"
    assert answer.manifest.prompts["patient_notice"] == load_prompt("patient_notice").label


def test_a_conflict_is_shown_to_patients_without_its_doses(chatbot: Chatbot) -> None:
    question = "What is the dose of IV methylprednisolone in an acute attack?"
    answer, _ = chatbot.ask(question, audience=Audience.PATIENT_OR_CARER)
    assert answer.conflicts[0].values == ("1-2 mg/kg/day", "1000 mg/day")
    assert "The articles disagree" in answer.text
    assert "(methylprednisolone: dose): their doses differ, and are left out here" in answer.text
    assert f"**{DOSE_LEFT_OUT}**" not in answer.text
    assert "mg" not in answer.text


def test_the_answer_id_tells_readers_apart(chatbot: Chatbot) -> None:
    ids = {
        chatbot.ask("What dose of rituximab?", audience=audience)[0].manifest.answer_id
        for audience in Audience
    }
    assert len(ids) == len(Audience)


def test_the_command_takes_the_reader(run: Run, chatbot: Chatbot, settings: Settings) -> None:
    places = ["--corpus", str(settings.corpus), "--index", str(settings.index)]
    asked = ["ask", "What dose of rituximab?", *places, "--audience", "patient_or_carer"]
    done = run(*asked, "--json")
    assert done.status == 0
    assert done.json()["manifest"]["audience"] == "patient_or_carer"
    assert AMOUNT.search(done.json()["text"]) is None
    shown = run(*asked)
    assert AMOUNT.search(shown.out) is None
    assert "see your clinician" in " ".join(shown.out.split())
    assert run("ask", "What?", *places, "--audience", "king").status == 2


def test_the_brackets_of_marks_go_with_them() -> None:
    quote = "Take 5 mg [1, 2-4] at night [6] as [told]."
    places = ((11, 12), (14, 15), (16, 17), (29, 30))
    references = (CitedReference(mark="1", resolved=False, places=places),)
    cited = Citation(
        number=1, article_id="a", article_title="A", section=(), quote=quote, start=0,
        end=len(quote), review_status="approved", updated=None, references=references,
    )  # fmt: skip
    [shown] = for_reader([cited], Audience.PATIENT_OR_CARER)
    assert shown.quote == f"Take {DOSE_LEFT_OUT} as [told]."
