"""What a person takes away: the notice goes along, the sources too, and no words become markup."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import rispy
from hypothesis import HealthCheck, given
from hypothesis import settings as law
from hypothesis import strategies as st
from playwright.sync_api import Browser

from chatbot.answering.answer import Answer, Audience, CitedReference
from chatbot.answering.prompts import load_prompt
from chatbot.articles.article import Article, Reference
from chatbot.chatbot import Chatbot
from chatbot.errors import RecordError
from chatbot.maintaining import build_index
from chatbot.rendering.as_evidence import FORMAT, FORMAT_VERSION
from chatbot.rendering.as_print import CONTENT_POLICY
from chatbot.rendering.file_formats import Format, export
from chatbot.rendering.phrasing import PARTLY_PENDING_NOTICE, PENDING_NOTICE
from chatbot.rendering.record import Record, as_data
from chatbot.rendering.restoring import read_records
from chatbot.rendering.sourcing import FindArticle
from chatbot.settings import Settings, load_settings
from tests.answering.test_audiences import AMOUNT
from tests.hostile import read_attacks, write_articles
from tests.rendering.records import NOW, articles_of, ask, with_words, write_doses, written

ANSWERED = "What dose of rituximab?"
REFUSED = "What dose of eculizumab?"
PATIENT = Audience.PATIENT_OR_CARER
DISCLAIMER = load_prompt("disclaimer").text
TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3", "p",
    "div", "cite", "blockquote", "ul", "ol", "li", "strong", "em", "br", "hr", "code", "pre",
}  # fmt: skip
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "start"}
OTHER_WORDS = "The same in words of its own"
RIS_LINE = re.compile(r"(?:TY|TI|T2|PY|DA|Y2|ID|KW|N1|ER)  - .*")


@pytest.fixture(scope="module")
def record(chatbot: Chatbot) -> Record:
    return ask(chatbot, ANSWERED)


@pytest.fixture(scope="module")
def articles(chatbot: Chatbot) -> FindArticle:
    return articles_of(chatbot)


@pytest.fixture(scope="module")
def dosed(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    folder = tmp_path_factory.mktemp("doses")
    write_doses(folder / "corpus")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    build_index(settings, lambda stage, done, total: None)
    return Chatbot(settings)


class Seen(HTMLParser):
    """The tags and attributes of a page, its headings in order, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.headings: list[int] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.tags.add("comment")


def only_first(record: Record) -> Answer:
    """Return the answer with its first statement alone."""
    return replace(record.answer, statements=record.answer.statements[:1])


def with_repeat(record: Record) -> Record:
    """Return the record with a second citation, which says the same in other words."""
    first = record.answer.citations[0]
    again = replace(first, number=99, quote=OTHER_WORDS, references=())
    statement = record.answer.statements[0]
    cites = (*statement.citations, 99)
    repeated = replace(statement, citations=cites, repeats=(*statement.repeats, 99))
    answer = replace(
        record.answer,
        citations=(*record.answer.citations, again),
        statements=(repeated, *record.answer.statements[1:]),
    )
    return replace(record, answer=answer)


def check_harmless(record: Record, articles: FindArticle) -> None:
    """No words of a record, or of an article, are a tag of any format."""
    assert re.search(r"<[A-Za-z/!?]", written([record], Format.MARKDOWN, articles)) is None
    seen = Seen(written([record], Format.HTML, articles))
    assert seen.tags <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert seen.headings[:3] == [1, 2, 3]
    assert set(seen.headings[3:]) <= {3}
    ris = written([record], Format.RIS, articles)
    lines = ris.split("\r\n")
    assert all(RIS_LINE.fullmatch(line) for line in lines if line)
    assert len(ris.splitlines()) == len(lines) - 1
    assert json.loads(written([record], Format.JSON, articles))["format"] == FORMAT


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("question", [ANSWERED, REFUSED])
def test_the_notice_and_the_disclaimer_go_along(
    question: str, format: Format, chatbot: Chatbot, articles: FindArticle
) -> None:
    words = written([ask(chatbot, question)], format, articles)
    assert PENDING_NOTICE in words
    assert DISCLAIMER in words


