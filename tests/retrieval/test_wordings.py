"""What the lexicon adds to a question: only what the articles searched hold."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from chatbot.indexing.lexical import LexicalIndex, write_lexical
from chatbot.language.tokens import stem, words
from chatbot.retrieval.wordings import Wordings, is_listed

Over = Callable[..., Wordings]


@pytest.fixture
def over(tmp_path: Path) -> Over:
    def build(*texts: str) -> Wordings:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        write_lexical(folder, texts, headings=["" for _ in texts])
        return Wordings(LexicalIndex(folder))

    return build


def said(expressions: Sequence[tuple[str, ...]]) -> set[str]:
    return {" ".join(expression) for expression in expressions}


def expression(text: str) -> tuple[str, ...]:
    return tuple(map(stem, words(text)))


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Lasix", "furosemide"),
        ("frusemide", "furosemide"),
        ("acetaminophen", "paracetamol"),
        ("epinephrine", "adrenaline"),
        ("albuterol", "salbutamol"),
        ("valproic acid", "sodium valproate"),
        ("lockjaw", "tetanus"),
        ("kid", "child"),
        ("expecting", "pregnant"),
        ("around surgery", "perioperative"),
        ("bacterial vaginosis", "BV"),
        ("ace inhibitor", "lisinopril"),
    ],
)
def test_either_way_the_other_word_is_found(over: Over, asked: str, written: str) -> None:
    known = over(f"Something on {written} here.", "Something else.")
    assert " ".join(expression(written)) in said(known.others(expression(asked)))
    assert known.others(expression("something")) == ()


@pytest.mark.parametrize(
    ("one", "other"), [("Lasix", "furosemide"), ("lockjaw", "tetanus"), ("kid", "child")]
)
def test_both_directions(over: Over, one: str, other: str) -> None:
    assert " ".join(expression(one)) in said(over(f"On {one}.").others(expression(other)))


def test_a_class_is_answered_by_a_member_never_the_reverse(over: Over) -> None:
    known = over("Lisinopril and an ACE inhibitor.")
    assert "ac inhibitor" not in said(known.others(expression("lisinopril")))


def test_what_no_article_holds_is_left_out(over: Over) -> None:
    assert over("Nothing of it.").others(expression("Lasix")) == ()
    assert (
        over("A heart was well until the attack.").others(expression("myocardial infarction")) == ()
    )


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("multiple sclerosis", "multiple sclerosis"),
        ("mitral stenosis", "mitral stenosis"),
        ("a sclerosis that is multiple", None),
    ],
)
def test_an_ambiguous_short_form_means_what_the_articles_know(
    over: Over, text: str, long: str | None
) -> None:
    assert over(f"On {text}.").long_forms("How is MS treated?", ()).get("ms") == long


def test_what_the_articles_define_goes_first(over: Over) -> None:
    known = over("On multiple sclerosis.")
    assert known.long_forms("MS?", {"ms"}) == {}


def test_a_short_form_that_is_a_word_counts_in_capitals_only(over: Over) -> None:
    known = over("A pneumocystis pneumonia; acute lymphoblastic leukemia.")
    assert known.long_forms("are all treated?", ()) == {}
    assert known.long_forms("Is ALL treated?", ()) == {"all": "acute lymphoblastic leukemia"}
    assert known.long_forms("ARE ALL TREATED?", ()) == {}


def test_what_is_listed() -> None:
    assert is_listed(expression("lockjaw"))
    assert is_listed(expression("furosemide"))
    assert not is_listed(expression("complicatoins"))


def test_a_unit_is_no_short_form(over: Over) -> None:
    known = over("Multiple myeloma is rare; the heart rate is counted.")
    assert known.long_forms("a nodule of 5 mm after 24 hr", ()) == {}
    assert known.long_forms("Is MM treated?", ()) == {"mm": "multiple myeloma"}


@pytest.mark.parametrize("written", ["dextrose 10%", "10% glucose"])
def test_d10_is_read_in_either_order(over: Over, written: str) -> None:
    assert over(f"Give {written} at once.").long_forms("How much D10?", ()) == {"d10": written}
