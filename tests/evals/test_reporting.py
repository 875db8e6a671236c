"""The reports of a run, from a folder made by hand and full of hostile words."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, expect

from chatbot.errors import EvaluationError
from chatbot_evals.case_details import answer_markup, covers
from chatbot_evals.cases import Gold
from chatbot_evals.failing import failures, kind
from chatbot_evals.records import RunRecord
from chatbot_evals.reporting import html_report, markdown_report
from chatbot_evals.running import summarise

EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'
TEXT = f"Give rituximab 375 mg/m² weekly. Steroids: 1 g a day. {EVIL} Steroids: 1 mg/kg a day."
ARTICLES = {"a": TEXT}
Json = dict[str, Any]


def citation(number: int, quote: str) -> Json:
    start = TEXT.index(quote)
    return {
        "number": number, "article_id": "a", "article_title": f"Title {EVIL}", "section": [EVIL],
        "quote": quote, "start": start, "end": start + len(quote), "review_status": "pending",
        "updated": None, "references": [],
    }  # fmt: skip


def answer(text: str, *quotes: str, **changes: Any) -> Json:
    citations = [citation(number, quote) for number, quote in enumerate(quotes, start=1)]
    statements = [
        {"text": c["quote"], "citations": [c["number"]], "verbatim": True} for c in citations
    ]
    return {
        "question": "q", "condensed_question": "q", "outcome": "answered", "reason": None,
        "text": text, "statements": statements, "citations": citations, "conflicts": [],
        "nearest": [], "confidence": 0.5, **changes,
    }  # fmt: skip


def refusal(reason: str, **changes: Any) -> Json:
    return answer("**No answer.**", outcome="refused", reason=reason, confidence=None, **changes)


def entry(name: str, expect: str, given: Json, scores: Json, **case: Any) -> Json:
    every = {
        "evidence_recall": None, "fact_recall": None, "verbatim_rate": None,
        "unresolved_markers": None, "refusal_recall": None, "conflict_recall": None,
        "latency_p50": 0.02, "latency_p95": 0.02, **scores,
    }  # fmt: skip
    whole = {
        "id": name, "turns": ["q"], "gold": [], "facts": [], "expect": expect, "tags": [], **case,
    }  # fmt: skip
    return {
        "id": name, "case": whole, "scores": every, "seconds": 0.02, "repeats": None,
        "answer": given,
    }  # fmt: skip


DOSE = "Give rituximab 375 mg/m² weekly."
GRAM, KILO = "Steroids: 1 g a day.", "Steroids: 1 mg/kg a day."
SIDES = [{"article": "a", "quote": GRAM}, {"article": "a", "quote": KILO}]
DISAGREE = [{"subject": f"dose {EVIL}", "citations": [1, 2], "values": ["1 g", EVIL]}]
FOUND = {"evidence_recall": 1.0, "fact_recall": 1.0, "verbatim_rate": 1.0}
ENTRIES = [
    entry(
        "right", "answer", answer(f"- “{DOSE}” [1]\n\n---\n\n*Notice.*", DOSE), FOUND,
        turns=["earlier question", "which dose?"], gold=[{"article": "a", "quote": DOSE}],
        facts=[["375 mg/m2"]], tags=["dose"],
    ),
    entry(
        "half", "answer", answer(f"{EVIL} [7]", EVIL, condensed_question=f"searched {EVIL}"),
        {"evidence_recall": 0.0, "fact_recall": 0.5, "verbatim_rate": 0.5,
         "unresolved_markers": 1.0},
        turns=[f"first {EVIL}", f"last {EVIL}"], gold=[{"article": "a", "quote": DOSE}],
        facts=[["alert"], ["375 mg", EVIL + "!"]], tags=["dose", f"tag {EVIL}"],
    ),
    entry(
        "both-sides", "conflict", answer("Both. [1][2]", GRAM, KILO, conflicts=DISAGREE),
        {**FOUND, "fact_recall": None, "conflict_recall": 1.0}, gold=SIDES, tags=["conflict"],
    ),
    entry(
        "one-side", "conflict", answer("One. [1]", GRAM),
        {"evidence_recall": 0.0, "conflict_recall": 0.0}, gold=SIDES, tags=["conflict"],
    ),
    entry("wrongly-refused", "answer", refusal("weak_evidence", nearest=[citation(1, DOSE)]),
          {"evidence_recall": 0.0}, gold=[{"article": "a", "quote": DOSE}]),
    entry("refused", "refuse", refusal("not_in_corpus"), {"refusal_recall": 1.0}, tags=["no"]),
    entry("must-refuse", "refuse", answer("Yes.", DOSE), {"refusal_recall": 0.0}, tags=["no"]),
]  # fmt: skip
FAILURES = {
    "half": [
        "gold passage not cited", "1 of 2 facts stated", "a quote is not the text at its offsets",
        "a marker has no citation",
    ],
    "one-side": ["gold passage not cited", "disagreement not shown"],
    "wrongly-refused": ["refused (weak_evidence), must be answered"],
    "must-refuse": ["answered, must be refused"],
}  # fmt: skip


def write_run(folder: Path, **changes: Any) -> Path:
    """A run's folder over the cases above."""
    record = RunRecord(**{
        "run_id": "20261121-104705-53ac", "started": "2026-11-21T10:47:05+00:00",
        "finished": "2026-11-21T10:48:00+00:00", "commit": "0123456789abcdef", "dirty": True,
        "packages": {}, "machine": {}, "generation": "g1", "embedding_model": "model",
        "embedding_digest": "d", "prompts": {}, "settings": {"corpus": EVIL}, "seed": 1,
        "repeat": 1, "cases": {}, **changes,
    })  # fmt: skip
    summary = summarise(record.run_id, ENTRIES, ARTICLES)
    (folder / "record.json").write_text(record.model_dump_json(), encoding="utf-8")
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return folder


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    return write_run(tmp_path)


