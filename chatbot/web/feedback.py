"""What a reader says of an answer -> a line in the evaluators' file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from pydantic import TypeAdapter, ValidationError

from chatbot.errors import RecordError, first_problem
from chatbot.web.marks import Mark, append_mark
from chatbot.web.requests import add_post_route

ROUTE = "/feedback"
MOST_BYTES = 2**20
_SENT = TypeAdapter(dict[str, Any])


def add_feedback_route(app: FastAPI, file: Path) -> None:
    """Let the page add marks to `file`; nothing else of a conversation is kept on the server."""

    def keep(body: bytes) -> Response:
        try:
            sent = _SENT.validate_json(body)
            mark = Mark.model_validate({**sent, "time": datetime.now(UTC)})
        except ValidationError as error:
            problem = first_problem(error)
            raise RecordError(f"this is no mark that can be kept: {problem}") from error
        append_mark(file, mark)
        return JSONResponse({"noted": True})

    add_post_route(
        app,
        ROUTE,
        keep,
        most_bytes=MOST_BYTES,
        foreign="only this page itself may send feedback",
        too_long="this is too long to be kept; shorten the comment",
    )