def test_a_line_beside_the_answer_counts_for_the_notice(chatbot: Chatbot) -> None:
    record = ask(chatbot, ANSWERED)
    approved = replace(record.answer.citations[0], review_status="approved")
    beside = replace(approved, number=2, review_status="pending")
    answer = replace(only_first(record), citations=(approved,), also_in_section=(beside,))
    words = written([replace(record, answer=answer)], Format.MARKDOWN, lambda *_: None)
    assert PARTLY_PENDING_NOTICE in words.split("**Sources**")[1]


def test_what_is_pending_now_is_said_though_it_was_approved_then(
    record: Record, articles: FindArticle
) -> None:
    approved = replace(record.answer.citations[0], review_status="approved")
    changed = replace(record, answer=replace(only_first(record), citations=(approved,)))
    words = written([changed], Format.MARKDOWN, articles)
    assert "Approved when this was answered, pending human review now · last updated" in words
    assert PENDING_NOTICE in words.split("**Sources**")[1]


def test_an_answer_as_markdown_reads_from_the_question_to_the_disclaimer(
    record: Record, articles: FindArticle
) -> None:
    words = written([record], Format.MARKDOWN, articles)
    cited = record.answer.citations[0]
    order = [
        f"**Question:** {ANSWERED}",
        f"“{cited.quote}” [1]",
        "**Sources**",
        f"- [1] *{cited.article_title}* › {cited.section[-1]}",
        "Pending human review · last updated 2025-10-30, 12 months ago.",
        f"Characters {cited.start} to {cited.end} of nmo-treatment, found there word for word.",
        "The article cites its reference 1 here; its list does not say which work this is.",
        DISCLAIMER,
        f"Answer {record.answer.manifest.answer_id} · generation",
        "no language model",
        "Exported 2026-11-21 13:42 UTC",
    ]
    at = 0
    for part in order:
        at = words.index(part, at) + 1
    assert words.count(DISCLAIMER) == 1
    assert words.count(cited.quote) == 1


def test_a_quote_that_the_answer_does_not_show_stands_with_its_source(
    record: Record, articles: FindArticle
) -> None:
    for format in (Format.MARKDOWN, Format.HTML):
        words = written([with_repeat(record)], format, articles)
        assert words.count(OTHER_WORDS) == 1
        assert words.index("Sources") < words.index(OTHER_WORDS)


def test_every_answer_of_a_conversation_has_its_disclaimer_and_so_has_the_end(
    chatbot: Chatbot, articles: FindArticle
) -> None:
    records = [ask(chatbot, ANSWERED), ask(chatbot, REFUSED)]
    words = written(records, Format.MARKDOWN, articles)
    assert words.count(DISCLAIMER) == 3
    assert words.index("## Question 1") < words.index("## Question 2")
    seen = Seen(written(records, Format.HTML, articles))
    assert seen.headings == [1, 2, 3, 3, 2, 3, 3]
    assert seen.words.count(DISCLAIMER) == 3


def test_passages_that_do_not_answer_are_named_and_not_quoted(
    chatbot: Chatbot, articles: FindArticle
) -> None:
    record = ask(chatbot, REFUSED)
    assert record.answer.nearest
    for format in (Format.MARKDOWN, Format.HTML):
        words = written([record], format, articles)
        assert "Passages named above" in words
        assert AMOUNT.search(words) is None
    assert "Named with a question that was not answered." in written([record], Format.RIS, articles)


def test_a_condensed_question_is_shown_as_understood(record: Record, articles: FindArticle) -> None:
    answer = replace(record.answer, condensed_question="What of *this*?")
    changed = replace(record, answer=answer)
    assert r"*Understood as: What of \*this\*?*" in written([changed], Format.MARKDOWN, articles)
    assert "Understood as: What of *this*?" in written([changed], Format.HTML, articles)


def test_a_resolved_reference_is_named_and_said_not_to_be_read(
    record: Record, articles: FindArticle
) -> None:
    reference = CitedReference(
        mark="3", resolved=True, kind="Research", title="A trial", source="A journal", year=2020
    )
    cited = replace(record.answer.citations[0], references=(reference,))
    changed = replace(record, answer=replace(only_first(record), citations=(cited,)))
    named = (
        "The article cites its reference 3 here: Research: A trial — A journal — 2020 "
        "(not read by the chatbot)."
    )
    for format in (Format.MARKDOWN, Format.HTML):
        assert named in written([changed], format, articles)