def summary_cases(folder: Path) -> dict[str, Json]:
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return {case["id"]: case for case in summary["cases"]}


def test_what_a_case_fails_in(run_folder: Path) -> None:
    cases = summary_cases(run_folder)
    assert {name: found for name, case in cases.items() if (found := failures(case))} == FAILURES
    assert {name: kind(case) for name, case in cases.items()} == {
        "right": "right", "half": "incomplete", "both-sides": "right", "one-side": "incomplete",
        "wrongly-refused": "refused", "refused": "right", "must-refuse": "answered",
    }  # fmt: skip


def test_the_page_tells_how_the_run_was_made(run_folder: Path) -> None:
    page = html_report(run_folder)
    for words in (
        "20261121-104705-53ac", "21 November 2026, 10:47 UTC", "whole run, in one go",
        "0123456789ab with uncommitted changes", "g1", '<html lang="en">',
    ):  # fmt: skip
        assert words in page


def test_a_resumed_run_says_so(tmp_path: Path) -> None:
    folder = write_run(tmp_path, resumed=2)
    assert "stopped and resumed 2 times" in html_report(folder)
    assert "stopped and resumed 2 times" in markdown_report(folder)


def test_a_run_that_is_not_whole_has_no_report(tmp_path: Path) -> None:
    folder = write_run(tmp_path, finished=None)
    for report in (html_report, markdown_report):
        with pytest.raises(EvaluationError, match="stopped before its end"):
            report(folder)


def test_a_summary_without_its_parts_is_named(run_folder: Path) -> None:
    (run_folder / "summary.json").write_text('{"n": 1, "metrics": {}, "cases": []}')
    with pytest.raises(EvaluationError, match="no by_tag, coverage_curve, intervals in it"):
        html_report(run_folder)


def test_nothing_hostile_gets_through(run_folder: Path) -> None:
    page = html_report(run_folder)
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert "onerror=alert" not in re.sub(r"&lt;img src=x onerror=alert\(1\)&gt;", "", page)
    assert EVIL in unescape(page)


def test_nothing_outside_is_asked_for(run_folder: Path) -> None:
    page = html_report(run_folder)
    shown = re.sub(r"&lt;.*?&gt;", "", page)
    assert not re.search(r"\b(src|href|action|srcset|data)\s*=|url\(|@import|https?:", shown)
    assert "default-src 'none'" in page


