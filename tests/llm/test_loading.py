"""Names -> models, and what is said when there is none."""

import subprocess
import sys

import pytest

from chatbot.errors import LanguageModelError, SettingsError
from chatbot.llm.providers import load_language_model
from chatbot.settings import load_settings
from tests.llm.misbehaving import KEY, Misbehaving, reply, status


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "ANTHROPIC_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", ["", "tiny", ":tiny", "openai:", "openai: ", " openai:tiny"])
def test_a_name_that_is_none_is_stated_with_the_remedy(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_language_model(name)
    assert f'CHATBOT_LLM is "{name}"' in str(caught.value)
    assert "provider:model" in str(caught.value)


def test_an_unknown_provider_is_stated_in_one_line() -> None:
    with pytest.raises(SettingsError, match=r'"nobody:tiny".*provider:model') as caught:
        load_language_model("nobody:tiny")
    assert "\n" not in str(caught.value)


def test_a_missing_package_is_named_by_our_extra() -> None:
    """In a process of its own, because LangChain remembers which packages it has found."""
    program = f"""if True:
        import os, sys
        from chatbot.errors import SettingsError
        from chatbot.llm.providers import load_language_model
        os.environ["OPENAI_API_KEY"] = os.environ["ANTHROPIC_API_KEY"] = {KEY!r}
        for provider in ("anthropic", "ollama", "openai"):
            sys.modules["langchain_" + provider] = None
            try:
                load_language_model(provider + ":tiny")
            except SettingsError as error:
                print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        f'CHATBOT_LLM is "{provider}:tiny": its package is not installed; '
        f'pip install "guideline-chatbot[{provider}]"'
        for provider in ("anthropic", "ollama", "openai")
    ]


def test_a_package_of_another_provider_is_named_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_groq", None)
    with pytest.raises(SettingsError, match='pip install "langchain-groq"'):
        load_language_model("groq:tiny")


@pytest.mark.parametrize("provider", ["anthropic", "openai"])
def test_a_missing_key_is_stated_by_its_variable(provider: str) -> None:
    with pytest.raises(SettingsError, match=f"set {provider.upper()}_API_KEY"):
        load_language_model(f"{provider}:tiny")


def test_a_local_server_needs_no_key_and_gets_none_of_ours() -> None:
    with Misbehaving(reply("Hello")) as server:
        assert server.model().complete("s", "r", seconds=10, longest=100) == "Hello"
    assert server.requests[0]["key"] == "Bearer none-needed"


def test_the_key_goes_to_the_server_and_into_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with Misbehaving(status(401)) as server, pytest.raises(LanguageModelError) as caught:
        server.model().complete("s", "r", seconds=10, longest=100)
    assert server.requests[0]["key"] == f"Bearer {KEY}"
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_it_is_asked_at_temperature_0_with_both_texts() -> None:
    with Misbehaving(reply("Hello")) as server:
        server.model().complete("Be {short}.", "What now?", seconds=10, longest=100)
    asked = server.requests[0]
    assert asked["path"] == "/v1/chat/completions"
    assert (asked["model"], asked["temperature"], asked["seed"]) == ("tiny", 0, 0)
    assert [(each["role"], each["content"]) for each in asked["messages"]] == [
        ("system", "Be {short}."),
        ("user", "What now?"),
    ]


def test_importing_the_door_loads_no_chat_model() -> None:
    program = (
        "import sys, chatbot.llm.providers\n"
        "print([name for name in sys.modules if name.startswith(('langchain', 'openai', 'httpx'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_settings_name_no_model_by_default() -> None:
    settings = load_settings()
    assert (settings.llm, settings.llm_url, settings.llm_seconds) == (None, None, 20.0)


def test_settings_of_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATBOT_LLM", "openai:tiny")
    monkeypatch.setenv("CHATBOT_LLM_URL", "http://127.0.0.1:8080/v1")
    monkeypatch.setenv("CHATBOT_LLM_SECONDS", "2.5")
    settings = load_settings()
    assert settings.llm == "openai:tiny"
    assert settings.llm_url == "http://127.0.0.1:8080/v1"
    assert settings.llm_seconds == 2.5


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "inf", "nan"])
def test_a_time_limit_that_is_none_is_stated(seconds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATBOT_LLM_SECONDS", seconds)
    with pytest.raises(SettingsError, match="CHATBOT_LLM_SECONDS is .*; correct or remove it"):
        load_settings()


@pytest.mark.parametrize(
    "url",
    ["", "localhost:8080", "ftp://h/v1", "http://", "http://h:0/v1", "http://h:99999/v1",
     f"http://me:{KEY}@h/v1", f"http://h/v1?key={KEY}", "http://h/v1#a", "http://[::1/v1"],
)  # fmt: skip
def test_a_url_that_is_none_is_stated_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsError, match="CHATBOT_LLM_URL is not as it must be") as caught:
        load_settings(llm_url=url)
    assert KEY not in str(caught.value)
