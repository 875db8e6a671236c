"""The newest run on the page: figures, gates, the cases that fail, and what is left out."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chatbot.chatbot import Chatbot
from chatbot.indexing.generation import Generation
from chatbot.settings import Settings
from chatbot.web.newest_run import FILE, newest_run
from chatbot.web.views.quality_view import quality_view
from chatbot_evals.page_summary import write_page_summary
from chatbot_evals.records import RunRecord
from chatbot_evals.running import summarise

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EVIL = '<script>alert("x")</script><img src=x onerror=y>'
Json = dict[str, Any]
QUOTE = "The dose of examplimab is 20 mg once daily."
GOLD = [{"article": "new", "quote": QUOTE}]
BEST = {
    "evidence_recall": 1.0, "fact_recall": None, "verbatim_rate": 1.0, "unresolved_markers": 0.0,
    "refusal_recall": None, "conflict_recall": None, "latency_p50": 1.5, "latency_p95": 1.5,
}  # fmt: skip


def entry(name: str, *, text: str = "An answer.", cites: str = "new", **changes: Any) -> Json:
    """A case of a run; `changes` are of the case, `scores` and `outcome`."""
    outcome = changes.pop("outcome", "answered")
    scores = {**BEST, **changes.pop("scores", {})}
    answer = {
        "text": text, "outcome": outcome,
        "reason": "weak_evidence" if outcome == "refused" else None,
        "citations": [{"article_id": cites, "quote": QUOTE, "start": 0, "end": 43}],
        "nearest": [], "confidence": 0.5,
    }  # fmt: skip
    case = {
        "id": name, "turns": [f"question of {name}"], "gold": GOLD, "facts": [],
        "expect": "answer", "tags": [], **changes,
    }  # fmt: skip
    return {
        "id": name, "case": case, "scores": scores, "seconds": 1.5, "repeats": None,
        "answer": answer,
    }  # fmt: skip


def write_run(
    runs: Path, name: str, entries: list[Json], gates: Path = Path("nowhere"), **changes: Any
) -> Path:
    """Write what the page reads of a run, as `chatbot eval run` does."""
    folder = runs / name
    folder.mkdir(parents=True)
    record = RunRecord(**{
        "run_id": name, "started": "2026-11-21T10:47:05+00:00", "finished": "2026-11-21T10:48:00",
        "commit": "0123456789abcdef", "dirty": True, "packages": {}, "machine": {},
        "generation": "20260101-000000-aaaaaaaa", "embedding_model": "m", "embedding_digest": "d",
        "prompts": {}, "settings": {"llm": "None"}, "seed": 1, "repeat": 1, "cases": {}, **changes,
    })  # fmt: skip
    if record.is_whole:
        summary = summarise(name, entries, {"new": QUOTE, "old": QUOTE})
        write_page_summary(folder, record, summary, gates)
    return folder


def write_gates(path: Path, *bounds: str) -> Path:
    path.write_text("".join(f"[[gate]]\n{bound}\n" for bound in bounds), encoding="utf-8")
    return path


@pytest.fixture
def generation(library: Settings) -> Generation:
    return Chatbot(library).generation()


def shown(runs: Path, generation: Generation | None) -> str:
    return quality_view(newest_run(runs), generation, NOW)


def row(html: str, title: str) -> str:
    """The row of the table whose header begins with `title`."""
    return next(part for part in html.split("<tr>") if part.startswith(f'<th scope="row">{title}'))


def test_how_the_run_was_made_stands_first(tmp_path: Path, generation: Generation) -> None:
    write_run(tmp_path, "20261121-104705-aaaa", [entry("a")], settings={"llm": f"x:{EVIL}"})
    html = shown(tmp_path, generation)
    for words in (
        "20261121-104705-aaaa", "2026-11-21, 10:47 UTC, 2 days ago", "<dd>1 case</dd>",
        "0123456789ab with uncommitted changes", "x:&lt;script&gt;",
        "The run is of another index: the page now answers from generation "
        + generation.manifest.generation,
    ):  # fmt: skip
        assert words in html
    assert "<h3>No case fails</h3>" in html


def test_a_run_of_the_same_index_without_a_model(tmp_path: Path, generation: Generation) -> None:
    same = generation.manifest.generation
    write_run(tmp_path, "1", [entry("a")], generation=same, dirty=False)
    html = shown(tmp_path, generation)
    assert "another index" not in html
    assert "none: nothing in an answer was generated" in html
    assert "uncommitted" not in html
    assert "No index can be read now" in shown(tmp_path, None)


def test_gates_are_met_or_missed_and_the_unscored_is_no_zero(
    tmp_path: Path, generation: Generation
) -> None:
    low = {"evidence_recall": 0.0}
    tagged = [entry("b", scores=low, tags=["dose"]), entry("c", tags=["dose"])]
    gates = write_gates(
        tmp_path / "gates.toml",
        'metric = "evidence_recall"\nat_least = 0.6',
        'metric = "verbatim_rate"\nat_least = 1.0',
        'metric = "latency_p50"\nat_most = 1.0',
        'metric = "fact_recall"\nat_least = 0.0',
        'metric = "evidence_recall"\ntag = "dose"\nat_least = 0.9',
    )
    write_run(tmp_path, "1", [entry("a"), *tagged], gates)
    html = shown(tmp_path, generation)
    assert "<td>0.667</td>" in row(html, "evidence recall<")
    assert "<td>3</td>" in row(html, "evidence recall<")
    assert '≥ 0.6 <b class="chip good">met</b>' in row(html, "evidence recall<")
    assert '≥ 1 <b class="chip good">met</b>' in row(html, "verbatim rate")
    assert '≤ 1 <b class="chip bad">missed</b>' in row(html, "latency p50")
    assert "1500.0 ms" in row(html, "latency p50")
    unscored = row(html, "fact recall")
    assert '<td><span class="unscored">unscored</span></td>' in unscored
    assert '<b class="chip bad">missed</b>' in unscored
    assert "0.000" not in unscored
    of_tag = row(html, "evidence recall of “dose”")
    assert "<td>0.500</td>" in of_tag
    assert "<td>2</td>" in of_tag
    assert "missed" in of_tag
    assert "3 of 5 gates missed: " in html
    assert "fact_recall is not judged, must be at least 0" in html


def test_all_gates_met_is_said_and_a_broken_file_of_gates_too(
    tmp_path: Path, generation: Generation
) -> None:
    one = write_gates(tmp_path / "one.toml", 'metric = "verbatim_rate"\nat_least = 1.0')
    write_run(tmp_path, "1", [entry("a")], one)
    assert "All 1 gate met." in shown(tmp_path, generation)
    broken = write_gates(tmp_path / "broken.toml", f'metric = "no {EVIL[8:13]}"\nat_least = 1.0')
    write_run(tmp_path, "2", [entry("a")], broken)
    html = shown(tmp_path, generation)
    assert "there is no metric no" in html
    assert "<h3>Figures</h3>" in html
    assert "chip" not in html


def test_the_cases_that_fail_are_shown_and_no_others(
    tmp_path: Path, generation: Generation
) -> None:
    entries = [
        entry("right"),
        entry("quick-enough", scores={"latency_p50": 0.2}),
        entry("low", scores={"evidence_recall": 0.0}, turns=["first?", "then?"]),
        entry("refused", outcome="refused", scores={"evidence_recall": None}),
        entry("answered", expect="refuse", gold=[], scores={"refusal_recall": 0.0}),
        entry("one-side", expect="conflict", scores={"conflict_recall": 0.0}),
        entry("loose", scores={"citation_precision": 0.5}),
        entry("marker", scores={"unresolved_markers": 2.0}),
    ]
    write_run(tmp_path, "1", entries)
    html = shown(tmp_path, generation)
    named = re.findall(r'<p class="soft"><code>([^<]*)</code>', html)
    assert named == ["low", "refused", "answered", "one-side", "loose", "marker"]
    assert "<h3>6 cases fail</h3>" in html
    cases = dict(zip(named, html.split('<h4 dir="auto">')[1:], strict=True))
    assert cases["low"].startswith("then?</h4>")
    assert '<ol><li dir="auto">first?</li></ol>' in cases["low"]
    assert "gold passage not cited" in cases["low"]
    assert "evidence recall 0.000" in cases["low"]
    assert "<dd>refused (weak_evidence)</dd>" in cases["refused"]
    assert "evidence recall" not in cases["refused"]  # unscored
    assert "answered, must be refused" in cases["answered"]
    assert "<dd>a refusal</dd>" in cases["answered"]
    assert "disagreement not shown" in cases["one-side"]
    assert "citation precision 0.500" in cases["loose"]
    assert "unresolved markers 2.000" in cases["marker"]


def test_a_gold_quote_opens_where_it_stands(tmp_path: Path, generation: Generation) -> None:
    gone = [*GOLD, {"article": "new", "quote": "gone"}, {"article": "elsewhere", "quote": "x"}]
    write_run(tmp_path, "1", [entry("low", scores={"evidence_recall": 0.0}, gold=gone)])
    html = shown(tmp_path, generation)
    start = generation.article("new").text.index(QUOTE)
    assert f"&amp;start={start}&amp;end={start + len(QUOTE)}&amp;quote=" in html
    assert ">new</a>, no longer in it" in html
    assert "elsewhere, not in the current index" in html
    assert "article=elsewhere" not in html


def test_nothing_of_a_case_or_an_answer_is_markup(tmp_path: Path, generation: Generation) -> None:
    gold = [{"article": EVIL, "quote": EVIL}]
    hostile = entry(
        EVIL, text=f"**Bold** {EVIL} \u202etxt", turns=[EVIL, EVIL], gold=gold, facts=[[EVIL]],
        scores={"evidence_recall": 0.0, EVIL: 0.5}, tags=[EVIL], outcome="refused",
    )  # fmt: skip
    hostile["answer"]["reason"] = EVIL
    write_run(tmp_path, "1", [hostile], commit=EVIL, generation=EVIL, embedding_model=EVIL)
    html = shown(tmp_path, generation)
    assert not re.search(r"<(script|img)|\u202e", html)
    assert html.count("&lt;script&gt;") >= 10
    assert "<strong>Bold</strong>" in html


def test_words_of_hidden_articles_stay_hidden(tmp_path: Path, library: Settings) -> None:
    chatbot = Chatbot(library.model_copy(update={"show": "approved"}))
    visible = chatbot.shown()
    of_old = [{"article": "old", "quote": "The dose of examplimab is 10 mg once daily."}]
    low = {"evidence_recall": 0.0}
    write_run(tmp_path, "1", [
        entry("gold-hidden", scores=low, text="It is 20 mg.", cites="old"),
        entry("cites-hidden", scores=low, text="It is 20 mg.", gold=of_old),
        entry("open", scores=low, text="It is 10 mg.", gold=of_old, cites="old"),
    ])  # fmt: skip
    html = shown(tmp_path, visible)
    assert "20 mg" not in html
    assert html.count("a setting hides") == 2
    assert "It is 10 mg." in html
    assert "10 mg once daily" in html
    assert "It is" not in shown(tmp_path, None)


def test_of_many_failing_cases_fifty_are_shown(tmp_path: Path, generation: Generation) -> None:
    low = {"evidence_recall": 0.0}
    write_run(tmp_path, "1", [entry(f"c{n}", scores=low) for n in range(53)])
    html = shown(tmp_path, generation)
    assert html.count("<details>") == 50
    assert "3 more; all are in:" in html
    assert "<h3>53 cases fail</h3>" in html


@pytest.mark.parametrize("exists", [True, False])
def test_without_a_run_it_says_how_to_make_one(
    exists: bool, tmp_path: Path, generation: Generation
) -> None:
    runs = tmp_path if exists else tmp_path / "nowhere"
    html = shown(runs, generation)
    assert "No evaluation was run on this machine" in html
    assert "<code>chatbot eval run evals/cases/*.jsonl</code>" in html
    assert "<table" not in html


def _change(folder: Path, **changes: Any) -> None:
    path = folder / FILE
    summary = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps(summary), encoding="utf-8")


def _with_value(folder: Path, value: Any) -> None:
    first = json.loads((folder / FILE).read_text(encoding="utf-8"))["figures"][0]
    _change(folder, figures=[first | {"value": value}])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda folder: (folder / FILE).unlink(),
    "half a file": lambda folder: (folder / FILE).write_text("{", encoding="utf-8"),
    "no cases": lambda folder: _change(folder, failed=None),
    "text for a number": lambda folder: _with_value(folder, "1"),
    "not a number": lambda folder: _with_value(folder, float("nan")),
    "half a case": lambda folder: _change(folder, failed=[{"id": "a"}]),
    "nothing asked": lambda folder: _change(folder, n=0),
    "a time that is none": lambda folder: _change(folder, started="yesterday"),
    "not an object": lambda folder: (folder / FILE).write_text("[]", encoding="utf-8"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_run_is_named_and_the_next_newest_shown(
    damage: str, tmp_path: Path, generation: Generation
) -> None:
    write_run(tmp_path, "20260101-000000-good", [entry("a")])
    DAMAGES[damage](write_run(tmp_path, "20260102-000000-bad<b>", [entry("b")]))
    (tmp_path / "notes.txt").write_text("no run", encoding="utf-8")
    html = shown(tmp_path, generation)
    assert "<dd>20260101-000000-good</dd>" in html
    assert "Passed over, though newer:" in html
    assert "20260102-000000-bad&lt;b&gt;" in html
    assert "notes.txt" not in html


def test_a_run_that_was_stopped_is_passed_over(tmp_path: Path, generation: Generation) -> None:
    write_run(tmp_path, "1", [entry("a")])
    for n in range(2, 8):
        write_run(tmp_path, str(n), [entry("b")], finished=None)
    html = shown(tmp_path, generation)
    assert "<dd>1</dd>" in html
    assert "stopped before its end" in html
    assert "and 3 more" in html
    found = newest_run(tmp_path)
    assert found.run is not None
    assert found.run.run_id == "1"
    assert len(found.passed_over) == 6
