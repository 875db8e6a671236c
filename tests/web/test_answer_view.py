"""An answer as the page shows it: what is set apart, its markers, and how it was made."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chatbot.answering.answer import Answer, Audience, CitedReference, Statement
from chatbot.chatbot import Chatbot
from chatbot.maintaining import build_index
from chatbot.rendering.record import Record
from chatbot.retrieval.limiting import Within
from chatbot.settings import load_settings
from chatbot.web.answer_view import answer_parts
from chatbot.web.replying import reopened, stream_reply
from chatbot.web.session import Reply
from tests.rendering.answers import answer_of, cited

TODAY = date(2026, 11, 21)
CONFLICT = "What is the dose of IV methylprednisolone in an acute attack?"
PLEX = "When should plasma exchange be considered?"
RITUXIMAB = "What dose of rituximab?"
MARKER = re.compile(r'<a href="/source\?[^"]*"[^>]*>\[(\d+)\]</a>')


def whole(chatbot: Chatbot, question: str, audience: Audience = Audience.CLINICIAN) -> Reply:
    *_, reply = stream_reply(chatbot, question, (), audience)
    return reply


def record(reply: Reply) -> Record:
    assert reply.record is not None
    return reply.record


def parts(chatbot: Chatbot, question: str) -> tuple[Answer, list[str]]:
    answer = record(whole(chatbot, question)).answer
    return answer, list(answer_parts(answer, TODAY))


def test_a_conflict_is_one_box_with_every_side_and_its_markers(chatbot: Chatbot) -> None:
    answer, shown = parts(chatbot, CONFLICT)
    assert answer.conflicts
    for conflict, part in zip(answer.conflicts, shown, strict=False):
        assert part.startswith('<div class="conflict"><h3>The articles disagree</h3>')
        sides = part.split('<div class="sides">')[1]
        assert {int(number) for number in MARKER.findall(sides)} >= set(conflict.citations)
        assert all(f"<strong>{value}</strong>" in sides for value in conflict.values)
    assert not any('class="conflict"' in part for part in shown[len(answer.conflicts) :])


@pytest.mark.parametrize(
    "question", ["What dose of eculizumab?", "My patient is seizing now, what do I do?"]
)
def test_only_why_there_is_no_answer_is_in_a_box(chatbot: Chatbot, question: str) -> None:
    _, (first, *others) = parts(chatbot, question)
    box = '<div class="refusal"><p><strong>No answer from the articles.</strong>'
    assert first.startswith(box)
    assert not any('class="refusal"' in part for part in others)


def test_what_is_beside_the_answer_is_folded_with_a_way_to_each_line(chatbot: Chatbot) -> None:
    answer, shown = parts(chatbot, "When should plasma exchange be considered?")
    (folded,) = [part for part in shown if part.startswith("<details")]
    number = len(answer.also_in_section)
    assert f"{number} line{'s' if number > 1 else ''} not to be missed</summary>" in folded
    assert MARKER.findall(folded) == [str(each.number) for each in answer.also_in_section]


def test_marks_are_raised_in_previews_and_beside_the_answer() -> None:
    marks = (CitedReference(mark="12", resolved=False, places=((14, 16),)),)
    cool = cited("Cool it well [12] and long", references=marks)
    beside = replace(cool, number=2, quote="Keep it cold [12]\n    • and long")
    statement = Statement(text=cool.quote, citations=(1,), verbatim=True)
    answer = answer_of([statement], [cool], also_in_section=(beside,))
    shown = "".join(answer_parts(answer, TODAY))
    assert "[12]" not in shown
    assert 'title="“Cool it well [¹²] and long” — A title">[1]</a>' in shown
    assert "<li>“Keep it cold [¹²]<br />\n• and long” <span>(Section › A title)</span>" in shown


def test_a_line_beside_the_answer_says_that_its_article_is_superseded() -> None:
    statement = Statement(text="x", citations=(1,), verbatim=True)
    old = cited("y", 2, superseded_by="new")
    answer = answer_of([statement], [cited("x")], also_in_section=(old,))
    assert ">[2, superseded]</a>" in "".join(answer_parts(answer, TODAY))


def test_an_article_that_reads_like_a_status_gets_no_chip() -> None:
    words = "approved · last updated 2020-01-02"
    statement = Statement(text=words, citations=(1,), verbatim=True)
    answer = answer_of([statement], [cited(words, review_status="pending")])
    shown = "".join(answer_parts(answer, TODAY))
    assert f"<li>“{words}” <a" in shown
    assert "status-approved" not in shown


def test_status_and_age_stand_beside_every_article(chatbot: Chatbot) -> None:
    _, shown = parts(chatbot, CONFLICT)
    for updated, ago in (("2025-07-16", "16 months ago"), ("2025-10-30", "12 months ago")):
        chip = '<span class="status status-pending">pending human review</span>'
        assert f"({chip}</span> · last updated {updated}, {ago}" in "".join(shown)


def test_the_foot_says_the_notice_and_the_disclaimer(chatbot: Chatbot) -> None:
    for question in (RITUXIMAB, CONFLICT, "What dose of eculizumab?"):
        answer, shown = parts(chatbot, question)
        assert shown[-1].startswith('<div class="foot">')
        assert "pending human review" in shown[-1]
        assert answer.disclaimer in shown[-1]


def test_a_marker_carries_its_quote(chatbot: Chatbot) -> None:
    answer, shown = parts(chatbot, RITUXIMAB)
    title = re.search(r'title="“([^"”]+)', "".join(shown))
    assert title is not None
    assert answer.citations[0].quote.startswith(title[1].removesuffix(" …")[:80])
    beside = len(answer.also_in_section)
    markers = re.findall(r"(?<!\\)\[\d+\]", answer.text)
    assert "".join(shown).count('<a href="/source?') == len(markers) + beside


def test_what_may_be_asked_next_comes_with_the_whole_reply_only(chatbot: Chatbot) -> None:
    *growing, last = stream_reply(chatbot, PLEX, ())
    follow_ups = record(last).answer.follow_ups
    assert follow_ups
    for question in follow_ups:
        assert f'<button type="button" class="ask-next" value="{question}">' in last.html
    assert not any("ask-next" in reply.html for reply in growing)
    assert "ask-next" not in whole(chatbot, "What dose of eculizumab?").html


def test_an_answer_says_how_it_was_made(chatbot: Chatbot) -> None:
    reply = whole(chatbot, RITUXIMAB)
    made = reply.html.split('<details class="how">')[1].split("</details>")[0]
    answer = record(reply).answer
    for words in (
        "quotes only, no language model",
        "quoted as [1]",
        "left out: other lines fit the question better",
        answer.manifest.generation,
        answer.manifest.answer_id,
        "letter by letter",
    ):
        assert words in made
    assert made.count("score 0.") + made.count("score 1.") == len(record(reply).considered)


def test_a_patient_gets_no_dose_by_any_way(chatbot: Chatbot) -> None:
    reply = whole(chatbot, RITUXIMAB, Audience.PATIENT_OR_CARER)
    assert "375 mg" not in reply.html
    assert "(dose not shown)" in reply.html
    assert "but for the doses left out" in reply.html


def test_a_reopened_conversation_is_shown_as_it_was(chatbot: Chatbot) -> None:
    *_, first = stream_reply(chatbot, RITUXIMAB, ())
    *_, second = stream_reply(chatbot, "And if that is not suitable?", first.turns)
    again = reopened([record(first), record(second)], date.today())
    assert [question for question, _ in again] == [RITUXIMAB, "And if that is not suitable?"]
    assert [reply.html for _, reply in again] == [first.html, second.html]
    assert again[-1][1].turns == second.turns


def test_a_dose_in_a_heading_or_title_reaches_no_patient(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/examplin.md").write_text(
        "---\ntitle: Examplin 5 mg twice daily\ndate: 2024-01-01\n---\n\n"
        "# Examplin 5 mg twice daily\n\n## Starting examplin 10 mg once daily\n\n"
        "Examplin is started in the morning with 10 mg once daily.\n",
        encoding="utf-8",
    )
    settings = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    build_index(settings, lambda stage, done, total: None)
    chatbot = Chatbot(settings)
    within = Within(articles=("examplin",))
    for question in ("How is examplin started?", "What are the side effects of examplin?"):
        clinician = whole(chatbot, question)
        assert "10 mg" in clinician.html
        *_, patient = stream_reply(chatbot, question, (), Audience.PATIENT_OR_CARER, within)
        assert "xamplin" in patient.html
        assert not re.search(r"\d mg", patient.html)