@pytest.mark.parametrize(
    ("before", "standing", "says"),
    [
        ("", "verified", "found there word for word"),
        ("x", "moved", "the article has changed: these words are no longer found there"),
        (None, "gone", "the article can no longer be opened"),
    ],
)
def test_each_quote_is_compared_with_the_article(
    before: str | None, standing: str, says: str, record: Record, articles: FindArticle
) -> None:
    def find(generation: str, article_id: str) -> Article | None:
        found = articles(generation, article_id)
        assert found is not None
        return None if before is None else replace(found, text=before + found.text)

    assert says in written([record], Format.MARKDOWN, find)
    assert says in written([record], Format.HTML, find)
    pack = json.loads(written([record], Format.JSON, find))
    assert {check["standing"] for check in pack["records"][0]["checks"]} == {standing}
    assert (pack["articles"][0]["digest"] is None) is (before is None)
    notes = rispy.loads(written([record], Format.RIS, find), newline="\r\n")[0]["notes"]
    assert ("It could no longer be opened when this was exported." in notes) is (before is None)


def test_the_page_needs_nothing_else_and_runs_nothing(
    record: Record, articles: FindArticle
) -> None:
    page = written([record], Format.HTML, articles)
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert f'http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}"' in page
    assert re.search(r"https?:|url\(|@import|src=|href=", page) is None


@pytest.mark.parametrize("format", [Format.MARKDOWN, Format.HTML, Format.RIS])
def test_no_format_is_made_from_the_text(
    format: Format, record: Record, articles: FindArticle
) -> None:
    changed = replace(record, answer=replace(record.answer, text="# A\n\n[b](http://192.0.2.1/)"))
    assert written([changed], format, articles) == written([record], format, articles)


def test_a_browser_takes_the_style_and_asks_for_nothing(
    record: Record, articles: FindArticle, tmp_path: Path, browser: Browser
) -> None:
    path = tmp_path / "answer.html"
    path.write_text(written([with_repeat(record)], Format.HTML, articles), encoding="utf-8")
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert (
        page.locator("blockquote").first.evaluate("e => getComputedStyle(e).borderLeftWidth")
        == "3px"
    )
    page.close()
    assert asked == [path.as_uri()]
    assert said == []


def test_ris_names_the_articles_then_what_they_list(
    record: Record, articles: FindArticle, chatbot: Chatbot
) -> None:
    first, *others = rispy.loads(written([record], Format.RIS, articles), newline="\r\n")
    article = chatbot.generation().article("nmo-treatment")
    assert first["type_of_reference"] == "GEN"
    assert first["title"] == article.title
    assert (first["year"], first["date"]) == ("2025", "2025/10/30/")
    assert first["access_date"] == "2026/11/21/"
    assert first["id"] == "nmo-treatment"
    assert "pending human review" in first["keywords"]
    assert "Review status: pending human review." in first["notes"]
    assert DISCLAIMER in first["notes"]
    assert "urls" not in first
    assert [each["title"] for each in others] == [each.title for each in article.references]
    for each in others:
        [note] = each["notes"]
        assert note.startswith(f"Listed by the article “{article.title}” (pending human review)")
        assert note.endswith("not read by the chatbot.")


def test_ris_says_of_each_article_whether_it_is_pending(record: Record) -> None:
    approved = replace(record.answer.citations[0], review_status="approved")
    pending = replace(approved, number=2, review_status="pending", article_id="other")
    answer = replace(record.answer, citations=(approved, pending))
    first, second = rispy.loads(
        written([replace(record, answer=answer)], Format.RIS, lambda *_: None)
    )
    assert PENDING_NOTICE not in first["notes"]
    assert PENDING_NOTICE in second["notes"]


def test_a_reference_that_two_articles_list_comes_once(
    chatbot: Chatbot, articles: FindArticle
) -> None:
    record = ask(chatbot, "What is the steroid dose in an acute attack?")
    assert len({cited.article_id for cited in record.answer.citations}) == 2
    found = rispy.loads(written([record, record], Format.RIS, articles), newline="\r\n")
    titles = [each["title"] for each in found]
    assert len(titles) == len(set(titles))
    assert max(len(each["notes"]) for each in found[2:]) == 2