def rows_of(page: str) -> list[list[str]]:
    """The words of each table row's cells, after its heading."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]+>", " ", cell).strip() for cell in row] for row in cells]


def test_what_could_not_be_judged_is_a_dash_in_every_table(run_folder: Path) -> None:
    page, text = html_report(run_folder), markdown_report(run_folder)
    row = next(row for row in rows_of(page) if row[0].startswith("repeatability"))
    assert row[1:] == ["–", "–", "0"]
    assert "| repeatability | – | – | 0 |" in text
    conflict = next(row for row in rows_of(page) if row[0] == "conflict" and len(row) == 5)
    assert conflict[2:] == ["0.500", "–", "2"]
    assert "| `conflict` | 2 | 0.500 | – | – | 0.500 |" in text


def test_few_cases_are_grey(run_folder: Path) -> None:
    assert '<tr class="few"><th scope="row">dose</th>' in html_report(run_folder)


def test_the_failing_cases_come_first(run_folder: Path) -> None:
    fails = re.findall(r'<details class="case" data-fails="(\d)"', html_report(run_folder))
    assert "".join(fails) == "1111000"


def details_of(page: str, name: str) -> str:
    found = re.search(rf"<summary>(?:(?!<summary>).)*<code>{name}</code>.*", page, re.DOTALL)
    assert found
    return found.group().split('<details class="case"')[0]


def test_a_case_shows_conversation_answer_quotes_and_gold(run_folder: Path) -> None:
    case = details_of(html_report(run_folder), "right")
    for words in (
        "earlier question", "which dose?", "a:0–32", f"<mark>{DOSE}</mark>", "375 mg/m2", ">found<",
        "<em>Notice.</em>", '<b class="marker">[1]</b>',
    ):  # fmt: skip
        assert words in case
    assert ">missing<" not in case


def test_what_is_missing_is_marked(run_folder: Path) -> None:
    page = html_report(run_folder)
    assert details_of(page, "half").count(">missing<") == 2
    assert details_of(page, "half").count(">found<") == 1
    assert details_of(page, "one-side").count(">missing<") == 1
    assert "1 closest passage, no answer" in details_of(page, "wrongly-refused")


@pytest.mark.parametrize(
    ("quote", "gold", "expected"),
    [
        ("the whole line", "whole", True),
        ("whole", "the whole line", True),
        ("abcdefgh", "efghijkl", True),
        ("abcdefgh", "fghijklm", False),
        ("abcd", "wxyz", False),
    ],
)
def test_gold_is_covered_by_half_of_the_shorter(quote: str, gold: str, expected: bool) -> None:
    assert covers({"article_id": "a", "quote": quote}, Gold(article="a", quote=gold)) is expected
    assert not covers({"article_id": "b", "quote": quote}, Gold(article="a", quote=gold))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", "<p>a<br>b</p>"),
        ("- a\n- *b*", "<ul><li>a</li><li><em>b</em></li></ul>"),
        (r"\*a\* \[1\]", "<p>*a* [1]</p>"),
        ("**<b> *x***", "<p><strong>&lt;b&gt; *x</strong>*</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("a\n\n---\n\nb", '<p>a</p><div class="notice"><p>b</p></div>'),
    ],
)
def test_markdown_of_answers(text: str, expected: str) -> None:
    assert answer_markup(text) == expected


def test_markdown_lists_what_failed(run_folder: Path) -> None:
    text = markdown_report(run_folder)
    assert "whole run, in one go · 7 cases, 4 failing" in text
    assert "| `must-refuse` | refuse | answered, must be refused |" in text
    assert "| `right` |" not in text
    assert f"| `tag {EVIL}` | 1 |" in text


@pytest.fixture
def report(run_folder: Path) -> str:
    """The address of a report on disk."""
    file = run_folder / "report.html"
    file.write_text(html_report(run_folder), encoding="utf-8")
    return file.as_uri()


def open_report(page: Page, report: str) -> list[str]:
    """Open the report; return the list in which all that should not happen is noted."""
    noted: list[str] = []

    def note_dialog(dialog: Dialog) -> None:
        noted.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda r: None if r.url == report else noted.append(r.url))
    page.on("console", lambda message: noted.append(message.text))
    page.on("dialog", note_dialog)
    page.goto(report)
    return noted


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_looks_right_in_a_browser(
    browser: Browser, report: str, tmp_path: Path, width: int, scheme: Any
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    noted = open_report(page, report)
    for details in page.locator("details").all():
        details.evaluate("details => { details.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found] == []
    page.screenshot(path=tmp_path / f"report-{width}-{scheme}.png", full_page=True)
    page.close()
    assert noted == []


@pytest.mark.browser
def test_the_filter_narrows_the_list(browser: Browser, report: str) -> None:
    page = browser.new_page()
    noted = open_report(page, report)
    shown, count = page.locator("details.case:visible"), page.locator("#filter-count")
    expect(count).to_have_text("7 of 7 cases")
    page.get_by_label("only failures").check()
    expect(shown).to_have_count(4)
    page.get_by_label("Words").fill("DISAGREEMENT not")
    expect(shown).to_have_count(1)
    expect(count).to_have_text("1 of 7 cases")
    page.get_by_label("Words").fill("")
    page.locator("#filter-tag").select_option(f"tag {EVIL}")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("half")
    page.get_by_label("only failures").uncheck()
    page.locator("#filter-tag").select_option("dose")
    expect(shown).to_have_count(2)
    page.close()
    assert noted == []


@pytest.mark.browser
def test_without_scripts_every_case_can_still_be_opened(browser: Browser, report: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report)
    expect(page.locator("#filter")).to_be_hidden()
    first = page.locator("details.case").first
    first.locator("summary").first.click()
    expect(first.get_by_text("Conversation")).to_be_visible()
    context.close()
