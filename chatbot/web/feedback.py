"""What a reader says of an answer -> a line in the evaluators' file."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict

from chatbot.errors import EvaluationError
from chatbot.evaluation.feedback import append_mark, make_mark
from chatbot.web.requests import is_foreign, problem

ROUTE = "/feedback"


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
    def feedback(request: Request, given: _Given) -> Response:
        if is_foreign(request):
            return problem("only this page itself may send feedback", 403)
        try:
            append_mark(file, make_mark(given.mark, given.comment, given.turns, given.answer))
        except EvaluationError as error:
            return problem(str(error), 400)
        return JSONResponse({"noted": True})