def test_ris_gives_the_doi_that_the_list_states(record: Record, articles: FindArticle) -> None:
    def find(generation: str, article_id: str) -> Article | None:
        found = articles(generation, article_id)
        assert found is not None
        stated = ("10.1000/S01(20)30-5\nTY  - X", "10.1000/5mg", None)
        listed = tuple(Reference(title=f"On {doi}", doi=doi) for doi in stated)
        return replace(found, references=listed)

    words = written([record], Format.RIS, find)
    assert "\r\nDO  - 10.1000/S01(20)30-5 TY - X\r\n" in words
    first, *others = rispy.loads(words, newline="\r\n")[1:]
    assert first["doi"] == "10.1000/S01(20)30-5 TY - X"
    assert [each.get("doi") for each in others] == ["10.1000/5mg", None]
    kept = replace(record.answer.manifest, audience=Audience.PATIENT_OR_CARER)
    withheld = replace(record, answer=replace(record.answer, manifest=kept))
    assert "DO  - 10.1000/5mg\r\n" in written([withheld], Format.RIS, find)
    pack = json.loads(written([record], Format.JSON, find))
    assert [each["doi"] for each in pack["articles"][0]["references"]][1:] == ["10.1000/5mg", None]


def test_ris_says_what_supersedes_an_article(library: Settings) -> None:
    chatbot = Chatbot(library)
    record = ask(chatbot, "What is the dose of examplimab?")
    words = written([record], Format.RIS, articles_of(chatbot))
    by_id = {each["id"]: each for each in rispy.loads(words, newline="\r\n")}
    assert "Superseded by “Examplimab care of 2024”." in by_id["old"]["notes"]
    assert by_id["old"]["type_of_reference"] == "RPRT"
    assert {"guideline", "US", "approved"} <= set(by_id["old"]["keywords"])
    assert not any("Superseded" in note for note in by_id["new"]["notes"])


def test_the_pack_holds_the_records_and_what_they_rest_on(
    record: Record, articles: FindArticle, chatbot: Chatbot
) -> None:
    pack = json.loads(written([record], Format.JSON, articles))
    assert (pack["format"], pack["format_version"]) == (FORMAT, FORMAT_VERSION)
    assert pack["exported"] == "2026-11-21T13:42:00Z"
    [kept] = pack["records"]
    assert kept["answer"] == json.loads(json.dumps(record.answer.to_dict()))
    parts = {name: kept[name] for name in ("answer", "condensed", "considered")}
    assert read_records(json.dumps([parts])) == (record,)
    generation = chatbot.generation()
    [source] = pack["articles"]
    assert source["digest"] == generation.articles["nmo-treatment"]
    assert len(source["references"]) == len(generation.article("nmo-treatment").references)


@pytest.mark.parametrize("format", Format)
def test_the_same_records_give_the_same_bytes(
    format: Format, record: Record, articles: FindArticle
) -> None:
    first, second = (export([record], format, articles, NOW) for _ in range(2))
    assert first == second
    assert re.fullmatch(r"guideline-chatbot-2026-11-21-1342\.(md|html|ris|json)", first.file_name)


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize(
    "question", ["What is the dose of examplimab?", "What is the dose of zebrumab?"]
)
def test_no_export_brings_the_doses_back_to_a_patient(
    question: str, format: Format, dosed: Chatbot
) -> None:
    articles = articles_of(dosed)
    whole = written([ask(dosed, question)], Format.JSON, articles)
    assert AMOUNT.search(whole)
    record = ask(dosed, question, PATIENT)
    words = written([record], format, articles)
    assert AMOUNT.findall(words) == []
    assert "two tablets" not in words
    assert "(dose not shown)" in words


def test_a_patients_quotes_are_compared_as_the_article_has_them(dosed: Chatbot) -> None:
    record = ask(dosed, "What is the dose of examplimab?", PATIENT)
    pack = json.loads(written([record], Format.JSON, articles_of(dosed)))
    assert {check["standing"] for check in pack["records"][0]["checks"]} == {"verified"}
    assert pack["records"][0]["doses_left_out"] is True
    assert "found there word for word, doses left out for this reader" in written(
        [record], Format.MARKDOWN, articles_of(dosed)
    )


