"""What a reader says of an answer -> a line in the evaluators' file."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from chatbot.errors import EvaluationError, first_problem
from chatbot.web.marks import Mark, append_mark, make_mark
from chatbot.web.requests import problem, read_sent

ROUTE = "/feedback"
MOST_BYTES = 2**20


class _Given(BaseModel):
    """A mark, in the reader's words why, and the answer with the questions up to it."""

    model_config = ConfigDict(extra="forbid")

    mark: str
    comment: str
    turns: tuple[str, ...]
    answer: dict[str, Any]


def add_feedback_route(app: FastAPI, file: Path) -> None:
    """Let the page add marks to `file`; nothing else of a conversation is kept on the server."""

    @app.post(ROUTE)
    async def feedback(request: Request) -> Response:
        body = await read_sent(
            request,
            MOST_BYTES,
            foreign="only this page itself may send feedback",
            too_long="this is too long to be kept; shorten the comment",
        )
        if isinstance(body, Response):
            return body
        try:
            mark = _read(body)
        except EvaluationError as error:
            return problem(f"this is no mark that can be kept: {error}", 400)
        try:
            await run_in_threadpool(append_mark, file, mark)
        except EvaluationError as error:
            return problem(str(error), 503)
        return JSONResponse({"noted": True})


def _read(body: bytes) -> Mark:
    try:
        given = _Given.model_validate_json(body)
    except ValidationError as error:
        raise EvaluationError(first_problem(error)) from error
    return make_mark(given.mark, given.comment, given.turns, given.answer)
