"""What each article coins; only those that are searched decide. All medicines are made up."""

from chatbot.articles.article import Article
from chatbot.indexing.abbreviations import find_abbreviations
from chatbot.indexing.coinage import COINAGES, abbreviations_of, find_coinages, medicines_of
from chatbot.language.dosed import find_dosed

TEXTS = {
    "one": "Made-up swelling disease (MSD) is rare.\n"
    "Examplin: 40 mg daily.\nRaise Examplin slowly.",
    "two": "Mild seasonal dizziness (MSD) and made-up swelling disease (MSD); a made-up swelling "
    "disease (MSD). Start sampledrug at 5 mg.",
    "three": "As for examplin, nobody knows. They sit on one mat and on another mat.",
    "four": "Made-up ankle trouble (MAT).",
}


def articles(*names: str) -> list[Article]:
    return [Article(article_id=n, text=TEXTS[n], title=n, blocks=()) for n in names]


def test_together_they_say_what_all_texts_say() -> None:
    coinages = COINAGES.validate_json(COINAGES.dump_json(find_coinages(articles(*TEXTS))))
    assert abbreviations_of(coinages.values()) == find_abbreviations(TEXTS.values())
    assert medicines_of(coinages.values()) == find_dosed(TEXTS.values()) == ("sampledrug",)


def test_a_hidden_article_decides_nothing() -> None:
    coinages = find_coinages(articles(*TEXTS))
    shown = [coinages["one"]]
    assert medicines_of(shown) == ("examplin",)  # "three" would write it in small letters
    assert abbreviations_of(shown) == find_abbreviations([TEXTS["one"]])
    assert "mat" in abbreviations_of([coinages["four"]])  # which "three" uses as a word
    assert "mat" not in abbreviations_of([coinages["three"], coinages["four"]])
