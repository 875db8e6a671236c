"""The route that makes files of records: what it hands out, and what it refuses calmly."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from chatbot.chatbot import Chatbot
from chatbot.maintaining import build_index
from chatbot.rendering.file_formats import Format
from chatbot.rendering.record import Record, as_data
from chatbot.settings import Settings, load_settings
from chatbot.web.exporting import MOST_BYTES, add_export_route
from tests.library import write_library
from tests.rendering.records import ask

QUESTION = "What is the dose of examplimab?"


def client_of(chatbot: Chatbot) -> TestClient:
    app = FastAPI()
    add_export_route(app, chatbot)
    return TestClient(app, headers={"Content-Type": "application/json"})


def sent(format: str, *records: Record) -> bytes:
    return json.dumps({"format": format, "records": [as_data(each) for each in records]}).encode()


@pytest.fixture(scope="module")
def client(library: Settings) -> TestClient:
    return client_of(Chatbot(library))


@pytest.fixture(scope="module")
def record(library: Settings) -> Record:
    return ask(Chatbot(library), QUESTION)


@pytest.mark.parametrize("format", Format)
def test_records_become_a_file(format: Format, client: TestClient, record: Record) -> None:
    reply = client.post("/export", content=sent(format, record))
    assert reply.status_code == 200
    attached = reply.headers["content-disposition"]
    assert attached.startswith('attachment; filename="guideline-chatbot-2')
    assert "examplimab" not in attached
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha")
    assert record.answer.disclaimer in reply.text
    assert "pending human review" in reply.text


def test_the_served_page_has_the_route(address: str, record: Record) -> None:
    reply = httpx.post(f"{address}/export", content=sent("markdown", record))
    assert reply.status_code == 200
    assert reply.text.startswith("# Guideline chatbot: an answer")
    assert httpx.post(f"{address}/export", content=b"").json()["problem"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "nothing to export"),
        (b"[1", "nothing to export"),
        (b'{"format": "docx", "records": []}', "markdown, html, ris, json"),
        (b'{"format": "ris", "records": [], "more": 1}', "nothing to export"),
        (b'{"format": "ris", "records": []}', "no answer yet"),
        (b'{"format": "ris", "records": [1]}', "ask the questions again"),
        (b'{"format": "ris", "records": ' + b"[" * 10**5, "nothing to export"),
        (b'{"format": "ris", "records": ["\\ud800"]}', "nothing to export"),
    ],
)
def test_what_cannot_be_exported_is_said(body: bytes, says: str, client: TestClient) -> None:
    reply = client.post("/export", content=body)
    assert reply.status_code == 400
    assert list(reply.json()) == ["problem"]
    assert says in reply.json()["problem"]
    assert "\n" not in reply.json()["problem"]


@pytest.mark.parametrize("name", ["NaN", "Infinity"])
def test_a_score_that_is_no_number_is_refused(
    name: str, client: TestClient, record: Record
) -> None:
    changed = as_data(record)
    changed["answer"]["confidence"] = float(name)
    body = json.dumps({"format": "json", "records": [changed]})
    reply = client.post("/export", content=body)
    assert reply.status_code == 400
    assert "a score is no number" in reply.json()["problem"]


def test_too_much_is_refused(client: TestClient) -> None:
    reply = client.post("/export", content=b" " * (MOST_BYTES + 1))
    assert reply.status_code == 413
    assert "more than 16 MB" in reply.json()["problem"]


@pytest.mark.parametrize(
    ("site", "status"),
    [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)],
)
def test_other_sites_export_nothing(
    site: str, status: int, client: TestClient, record: Record
) -> None:
    headers = {"Sec-Fetch-Site": site}
    reply = client.post("/export", content=sent("ris", record), headers=headers)
    assert reply.status_code == status
    assert ("problem" in reply.text) is (status == 403)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver:8080"}, 403),
        ({"Origin": "http://testserver:port"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "https://testserver", "Host": "testserver"}, 200),
        ({"Origin": "http://testserver:80", "Host": "TESTSERVER"}, 200),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/json; charset=utf-8"}, 200),
    ],
)
def test_what_a_form_of_another_site_can_send_is_refused(
    headers: dict[str, str], status: int, client: TestClient, record: Record
) -> None:
    reply = client.post("/export", content=sent("ris", record), headers=headers)
    assert reply.status_code == status
    assert ("problem" in reply.text) is (status != 200)


def test_an_index_that_has_gone_is_said(tmp_path: Path, record: Record) -> None:
    chatbot = Chatbot(load_settings(corpus=tmp_path, index=tmp_path / "none"))
    reply = client_of(chatbot).post("/export", content=sent("json", record))
    assert reply.status_code == 503
    assert "there is no index here yet" in reply.json()["problem"]


def standings(client: TestClient, record: Record) -> dict[str, str]:
    pack: Any = client.post("/export", content=sent("json", record)).json()
    checks = pack["records"][0]["checks"]
    return {check["article_id"]: check["standing"] for check in checks}


def test_quotes_are_compared_with_the_generation_of_the_answer_while_it_is_kept(
    tmp_path: Path,
) -> None:
    write_library(tmp_path / "corpus")
    settings = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    build_index(settings, lambda stage, done, total: None)
    record = ask(Chatbot(settings), QUESTION)
    assert {"old", "new"} <= {cited.article_id for cited in record.answer.citations}
    (settings.corpus / "old.md").unlink()
    page = settings.corpus / "new.md"
    page.write_text(page.read_text(encoding="utf-8").replace("20 mg", "400 mg"), encoding="utf-8")
    build_index(settings, lambda stage, done, total: None)
    client = client_of(Chatbot(settings))
    kept = standings(client, record)
    assert {kept["old"], kept["new"]} == {"verified"}
    for name in ("20200101-000000-00000000", "../generations", ""):
        manifest = replace(record.answer.manifest, generation=name)
        other = replace(record, answer=replace(record.answer, manifest=manifest))
        found = standings(client, other)
        assert (found["old"], found["new"]) == ("gone", "moved")


def test_an_article_that_the_settings_hide_is_not_opened(library: Settings, record: Record) -> None:
    hiding = library.model_copy(update={"show": "approved"})
    client = client_of(Chatbot(hiding))
    found = standings(client, record)
    assert (found["old"], found["new"]) == ("verified", "gone")
