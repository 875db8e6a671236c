"""HTML pages of several makes, all of them made up."""

import re
from datetime import date
from pathlib import Path

import pytest

from chatbot.articles.article import Article, Block, BlockKind
from chatbot.articles.corpus import read_article
from chatbot.articles.html import read_html
from chatbot.errors import ArticleError

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Examplin | A made-up site</title>
<meta property="article:modified_time" content="2024-02-03T10:00:00Z"></head><body>
<header><nav><a href="/">Home</a></nav><h1>Care with Examplin</h1>
<div class="alert">This page was withdrawn.</div></header>
<div class="cookie-banner alert">We use cookies</div>
<main>
<ul><li><a href="#d">Dosing</a></li><li><a href="#r">References</a></li>
<li><a href="#x">Disclaimer</a></li></ul>
<h2 id=d>Dosing</h2>
<p>Give 375&nbsp;mg/m<sup>2</sup> weekly.<sup>1,2</sup>
A count below 10&thinsp;×&thinsp;10<sup>9</sup>/L stops
it<sup><a href="#r3">3</a></sup>. Not <del>50</del> 60 mg.</p>
<div class="callout"><h3>Warning</h3><p>Never give Examplin with Placebol.</p></div>
<p>Then go on.</p>
<ul><li>First<ul><li>Inner <b>bold</b></li></ul></li><li><p>Second</p><p>more of it</p></li></ul>
<ol start="4"><li>Step four</li><li>Step five</li></ol>
<dl><dt>Term</dt><dd>Its meaning</dd></dl>
<table><caption>Table 1. Doses</caption>
<thead><tr><th rowspan=2>Drug</th><th colspan=2>Dose</th></tr>
<tr><th>Adults</th><th>Children</th></tr></thead>
<tbody><tr><td colspan=3>Severe</td></tr>
<tr><td rowspan=2>Examplin</td><td>5 mg</td><td>2 mg</td></tr><tr><td></td><td>3 mg</td></tr>
</tbody></table>
<details><summary>More on harms</summary><p>Placebol may itch.</p></details>
<h2 id=r>References</h2>
<ol><li>Roe R. One. 2020.</li><li>Doe. Two. 2021</li><li id=r3>Poe. Three. 2022</li></ol>
<h2 id=x>Disclaimer</h2><p>Treats nobody.</p>
</main>
<aside><a href=x>Related</a></aside><footer>Last updated: 5 March 2025</footer></body></html>"""


def read(page: str) -> Article:
    return read_html(page.encode(), "t", "t.html")


def body(inner: str) -> Article:
    return read(f"<html><body><main><h1>Title</h1><h2>Part</h2>{inner}</main></body></html>")


def said(article: Article) -> list[str]:
    return [article.quote(block) for block in article.blocks]


def find(article: Article, words: str) -> Block:
    [found] = [block for block in article.blocks if article.quote(block) == words]
    return found


def above(article: Article, words: str) -> list[str]:
    return [article.quote(article.blocks[parent]) for parent in find(article, words).parents]


@pytest.fixture(scope="module")
def page() -> Article:
    return read(PAGE)


def test_title_date_references_and_disclaimer(page: Article) -> None:
    assert page.title == "Care with Examplin"
    assert page.updated == date(2025, 3, 5)
    assert [(each.number, each.year) for each in page.references] == [
        ("1", 2020),
        ("2", 2021),
        ("3", 2022),
    ]
    assert page.disclaimer == "Treats nobody."


def test_words_in_order_without_navigation(page: Article) -> None:
    assert said(page) == [
        "Care with Examplin",
        "This page was withdrawn.",
        "Dosing",
        "Give 375 mg/m² weekly.[1,2] A count below 10 × 10⁹/L stops it[3]. Not 60 mg.",
        "Warning",
        "Never give Examplin with Placebol.",
        "Then go on.",
        "First",
        "Inner bold",
        "Second",
        "more of it",
        "Step four",
        "Step five",
        "Term",
        "Its meaning",
        "Table 1. Doses",
        "Drug | Dose Adults | Dose Children",
        "Severe",
        "Examplin | 5 mg | 2 mg",
        "Examplin |  | 3 mg",
        "More on harms",
        "Placebol may itch.",
    ]


def test_marks_resolve(page: Article) -> None:
    marks = [mark for block in page.blocks for mark in block.marks]
    resolved = [page.resolve(mark) for mark in marks]
    assert [each.year for each in resolved if each] == [2020, 2021, 2022]


def test_nesting_and_labels(page: Article) -> None:
    assert above(page, "Inner bold") == ["First"]
    assert above(page, "more of it") == ["Second"]
    assert above(page, "Its meaning") == ["Term"]
    assert find(page, "Step four").label == "4."


def test_a_row_stands_below_its_caption_header_and_group(page: Article) -> None:
    assert above(page, "Examplin | 5 mg | 2 mg") == [
        "Table 1. Doses",
        "Drug | Dose Adults | Dose Children",
        "Severe",
    ]


def test_a_box_ends_no_section_and_a_folded_part_is_one(page: Article) -> None:
    assert find(page, "Then go on.").section == ("Dosing",)
    assert find(page, "Placebol may itch.").section == ("Dosing", "More on harms")


def test_without_a_stated_date_the_metadata_gives_it() -> None:
    assert read(PAGE.replace("Last updated: 5 March 2025", "")).updated == date(2024, 2, 3)


def test_title_of_the_head_serves_where_no_heading_is() -> None:
    assert read(PAGE.replace("<h1>Care with Examplin</h1>", "")).title.startswith("Examplin |")


MAKES = {
    "main": "<body><nav>Go home</nav><main>{}</main><footer>Made by nobody</footer></body>",
    "article": "<body><div class=menu>Go home</div><article>{}</article></body>",
    "divisions": "<body><div id=navigation>Go home</div><div id=c><div>{}</div></div></body>",
    "form": "<body><form><div class='content'>{}</div><input value=x></form></body>",
    "layout table": "<body><table role=presentation><tr><td>{}</td></tr></table></body>",
    "nothing": "{}",
}
LINES = [
    "<p>Ordinary words of the page stand here.</p>",
    "<aside><p>Aside: never mix Examplin.</p></aside>",
    "<div class='callout warning'>Warned in a bare division.</div>",
    "<blockquote>Quoted with care.</blockquote>",
    "<details><summary>Fold</summary>Folded words.</details><h3>After it</h3>",
    "<dl><dt>Dose term</dt><dd>5 mg of it</dd></dl>",
    "<figure><figcaption>Caption of a figure</figcaption></figure>",
    "<pre>Set as typed</pre>",
    "<table><tr><td>Label<td>7 mg</tr><tr><td>Other<td>9 mg</tr></table>",
    "<section><h3>Deeper</h3>Bare words<br>and a second line</section>",
    "<p role=alert>Alerted words.</p>",
    "<footer>Footer of the article.</footer>",
    "<custom-part>In a part of its own.</custom-part>",
    "<ul><li><a href='/a'>Linked guideline</a> with words</li></ul>",
]


@pytest.mark.parametrize("make", MAKES)
def test_no_line_of_the_article_is_left_out(make: str) -> None:
    inner = "<h1>Title</h1><h2>Part</h2>" + "".join(LINES)
    lines = (
        LINES if make in ("main", "article") else [each for each in LINES if "footer" not in each]
    )
    article = read(MAKES[make].format(inner))
    words = set(" ".join(said(article)).replace("|", " ").split())
    missing = [
        word for line in lines for word in re.sub("<[^>]+>", " ", line).split() if word not in words
    ]
    assert missing == []
    assert "Go home" not in said(article)


def test_a_line_that_looks_like_markup_is_words() -> None:
    article = body("<p># no heading</p><p>- 5 is below zero</p><p>1. is a number</p><p>| bar</p>")
    assert said(article)[2:] == ["# no heading", "- 5 is below zero", "1. is a number", "| bar"]
    assert {each.kind for each in article.blocks[2:]} == {BlockKind.PARAGRAPH}


def test_table_without_header_cells() -> None:
    words = "<table><tr><td>Drug<td>Dose</tr><tr><td>Examplin<td>5 mg</tr></table>"
    assert above(body(words), "Examplin | 5 mg") == ["Drug | Dose"]
    figures = "<table><tr><td>Age<td>5 years</tr><tr><td>Dose<td>3 mg</tr></table>"
    assert above(body(figures), "Dose | 3 mg") == []
    rows = "<table><tr><th>Age<td>any</tr><tr><th>Dose<td>3 mg</tr></table>"
    assert above(body(rows), "Dose | 3 mg") == []


def test_cell_with_several_lines() -> None:
    article = body("<table><tr><th>A<th>B</tr><tr><td><p>one.</p><p>two</p><td>3 mg</tr></table>")
    assert "one. two | 3 mg" in said(article)


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        ("<meta charset=iso-8859-1>{}", "cp1252"),
        ("\ufeff{}", "utf-16"),
        ("\ufeff{}", "utf-8"),
        ("<?xml version='1.0' encoding='utf-8'?><html><body>{}", "utf-8"),
    ],
)
def test_character_sets(page: str, charset: str) -> None:
    content = page.format(
        "<h1>Title</h1><h2>Part</h2><p>Caf\u00e9 \u2265 5\u201d".replace(
            "\u2265", "\u2265" if charset != "cp1252" else ">"
        )
    ).encode(charset)
    assert "Caf\u00e9" in read_html(content, "t", "t").text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<h1>T</h1><p>Caf\xe9", "not_utf8"),
        (b"<meta charset=nonsense><h1>T</h1>", "not_utf8"),
        (b"<h1>T</h1>\0", "no_html"),
        (b"Words alone, no page at all.", "no_sections"),
    ],
)
def test_bad_pages_are_stated(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "t.html"
    path.write_bytes(content)
    with pytest.raises(ArticleError) as raised:
        read_article(path, tmp_path)
    assert raised.value.code == code
    assert "\n" not in str(raised.value)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "inner",
    [
        "<div>" * 3000 + "deep",
        "<ul><li>" * 3000 + "deep",
        "<table><tr><td rowspan=9999>x<td colspan=9999>y</tr></table>",
        "<b>" * 3000 + "deep",
    ],
)
def test_monstrous_pages_are_read(inner: str) -> None:
    assert body(inner).title == "Title"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<h2><button>Severe harm</button></h2><p>Give 5 mg.</p>", ["Severe harm", "Give 5 mg."]),
        ("<p><button>Do not</button> give with food.</p>", ["Do not give with food."]),
        ("<p>Rest.</p><button>Print</button><div><button>Share</button></div>", ["Rest."]),
        (
            '<p><span class="sr-only">Do not </span>crush.</p>'
            '<p>x <i class="visually-hidden">not</i></p>',
            ["Do not crush.", "x not"],
        ),
        ("<p>1 <sup>1</sup>/<sub>2</sub> tablets</p>", ["1 1/2 tablets"]),
        ("<p>5 mg/m<sup>2</sup><sup>6</sup> daily</p>", ["5 mg/m²[6] daily"]),
        ('<p>eGFR <img src=x alt="≥"> 30 <img alt=""><img alt="a.png"></p>', ["eGFR ≥ 30"]),
        (
            "<p>Below <math><mn>5</mn><mo>×</mo><msup><mn>10</mn><mn>9</mn></msup></math>/L</p>",
            ["Below 5 × 10⁹/L"],
        ),
        (
            "<p><math><mn>1</mn><mfrac><mn>1</mn><mn>2</mn></mfrac></math> tablets</p>",
            ["1 1/2 tablets"],
        ),
        ('<p>Give 5 mg<span hidden>0</span>. <b style="display: none">x</b></p>', ["Give 5 mg."]),
        ('<p><span aria-hidden="true">Never</span> more.</p>', ["Never more."]),
        (
            "<table><tr><th><h4>Group</h4></th><th><h4>Dose</h4></th></tr>"
            "<tr><td>Adults</td><td>8 mg</td></tr></table>",
            ["Group | Dose", "Adults | 8 mg"],
        ),
        (
            "<section><header><h3>Adults only</h3></header><p>5 mg</p>"
            "<footer>Not for children.</footer></section>",
            ["Adults only", "5 mg", "Not for children."],
        ),
        ('<div class="menu">Give it with food, and with water.</div>', None),
        ('<div class="toc"><p>Do not crush.</p></div>', None),
        ("<noscript><p>Never with Placebol.</p></noscript>", ["Never with Placebol."]),
        ("<noscript>Please enable JavaScript.</noscript><p>Rest.</p>", ["Rest."]),
    ],
)
def test_no_word_of_the_content_is_lost(inner: str, expected: list[str] | None) -> None:
    if expected is None:
        expected = [re.sub("<[^>]+>", "", inner)]
    assert said(body(inner))[2:] == expected
    alone = read(f"<html><body><h1>Title</h1><h2>Part</h2>{inner}</body></html>")
    assert said(alone)[2:] == expected


TABS = """<ul class="nav nav-tabs"><li><a href="#a">Adults</a></li><li><a href="#c">Children</a>
</li></ul><div id=a><p>500 mg</p><h3>Renal</h3><p>50 mg</p></div>
<div id=c hidden><p>5 mg</p></div><p>Never more.</p>"""
ROLES = """<div role=tablist>
<button role=tab>Adults</button><button role=tab>Children</button></div>
<div role=tabpanel><p>500 mg</p><h3>Renal</h3><p>50 mg</p></div>
<div role=tabpanel style="display:none"><p>5 mg</p></div><p>Never more.</p>"""
FOLDED = """<div><button aria-controls=a>Adults</button></div><div id=a><p>500 mg</p><h3>Renal</h3>
<p>50 mg</p></div><div><button aria-controls=c>Children</button></div><div id=c hidden><p>5 mg</p>
</div><p>Never more.</p>"""


@pytest.mark.parametrize("tabs", [TABS, ROLES, FOLDED])
def test_what_a_tab_opens_stands_below_its_label(tabs: str) -> None:
    article = body(tabs)
    assert {words: find(article, words).section for words in said(article) if "m" in words} == {
        "500 mg": ("Part", "Adults"),
        "50 mg": ("Part", "Adults", "Renal"),
        "5 mg": ("Part", "Children"),
        "Never more.": ("Part",),
    }


@pytest.mark.parametrize(
    "notice",
    [
        '<div class="banner">This guideline has been withdrawn.</div>',
        '<div id="alert-box"><p>Do not use it.</p></div>',
        '<header><nav><a href=x>Home</a></nav><div class="top">Do not use it.</div></header>',
        '<aside class="drug-safety"><p>Avoid it in all.</p></aside>',
        "<footer><p>Superseded in 2025.</p></footer>",
    ],
)
@pytest.mark.parametrize("main", ["main", "div"])
def test_warnings_stay_wherever_a_page_has_them(notice: str, main: str) -> None:
    page = f"<h1>Title</h1><{main}><h2>Part</h2><p>Give five of it.</p></{main}>"
    article = read(f"<html><body>{notice}{page}</body></html>")
    words = re.sub("<a.*</a>|<[^>]+>", "", notice)
    assert words in said(article)
    assert "Home" not in article.text


def test_what_is_about_the_site_is_left_out() -> None:
    article = read(
        "<html><body><header><a href=x>Home</a><p>Examplin Trust</p></header>"
        "<div class=cookie-bar>We must not store cookies.</div>"
        "<ul><li><a>One</a><li><a>Avoid</a><li><a>Three</a></ul><h1>Title</h1><h2>Part</h2>"
        "<p>Rest.</p><footer><p>© The Trust that wrote all of these pages.</p></footer>"
        "</body></html>"
    )
    assert said(article) == ["Title", "Part", "Rest."]


def test_hidden_words_are_remarked() -> None:
    [remark] = body("<p>Give 5 mg<span hidden>00 a day</span>.</p>").remarks
    assert remark.code == "hidden_text"
    assert '"00 a day"' in remark.says


def test_a_page_that_would_lose_words_is_refused() -> None:
    wide = "".join(f"<td>cell {number}x</td>" for number in range(70))
    with pytest.raises(ArticleError) as raised:
        body(f"<table><tr>{wide}</tr><tr><td>a</td></tr></table>")
    assert raised.value.code == "text_lost"
    assert '"cell 60x"' in str(raised.value)


def test_a_reference_keeps_the_doi_that_its_word_links_to() -> None:
    link = '<a href="https://doi.org/10.1000/{}">{}</a>'
    article = read(
        "<html><body><main><h1>Feet</h1><h2>Rest</h2>"
        f"<p>Rest the foot for long ({link.format('body', 'doi')}).</p>"
        f"<h2>References</h2><ol><li>Roe R. One. 2020. {link.format('abc', 'doi')}</li>"
        f"<li>Doe. Two. 2021. {link.format('xyz', 'https://doi.org/10.1000/xyz')}</li>"
        f"<li>Poe. Three. 2022. {link.format('one', 'A')} {link.format('two', 'B')}</li>"
        "<li>Noe. Four. 2023.</li></ol></main></body></html>"
    )
    assert "Rest the foot for long (doi)." in article.text
    assert [(each.title, each.doi) for each in article.references] == [
        ("Roe R. One. 2020.", "10.1000/abc"),
        ("Doe. Two. 2021. https://doi.org/10.1000/xyz", "10.1000/xyz"),
        ("Poe. Three. 2022. A B", None),
        ("Noe. Four. 2023.", None),
    ]
