"""What a template shows is words, but for what the template itself calls safe."""

import pytest
from jinja2 import UndefinedError

from chatbot.web.templating import render


def test_words_are_escaped_and_what_nobody_sees_is_left_out() -> None:
    html = render("plain_page.html", title='<b>\u202e"x" & y', body="<p>made here</p>")
    assert "<title>&lt;b&gt;&quot;x&quot; &amp; y</title>" in html
    assert '<body class="source-page"><p>made here</p></body>' in html


def test_line_ends_and_indents_of_a_template_are_not_shown() -> None:
    html = render("export_menu.html", name="Export", copies=True, formats={})
    assert html == (
        '<details class="menu"><summary>Export</summary>'
        '<div><button type="button" data-copy>Copy</button></div></details>'
    )


def test_what_a_template_names_has_to_be_given() -> None:
    with pytest.raises(UndefinedError, match="body"):
        render("plain_page.html", title="x")
