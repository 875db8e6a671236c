"""The page with a language model, and for each kind of reader."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from chatbot.answering.answer import Audience
from chatbot.answering.prompts import load_prompt
from chatbot.chatbot import Chatbot
from chatbot.settings import Settings
from chatbot.web.replying import stream_reply
from chatbot.web.session import Reply
from tests.llm.misbehaving import KEY, Misbehaving, Script, Wire, hang_after, reply, status
from tests.web.conftest import served
from tests.web.test_browser import Scheme, ask, opened, picture

RITUXIMAB = "What dose of rituximab?"
GOOD = "Rituximab is the preferred drug in the first line [1]."
BAD = "Rituximab is given at 9000 mg once daily [1]."
SHOWN = "Rituximab is the preferred drug in the first line."


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Misbehaving]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with Misbehaving(reply("NONE")) as server:
        yield server


def worded(settings: Settings, server: Misbehaving, seconds: float = 5.0) -> Chatbot:
    given = {"llm": "openai:tiny", "llm_url": server.base_url, "llm_seconds": seconds}
    chatbot = Chatbot(settings.model_copy(update=given))
    chatbot.warm_up()
    return chatbot


def test_a_sentence_is_shown_as_soon_as_it_has_passed(
    settings: Settings, server: Misbehaving
) -> None:
    """The quotes are there first; the server goes on only when the sentence before was seen."""
    seen = threading.Event()

    def script(wire: Wire) -> None:
        wire.begin()
        for piece in (GOOD, "\n", BAD, "\n"):
            wire.piece(piece)
        assert seen.wait(10)
        wire.piece(GOOD.replace("the preferred", "a preferred"), "stop")
        wire.event(b"[DONE]")
        wire.end()

    server.says(script)
    growing = stream_reply(worded(settings, server, 20.0), RITUXIMAB, ())
    replies = []
    for shown in growing:
        replies.append(shown)
        if SHOWN in shown.html:
            seen.set()
    assert seen.is_set()
    searching, quotes, sentence, *_ = (each.html for each in replies)
    assert searching == '<p class="under-way">Searching the articles …</p>'
    writing = '<p class="under-way">A language model is putting these lines into words'
    assert quotes.startswith(writing)
    assert "375 mg/m²" in quotes
    assert SHOWN not in quotes
    assert sentence.startswith(f'<div class="worded"><ul>\n<li>{SHOWN} <a href="/source?')
    assert sentence.endswith(quotes)
    assert not [each for each in replies if "9000 mg" in each.html]
    assert "For healthcare professionals" in replies[-1].html
    stopped = replies[2].stopped
    assert stopped is not None
    assert "375 mg/m²" in stopped.html
    assert writing not in stopped.html
    assert SHOWN not in stopped.html
    assert stopped.record is not None


@pytest.mark.parametrize(
    ("script", "why"),
    [(hang_after(GOOD, "\n", "Ritux"), "did not finish in time"), (status(401), "refuses the key")],
    ids=["hang", "401"],
)
def test_a_model_that_fails_leaves_the_quotes_and_one_line(
    script: Script, why: str, settings: Settings, chatbot: Chatbot, server: Misbehaving
) -> None:
    server.says(script)
    *_, whole = stream_reply(worded(settings, server, 1.5), RITUXIMAB, ())
    *_, quotes = stream_reply(chatbot, RITUXIMAB, ())
    note, above_how = re.split(r"(?<=</em></p>)\n", before_how(whole), maxsplit=1)
    assert note.startswith("<p><em>In quotes only: the language model")
    assert why in note
    assert above_how == before_how(quotes)
    assert SHOWN not in whole.html
    assert KEY not in whole.html


def before_how(reply: Reply) -> str:
    return reply.html.split('<details class="how">')[0]


def test_the_page_answers_for_the_reader(chatbot: Chatbot) -> None:
    *_, whole = stream_reply(chatbot, RITUXIMAB, (), Audience.PATIENT_OR_CARER)
    assert load_prompt("patient_notice").text in whole.html
    assert "375 mg" not in whole.html


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_reader_is_chosen_at_the_top_of_the_page(
    width: int, scheme: Scheme, browser: Browser, address: str
) -> None:
    page = opened(browser, address, width, 844, scheme)
    choice = page.get_by_label("Which best describes you?")
    expect(choice).to_be_in_viewport(ratio=1)
    expect(choice).to_have_value("Clinician")
    choice.click()
    expect(page.get_by_role("option")).to_contain_text([audience.label for audience in Audience])
    picture(page, f"readers-{width}-{scheme}")
    page.get_by_role("option", name="Patient or carer").click()
    ask(page, RITUXIMAB)
    answer = page.locator("#history .bot").last
    expect(answer).to_contain_text("please see your clinician")
    expect(answer).to_contain_text("(dose not shown)")
    expect(answer).not_to_contain_text("375 mg")
    expect(page.locator("#evidence")).not_to_contain_text("375 mg")
    masthead = page.locator("#masthead")
    assert masthead.evaluate("bar => bar.scrollWidth <= bar.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert masthead.evaluate("bar => bar.clientHeight") < 95
    for part in ("h1", "#audience", "#fresh"):
        expect(page.locator(f"#masthead {part}")).to_be_in_viewport(ratio=1)
    picture(page, f"patient-{width}-{scheme}")
    page.context.close()


@pytest.mark.browser
def test_the_sentences_stand_before_the_quotes_in_a_browser(
    settings: Settings, browser: Browser, server: Misbehaving
) -> None:
    server.says(reply(GOOD, "\n", BAD))
    environment = {"CHATBOT_LLM": "openai:tiny", "CHATBOT_LLM_URL": server.base_url}
    with served(settings, **environment) as address:
        page = opened(browser, address, 1440, 900, "light")
        ask(page, RITUXIMAB)
        answer = page.locator("#history .bot").last
        expect(answer).to_contain_text(SHOWN)
        expect(answer).to_contain_text("1 of 2 sentences of the language model was left out")
        expect(answer).to_contain_text("In the articles' words")
        expect(answer).not_to_contain_text("9000 mg")
        answer.locator("li a[href*='/source?']").first.click()
        expect(page.locator("#evidence-panel mark").first).to_contain_text("375 mg/m²")
        picture(page, "worded")
        page.context.close()
