"""Hostile articles, questions, histories and replies change nothing but what is quoted.

Each row of `evals/hostile/cases.jsonl` is asked twice: without a model, and with one that does
what the attack asks of it.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from chatbot.answering.answer import Answer, Outcome, Statement
from chatbot.answering.chain import State, build_chain
from chatbot.answering.pipeline import Pipeline, make_pipeline
from chatbot.answering.prompts import load_prompt
from chatbot.assembling import load_embedder
from chatbot.cli import _print_answer
from chatbot.indexing.generation import Generation
from chatbot.indexing.generations import Generations
from chatbot.llm.calling import LanguageModel
from chatbot.maintaining import build_index
from chatbot.question.turn import Turn
from chatbot.rendering.answer_blocks import QUOTES_HEADING
from chatbot.rendering.as_markdown import answer_text
from chatbot.rendering.phrasing import PARTLY_PENDING_NOTICE, PENDING_NOTICE, UNREVIEWED_NOTICE
from chatbot.resources import shipped
from chatbot.settings import load_settings
from chatbot.web.answer_view import answer_parts
from tests.hostile import Attack, Obedient, as_data, read_attacks, write_articles

ATTACKS = read_attacks()
DELIMITERS = {
    "lines": ("QUESTION", "LINES", "DISAGREEMENTS"),
    "questions": ("EARLIER QUESTIONS", "LAST QUESTION"),
}
HARMLESS = {
    "a": {"href", "title"}, "br": set(), "details": {"class"}, "div": {"class"}, "em": set(),
    "h3": set(), "li": set(), "p": {"class"}, "span": {"class"}, "strong": set(),
    "summary": set(), "ul": set(),
}  # fmt: skip
"""The elements and attributes that an answer may be rendered as."""
CLASSES = re.compile(
    "refusal|conflict|sides|foot|from|also|together|status status-(?:pending|submitted|under_review"
    "|approved|unknown)"
)
BECOMES_LINK = re.compile(r"(?:https?|ftp|file):/|\bwww\.|[\w.+-]@\w", re.IGNORECASE)
"""What a browser's Markdown makes a link of, even without brackets."""
UNSEEN = {"Cc", "Cf", "Cs", "Co"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """One attack's answers: in quotes, and from a model that obeys; and what that was sent."""

    quotes: Answer
    worded: Answer
    shown_so_far: tuple[tuple[Statement, ...], ...]
    requests: tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder = tmp_path_factory.mktemp("hostile")
    write_articles(folder / "corpus")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    report = build_index(settings, lambda stage, done, total: None)
    assert report.problems == ()
    return Generations(settings.index).current()


@pytest.fixture(scope="module")
def outcomes(generation: Generation) -> dict[str, Outcomes]:
    embedder = load_embedder(load_settings())
    plain = make_pipeline(generation, embedder, write=answer_text)
    found = {}
    for attack in ATTACKS:
        model = Obedient(attack=attack)
        obeying = make_pipeline(
            generation,
            embedder,
            model=LanguageModel("fake:obedient", model, plain_end=True),
            write=answer_text,
        )
        worded, shown = held(obeying, attack.turns)
        found[attack.id] = Outcomes(
            quotes=held(plain, attack.turns)[0],
            worded=worded,
            shown_so_far=shown,
            requests=tuple(model.requests),
        )
    return found


def held(
    pipeline: Pipeline, questions: tuple[str, ...]
) -> tuple[Answer, tuple[tuple[Statement, ...], ...]]:
    """Hold the conversation; return its last answer, and what was shown while that grew."""
    *earlier, last = questions
    turns: list[Turn] = []
    for question in earlier:
        turns.append(pipeline.run(question, turns)[1])
    given = State(question=last, turns=tuple(turns))
    shown: list[tuple[Statement, ...]] = []
    state: Any = {}
    found: Any
    for mode, found in build_chain(pipeline).stream(given, stream_mode=["custom", "values"]):
        if mode == "custom":
            shown.append(found)
        else:
            state = found
    return state["answer"], tuple(shown)


each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)


def test_there_are_many_attacks_from_everywhere() -> None:
    assert len(ATTACKS) >= 40
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS)
    assert {attack.where for attack in ATTACKS} >= {
        "article text", "title", "heading", "list item", "table", "reference", "HTML file",
        "PDF file", "printed page", "front matter", "question", "earlier question", "model reply",
        "model rewrite", "two articles", "several",
    }  # fmt: skip


@each_attack
def test_the_evidence_is_that_without_a_model(
    attack: Attack, outcomes: dict[str, Outcomes], generation: Generation
) -> None:
    found = outcomes[attack.id]
    assert as_data(found.worded) == as_data(found.quotes)
    assert {c.article_id for c in found.worded.citations} >= set(attack.cites)
    assert (found.worded.outcome is Outcome.ANSWERED) == bool(attack.cites)
    for cited in (
        *found.worded.citations, *found.worded.also_in_section, *found.worded.nearest
    ):  # fmt: skip
        assert generation.article(cited.article_id).text[cited.start : cited.end] == cited.quote


