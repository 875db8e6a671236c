"""What is left out of a search is found nowhere: not ranked, not quoted, not mentioned."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from chatbot import Within
from chatbot.answering.answer import Answer, Outcome, Reason
from chatbot.articles.corpus import read_by_id
from chatbot.articles.reviews import record_review
from chatbot.chatbot import Chatbot
from chatbot.errors import SettingsError, UnknownArticleError
from chatbot.indexing.generations import Generations
from chatbot.language.tokens import terms
from chatbot.maintaining import build_index
from chatbot.retrieval.limiting import LimitedGeneration, searched
from chatbot.settings import Settings, load_settings
from tests.conftest import Run

DOSE = "What is the dose of examplimab?"
IDS = ("draft", "leaflet", "new", "old")
APPROVED = {"old", "leaflet"}


@pytest.fixture(scope="module")
def approved(library: Settings) -> Chatbot:
    return Chatbot(library.model_copy(update={"show": "approved"}))


def shown(answer: Answer) -> set[str]:
    """Return the ids of the articles that an answer quotes anywhere."""
    cited = (*answer.citations, *answer.also_in_section, *answer.nearest)
    return {citation.article_id for citation in cited}


@bounds(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(only=st.sets(st.sampled_from(IDS)), k=st.integers(1, 20), seed=st.integers(0, 99))
def test_only_the_rows_left_are_found_and_all_of_them(
    library: Settings, only: set[str], k: int, seed: int
) -> None:
    whole = Generations(library.index).current()
    limited = LimitedGeneration(whole, only)
    rows = [row for row, chunk in enumerate(whole.chunks) if chunk.article_id in only]
    normal = np.random.default_rng(seed).normal(size=whole.vectors.shape[1])
    vector = np.asarray(normal, dtype=np.float32)
    exact = whole.vectors @ vector
    nearest = sorted(rows, key=lambda row: (-exact[row], row))[:k]
    assert [row for row, _ in limited.dense.search(vector, k)] == nearest
    query = {"dose": 1.0, "examplimab": 0.5, "folder": 0.2}
    assert np.array_equal(limited.lexical.scores(query)[rows], whole.lexical.scores(query)[rows])
    assert np.delete(limited.lexical.scores(query), rows).sum() == 0
    held = Counter(term for row in rows for term in set(terms(whole.chunks[row].embedded)))
    assert limited.lexical.frequencies == dict(held)
    assert set(limited.lexical.words) <= set(whole.lexical.words)
    assert list(limited.articles) == [each for each in IDS if each in only]
    assert limited.searched == len(rows)


def test_without_a_limit_the_generation_is_the_same(library: Settings) -> None:
    generation = Generations(library.index).current()
    part, limits = searched(generation)
    assert part is generation
    assert not limits
    assert searched(generation, Within(articles=IDS))[0] is generation


def test_only_approved_articles_are_quoted(approved: Chatbot) -> None:
    questions = (
        DOSE,
        "Where is the folder kept?",
        "How is examplimab stored?",
        "What of freezing?",
    )
    for question in questions:
        answer = approved.ask(question)[0]
        assert shown(answer) <= APPROVED
        assert not answer.conflicts
        for follow_up in answer.follow_ups:
            assert shown(approved.ask(follow_up)[0]) <= APPROVED
    assert {p.chunk.article_id for p in approved.retrieve("dose", 50)[1]} == APPROVED
    assert {d.metadata["article_id"] for d in approved.retriever(50).invoke("dose")} == APPROVED


def test_a_refusal_says_what_the_setting_hides(approved: Chatbot) -> None:
    answer = approved.ask("Does zebrumab suit examplimab?")[0]
    assert answer.outcome is Outcome.REFUSED
    assert "The setting CHATBOT_SHOW=approved hides 2 articles." in answer.text
    assert "indexed article" not in answer.text
    assert answer.manifest.show == "approved"


def test_where_nothing_is_approved_the_refusal_says_so(settings: Settings) -> None:
    chatbot = Chatbot(settings.model_copy(update={"show": "approved"}))
    for question in ("What dose of rituximab?", "What should one do?"):
        answer = chatbot.ask(question)[0]
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.NOT_IN_CORPUS)
        assert "No article is approved: the setting CHATBOT_SHOW=approved hides 2 articles." in (
            answer.text
        )
        assert not answer.nearest
    assert chatbot.retrieve("rituximab", 10)[1] == []


def test_an_approval_shows_an_article_and_an_edit_hides_it_again(
    corpus: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    page = folder / "nmo-treatment.txt"
    page.write_bytes((corpus / page.name).read_bytes())
    settings = load_settings(corpus=folder, index=tmp_path / "index", show="approved")

    def outcome() -> Outcome:
        build_index(settings, lambda stage, done, total: None)
        return Chatbot(settings).ask("What dose of rituximab?")[0].outcome

    assert outcome() is Outcome.REFUSED
    record_review(folder, read_by_id("nmo-treatment", folder), status="approved", by="A")
    assert outcome() is Outcome.ANSWERED
    page.write_text(page.read_text("utf-8").replace("375 mg", "376 mg"), encoding="utf-8")
    assert outcome() is Outcome.REFUSED


def test_a_limit_is_kept_and_said(library: Settings) -> None:
    chatbot = Chatbot(library)
    within = Within(articles=("old",))
    answer, turn = chatbot.ask(DOSE, within=within)
    assert answer.outcome is Outcome.ANSWERED
    assert shown(answer) == {"old"}
    assert not answer.conflicts
    assert "Only this was searched: “Examplimab care of 2020”." in answer.text
    assert "superseded by “Examplimab care of 2024”" in answer.text
    assert answer.manifest.within == {"articles": ("old",), "kinds": ()}
    assert answer.manifest.answer_id != chatbot.ask(DOSE)[0].manifest.answer_id
    assert shown(chatbot.ask("And how is it stored?", [turn], within)[0]) == {"old"}
    assert shown(chatbot.ask(DOSE, within=Within(kinds=("GUIDELINE",)))[0]) == {"old", "new"}
    chain = chatbot.chain(within).invoke({"question": DOSE, "turns": ()})
    assert chain["answer"] == answer


def test_a_name_that_only_other_articles_mention_is_missing(library: Settings) -> None:
    question = "Is zebrumab given with examplimab?"
    answer = Chatbot(library).ask(question, within=Within(articles=("old", "new")))[0]
    assert answer.reason is Reason.NOT_IN_CORPUS
    assert "searched article" in answer.text
    assert (
        "Only this was searched: “Examplimab care of 2020”, “Examplimab care of 2024”."
        in answer.text
    )


def test_a_small_article_is_found_among_many(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(130):
        (folder / f"big{number}.md").write_text(
            f"# Ankle page {number}\n\n## Rest\n\nRest the ankle for {number + 2} days.\n"
        )
    (folder / "small.md").write_text("# Knots\n\n## Rest\n\nLeave the rope; rest a little.\n")
    settings = load_settings(corpus=folder, index=tmp_path / "index")
    build_index(settings, lambda stage, done, total: None)
    chatbot = Chatbot(settings)
    question = "How long should the ankle rest?"
    assert "small" not in {p.chunk.article_id for p in chatbot.retrieve(question, 100)[1]}
    found = chatbot.retrieve(question, 10, Within(articles=("small",)))[1]
    assert {passage.chunk.article_id for passage in found} == {"small"}
    assert [passage.rank for passage in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize(
    ("within", "says"),
    [
        (Within(articles=("olt",)), 'no article that may be shown has the id "olt"; near it: old'),
        (Within(kinds=("guidline",)), 'is of the kind "guidline"; near it: guideline'),
        (
            Within(articles=("leaflet",), kinds=("guideline",)),
            "none of the articles leaflet is of the kind guideline",
        ),
    ],
)
def test_a_limit_that_names_nothing_is_a_stated_error(
    library: Settings, within: Within, says: str
) -> None:
    chatbot = Chatbot(library)
    for use in (
        lambda: chatbot.ask(DOSE, within=within),
        lambda: chatbot.retrieve(DOSE, 5, within),
        lambda: chatbot.retriever(5, within),
    ):
        with pytest.raises(UnknownArticleError) as raised:
            use()
        assert says in str(raised.value)


def test_a_hidden_article_cannot_be_asked_for(approved: Chatbot) -> None:
    with pytest.raises(UnknownArticleError, match="may be shown"):
        approved.ask(DOSE, within=Within(articles=("new",)))


def test_the_setting_takes_two_words() -> None:
    with pytest.raises(SettingsError, match="CHATBOT_SHOW is 'some'.*'all' or 'approved'"):
        load_settings(show="some")


def test_the_command_line_takes_limits(run: Run, library: Settings) -> None:
    places = ["--corpus", library.corpus, "--index", library.index, "--json"]
    answer = run("ask", DOSE, "--article", "old", "--article", "leaflet", *places).json()
    assert {citation["article_id"] for citation in answer["citations"]} <= APPROVED
    assert answer["manifest"]["within"] == {"articles": ["old", "leaflet"], "kinds": []}
    passages = run("retrieve", "dose", "--kind", "leaflet", *places).json()["passages"]
    assert {passage["article_id"] for passage in passages} == {"leaflet"}
    hidden = run("retrieve", "dose", *places, env={"CHATBOT_SHOW": "approved"}).json()["passages"]
    assert {passage["article_id"] for passage in hidden} == APPROVED
    wrong = run("ask", DOSE, "--kind", "poem", *places)
    assert (wrong.status, wrong.out) == (1, "")
    assert wrong.err.startswith('chatbot: no article that may be shown is of the kind "poem"')