def test_an_article_that_a_patient_was_shown_has_no_doses_for_anyone(dosed: Chatbot) -> None:
    question = "What is the dose of examplimab?"
    records = [ask(dosed, question, reader) for reader in (Audience.CLINICIAN, PATIENT)]
    pack = json.loads(written(records, Format.JSON, articles_of(dosed)))
    clinicians, patients = pack["records"]
    assert AMOUNT.search(json.dumps(clinicians))
    assert AMOUNT.search(json.dumps([patients, pack["articles"]])) is None
    assert AMOUNT.search(written(records, Format.RIS, articles_of(dosed))) is None


def test_a_patients_quotes_keep_their_references_but_not_where_the_marks_were(
    chatbot: Chatbot, articles: FindArticle
) -> None:
    record = ask(chatbot, "What is the steroid dose in an acute attack?", PATIENT)
    pack = json.loads(written([record], Format.JSON, articles))
    marked = 0
    for whole, kept in zip(
        record.answer.citations, pack["records"][0]["answer"]["citations"], strict=True
    ):
        assert [each["mark"] for each in kept["references"]] == [r.mark for r in whole.references]
        if kept["quote"] != whole.quote:
            marked += len(whole.references)
            assert all(each["places"] == [] for each in kept["references"])
            assert not re.search(r"days[^\S\n]*[¹²³⁰⁴-⁹\d]", kept["quote"])
    assert marked


def test_the_answer_of_a_patient_is_exported_as_it_was_shown(
    chatbot: Chatbot, articles: FindArticle
) -> None:
    question = "What is the steroid dose in an acute attack?"
    record = ask(chatbot, question, PATIENT)
    pack = json.loads(written([record], Format.JSON, articles))
    assert pack["records"][0]["answer"]["text"] == record.answer.text


def test_a_dose_that_the_person_typed_stays_in_the_question(dosed: Chatbot) -> None:
    question = "Is 90 mg the dose of examplimab?"
    record = ask(dosed, question, PATIENT)
    words = written([record], Format.MARKDOWN, articles_of(dosed))
    assert f"**Question:** {question}" in words
    assert AMOUNT.search(words.replace(question, "")) is None


def test_no_hostile_article_becomes_markup(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    write_articles(folder / "corpus")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    build_index(settings, lambda stage, done, total: None)
    chatbot = Chatbot(settings)
    for attack in read_attacks():
        check_harmless(ask(chatbot, attack.turns[-1]), articles_of(chatbot))


PIECES = st.sampled_from(
    [
        "\n", "\r", "\r\n", "\u2028", "\x85", "\x0b", "\x1e", "TY  - JOUR", "ER  - ", "N1  - x",
        "<b>", "<script>x</script>", "</style>", "<img src=x onerror=y>", "<!--", "<", ">", '"',
        "# ", "=====", "---", "[x](javascript:y)", "![x](http://192.0.2.1/y)", "[1]: http://x",
        "`", "&lt;", "&", "\\", " ", "|", "\u202e", "\u200b", "a", "1. ", "    ",
    ]
)  # fmt: skip
WORDS = st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=12)


@law(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_words_of_a_record_or_an_article_add_a_tag(
    data: st.DataObject, record: Record, articles: FindArticle
) -> None:
    drawn = data.draw(st.lists(WORDS, min_size=1, max_size=5))
    turns = iter(range(10**6))

    def words() -> str:
        return drawn[next(turns) % len(drawn)]

    found = articles("", "nmo-treatment")
    assert found is not None
    listed = (Reference(title=words(), kind=words(), source=words(), year=1, number="1"),)
    hostile = replace(found, title=words(), references=listed)
    check_harmless(with_words(record, words), lambda *_: hostile)


@pytest.mark.parametrize(
    "change",
    [
        {"review_status": "holy"},
        {"updated": "2025-13-01"},
        {"start": -1},
        {"quote": "x"},
        {"references": [{"mark": "1", "resolved": False, "places": [[0, 10**9]]}]},
    ],
)
def test_a_citation_that_cannot_be_is_refused(change: dict[str, object], record: Record) -> None:
    changed = as_data(record)
    changed["answer"]["citations"][0] |= change
    with pytest.raises(RecordError, match=r"0\.answer: citation 1 "):
        read_records(json.dumps([changed]))


def test_an_unknown_reader_is_refused(record: Record) -> None:
    changed = as_data(record)
    changed["answer"]["manifest"]["audience"] = "king"
    with pytest.raises(RecordError, match="there is no such reader"):
        read_records(json.dumps([changed]))