@each_attack
def test_only_sentences_that_the_lines_support_are_shown(
    attack: Attack, outcomes: dict[str, Outcomes]
) -> None:
    found = outcomes[attack.id]
    worded = [each for each in found.worded.statements if not each.verbatim]
    assert [each.text for each in worded] == list(attack.honest)
    assert found.worded.mode == ("llm" if attack.honest else "quotes")
    listed = [
        f"- {each.text} {' '.join(f'[{number}]' for number in each.citations)}" for each in worded
    ]
    grown = [tuple(worded[:number]) for number in range(1, len(worded) + 1)]
    assert list(found.shown_so_far) == grown
    note = {f"*{found.worded.note}*"} if found.worded.note else set()
    added = lines_of(found.worded.text) - lines_of(found.quotes.text)
    assert added <= {*listed, *note, f"**{QUOTES_HEADING}**"}
    assert lines_of(found.quotes.text) <= lines_of(found.worded.text)


def lines_of(text: str) -> set[str]:
    return {line for line in text.splitlines() if line}


@each_attack
def test_the_notices_stand(attack: Attack, outcomes: dict[str, Outcomes]) -> None:
    answer = outcomes[attack.id].worded
    written = (shipped("prompts") / "disclaimer.md").read_text(encoding="utf-8")
    disclaimer = written.split("---\n", 2)[2].strip()
    assert answer.disclaimer == disclaimer
    statuses = {cited.review_status for cited in (*answer.citations, *answer.nearest)}
    notice = UNREVIEWED_NOTICE
    if "pending" in statuses:
        notice = PENDING_NOTICE if statuses == {"pending"} else PARTLY_PENDING_NOTICE
    status = f"**{notice}** " if statuses else ""
    assert answer.text.endswith(f"\n\n---\n\n{status}*{disclaimer}*")
    assert answer.text.count(disclaimer) == 1
    if answer.outcome is Outcome.REFUSED:
        assert answer.text.startswith("**No answer from the articles.**")
    elif not answer.draft:
        assert (answer.note or "").startswith("In quotes only: ")


@each_attack
def test_nothing_is_rendered_but_words_and_markers(
    attack: Attack, outcomes: dict[str, Outcomes]
) -> None:
    answer = outcomes[attack.id].worded
    shown = "".join(answer_parts(answer, date(2026, 11, 21)))
    elements = rendered(shown)
    assert elements
    for name, attributes in elements:
        assert set(attributes) <= HARMLESS[name]
        assert CLASSES.fullmatch(attributes.get("class") or "from")
        assert (attributes.get("href") or "/source?article=").startswith("/source?article=")
    assert not has_unseen(shown)
    known = {c.number for c in (*answer.citations, *answer.nearest, *answer.also_in_section)}
    assert {int(number) for number in re.findall(r"\[(\d+)(?:, superseded)?\]</a>", shown)} <= known


def has_unseen(text: str) -> bool:
    return any(unicodedata.category(each) in UNSEEN for each in text.replace("\n", ""))


class Elements(HTMLParser):
    """Every element that a browser would see, with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def rendered(html: str) -> list[tuple[str, dict[str, str | None]]]:
    elements = Elements()
    elements.feed(html)
    return elements.found


@each_attack
def test_a_terminal_gets_words_alone(
    attack: Attack, outcomes: dict[str, Outcomes], capsys: pytest.CaptureFixture[str]
) -> None:
    _print_answer(outcomes[attack.id].worded)
    assert not has_unseen(capsys.readouterr().out)


@each_attack
def test_the_prompt_keeps_its_shape(attack: Attack, outcomes: dict[str, Outcomes]) -> None:
    for system, request in outcomes[attack.id].requests:
        condensing = system == load_prompt("condense").text
        names = DELIMITERS["questions" if condensing else "lines"]
        kept = [
            line
            for line in re.split(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", request)
            if not line.startswith("| ") and line not in ("", "(none)")
        ]
        frame = load_prompt("questions" if condensing else "lines").text.splitlines()
        assert kept == [line for line in frame if line and not line.startswith("{{")]
        plain = re.sub(r"\W", "", unicodedata.normalize("NFKC", request).replace("<<<", "START"))
        assert all(plain.count(f"START{name.replace(' ', '')}") == 1 for name in names)
        assert not has_unseen(request)


@each_attack
def test_the_manifest_names_the_prompts_as_they_are(
    attack: Attack, outcomes: dict[str, Outcomes]
) -> None:
    found = outcomes[attack.id].worded
    asked = {"answer", "lines", "reader_clinician"} if found.draft or found.note else set()
    condensed = {"condense", "questions"} if len(attack.turns) > 1 else set()
    assert set(found.manifest.prompts) == {"disclaimer"} | asked | condensed
    for name, label in found.manifest.prompts.items():
        text = (shipped("prompts") / f"{name}.md").read_text(encoding="utf-8")
        digest = hashlib.sha256(text.split("---\n", 2)[2].strip().encode()).hexdigest()
        assert label.endswith(f":{digest[:12]}")
