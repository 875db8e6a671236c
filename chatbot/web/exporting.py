"""The records that a browser kept -> a file for the person: the route of copies and exports."""

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, ValidationError

from chatbot.articles.article import Article
from chatbot.chatbot import Chatbot
from chatbot.errors import RecordError, UnknownArticleError
from chatbot.rendering.as_print import CONTENT_POLICY
from chatbot.rendering.file_formats import Format, export
from chatbot.rendering.restoring import read_records
from chatbot.web.requests import add_post_route

ROUTE = "/export"
MOST_BYTES = 16 * 2**20
_TOO_LONG = (
    f"this conversation has more than {MOST_BYTES // 2**20} MB; export its answers one by one, or "
    "begin a new conversation"
)
_SAFE = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class _Wanted(BaseModel):
    """What is sent: the name of a format, and the records in the order of the conversation."""

    model_config = ConfigDict(extra="forbid")

    format: Format
    records: list[Any]


def add_export_route(app: FastAPI, chatbot: Chatbot) -> None:
    """Let `app` answer `POST /export` with a file, or with `{"problem": "..."}` and why not."""
    add_post_route(
        app,
        ROUTE,
        partial(_export, chatbot),
        most_bytes=MOST_BYTES,
        foreign="only this page itself may export; open the chatbot and do it there",
        too_long=_TOO_LONG,
    )


def _export(chatbot: Chatbot, body: bytes) -> Response:
    """Return the file that is wanted.

    Raises `RecordError` if it is not said which, or there are no records that can be read, and
    `GenerationError` if the articles cannot be read.
    """
    try:
        wanted = _Wanted.model_validate_json(body)
    except ValidationError as error:
        names = ", ".join(Format)
        raise RecordError(
            f'nothing to export: send {{"format": one of {names}, "records": [...]}}'
        ) from error
    records = read_records(json.dumps(wanted.records))
    exported = export(records, wanted.format, partial(_find, chatbot), datetime.now(UTC))
    attached = {"Content-Disposition": f'attachment; filename="{exported.file_name}"'}
    return Response(exported.content, media_type=exported.media_type, headers={**_SAFE, **attached})


def _find(chatbot: Chatbot, generation: str, article_id: str) -> Article | None:
    """Return an article as an answer saw it, else as it is now; None if it may not be shown."""
    try:
        return chatbot.shown(generation).article(article_id)
    except UnknownArticleError:
        return None
