"""What supersedes an article: chains, circles, and ids that name nothing."""

from chatbot.articles.article import About, Article
from chatbot.articles.superseding import (
    Superseded,
    by_id,
    check_superseding,
    replacements,
    superseded_words,
)

CHAIN: Superseded = {"old": "newer", "newer": "newest", "newest": None}


def found(stated: Superseded) -> list[tuple[str, str]]:
    articles = [
        Article(article_id=article_id, text="", title="", blocks=(), superseded_by=by)
        for article_id, by in stated.items()
    ]
    return [(article_id, code) for article_id, code, _ in check_superseding(articles)]


def test_a_chain_is_followed_to_its_end() -> None:
    assert replacements("old", CHAIN) == ("newer", "newest")
    assert replacements("newest", CHAIN) == ()
    assert found(CHAIN) == []


def test_a_title_is_not_taken_for_an_id() -> None:
    stated: Superseded = {"old": "The guideline of 2027"}
    assert replacements("old", stated) == ()
    assert found(stated) == []
    assert superseded_words("The guideline of 2027", []) == "superseded by “The guideline of 2027”"


def test_an_id_that_names_nothing_is_a_problem() -> None:
    assert found({"old": "newr", "new": None}) == [("old", "unknown_replacement")]


def test_circles_are_found_and_end() -> None:
    circle: Superseded = {"a": "b", "b": "c", "c": "b", "self": "self"}
    assert replacements("a", circle) == ("b", "c")
    assert replacements("b", circle) == ("c",)
    assert replacements("self", circle) == ()
    assert found(circle) == [
        ("b", "superseded_in_a_circle"),
        ("c", "superseded_in_a_circle"),
        ("self", "superseded_in_a_circle"),
    ]


def test_the_words_name_each_in_turn() -> None:
    assert superseded_words("newer", ["Newer", "Newest"]) == (
        "superseded by “Newer”, then by “Newest”"
    )


def test_the_title_of_an_article_that_is_there_names_it() -> None:
    articles = {
        "old": About(title="Old  page", superseded_by="new page"),
        "new": About(title="New Page"),
        "one": About(title="Twice", superseded_by="Elsewhere"),
        "two": About(title="Twice", superseded_by="twice"),
    }
    assert by_id(articles) == {"old": "new", "new": None, "one": "Elsewhere", "two": "twice"}
    ids_first = {"a": About(title="b", superseded_by="b"), "b": About(title="c")}
    assert by_id(ids_first) == {"a": "b", "b": None}
