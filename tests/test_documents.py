"""The programs that the documents show run as they stand."""

import re
from pathlib import Path

import pytest

import chatbot as package
from chatbot.settings import Settings

ROOT = Path(__file__).parents[1]


def test_the_programs_of_the_python_document_run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATBOT_CORPUS", str(settings.corpus))
    monkeypatch.setenv("CHATBOT_INDEX", str(settings.index))
    document = (ROOT / "docs" / "PYTHON.md").read_text(encoding="utf-8")
    programs = re.findall(r"```python\n(.*?)```", document, re.DOTALL)
    assert programs
    for program in programs:
        names: dict[str, object] = {}
        exec(program, names)
        assert isinstance(names["answer"], package.Answer)
        assert isinstance(names["turn"], package.Turn)


def test_every_public_name_is_there() -> None:
    assert all(getattr(package, name) is not None for name in package.__all__)


def test_every_setting_is_in_the_document() -> None:
    document = (ROOT / "docs" / "OPERATING.md").read_text(encoding="utf-8")
    prefix = Settings.model_config["env_prefix"]
    missing = [name for name in Settings.model_fields if f"{prefix}{name}".upper() not in document]
    assert missing == []
