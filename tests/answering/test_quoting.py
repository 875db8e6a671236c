"""The few statements that answer, and their quotes: whole, with what introduces them, in order."""

from dataclasses import replace

from chatbot.answering.evidence import MOST, choose_statements, shown_by
from chatbot.answering.quoting import quote_statements
from chatbot.articles.article import Article
from chatbot.articles.markdown_document import read_markdown
from chatbot.retrieval.ranking import RankedStatement
from chatbot.statements.making import make_statements

WHY = "as this much longer item of the list goes on to say in very many words"
PAGE = f"""# Knees

## When to look

Look at the knee at once if any of these is so:

- the patient runs, {WHY}
- the patient skis, {WHY}
- the patient dances, {WHY}
- the patient is a child, {WHY}
- the patient fell, {WHY}

## Care

Rest the knee for a day. Cool the knee with ice for an hour.

- Adults: 5 mg of examplin a day
- Children: 2 mg of examplin a day
"""
ARTICLE = read_markdown(PAGE, "knees")


def ranked(*said: str, article: Article = ARTICLE) -> list[RankedStatement]:
    found = []
    for place, words in enumerate(said):
        held = [
            each
            for each in make_statements(article)
            if article.text[each.start : each.end].startswith(words)
        ]
        statement = min(held, key=lambda each: each.end)
        found.append(
            RankedStatement(
                place=0,
                article=article,
                statement=statement,
                passage_rank=1,
                similarity=0.5,
                coverage=0.5,
                score=0.9 - place / 100,
            )
        )
    return found


def quoted(*said: str) -> list[str]:
    return [each.words for each in quote_statements(ranked(*said))]


def none(_: str) -> tuple[str, ...]:
    return ()


def test_an_item_of_a_short_list_brings_the_list() -> None:
    assert quoted("Children: 2 mg") == [
        "Adults: 5 mg of examplin a day\n- Children: 2 mg of examplin a day"
    ]


def test_an_item_of_a_long_list_has_its_lead_in_and_is_said_to_be_one_of_more() -> None:
    (found,) = quote_statements(ranked("the patient dances"))
    assert found.words.startswith("the patient dances")
    assert found.is_partial
    assert found.lead_in is not None
    assert found.lead_in.words == "Look at the knee at once if any of these is so:"


def test_the_first_item_stands_with_the_lead_in_right_before_it() -> None:
    (found,) = quote_statements(ranked("the patient runs"))
    assert found.words.startswith("Look at the knee at once")
    assert found.lead_in is None


def test_items_next_to_each_other_are_one_quote() -> None:
    both = quoted("the patient dances", "the patient skis")
    assert len(both) == 1
    assert "skis" in both[0]
    assert "dances" in both[0]
    assert len(quoted("the patient fell", "the patient skis")) == 2


def test_the_lead_comes_first_and_the_rest_in_the_order_of_the_source() -> None:
    found = quoted("the patient fell", "Cool the knee", "Rest the knee", "the patient skis")
    assert [words.split()[2] for words in found] == ["fell,", "skis,", "knee", "knee"]
    assert found[2].startswith("Rest")


def test_what_would_make_an_answer_too_long_is_passed_over_for_what_is_short() -> None:
    long = [f"Sentence {n} says {'very ' * 70}little of the knee." for n in range(3)]
    page = "\n\n".join((*long, "Cool the knee twice a day."))
    article = read_markdown(f"# Long\n\n{page}\n", "long")
    found = ranked("Sentence 0", "Sentence 1", "Sentence 2", "Cool", article=article)
    assert [each.words.split()[1] for each in choose_statements(found, none, 0.9)] == [
        "0",
        "1",
        "the",
    ]


def test_what_overlaps_or_falls_far_behind_is_not_chosen() -> None:
    both = ranked("Children: 2 mg", "Adults: 5 mg", "Rest the knee")
    assert [each.words for each in choose_statements(both, none, 0.9)] == [
        both[0].words, both[2].words,
    ]  # fmt: skip
    far = [both[0], replace(both[2], score=0.5)]
    assert choose_statements(far, none, 0.9) == far[:1]
    assert len(choose_statements(ranked(*["the patient"] * 9), none, 0.9)) <= MOST
    assert choose_statements([], none, 0.0) == []


def test_what_lacks_what_is_asked_for_lets_no_more_stand_beside_it() -> None:
    first, second = ranked("Rest the knee", "Cool the knee")
    lessened = [replace(first, score=0.6), replace(second, score=0.5)]
    assert choose_statements(lessened, none, 0.9) == lessened[:1]
    assert choose_statements(lessened, none, 0.6) == lessened


def test_of_a_list_the_items_are_judged() -> None:
    both = ranked("Adults: 5 mg of examplin a day\n", "Adults: 5 mg", "Children", "Rest the knee")
    shown = shown_by(both[:1], both)
    assert {each.words for each in shown} == {
        "Adults: 5 mg of examplin a day", "Children: 2 mg of examplin a day",
    }  # fmt: skip
