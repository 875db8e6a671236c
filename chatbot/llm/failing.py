"""An exception of a provider -> what went wrong; what went wrong -> one sentence.

What a provider says is never repeated, because some repeat the key they were given.
"""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum


class Failure(StrEnum):
    """Why there is no reply, as a stable word."""

    UNREACHABLE = "unreachable"  # no connection, or the server hung up before it said anything
    SLOW = "slow"  # time is up
    RATE_LIMITED = "rate_limited"  # the server takes no more requests for now
    REFUSED = "refused"  # the server does not accept the key, the request or the model's name
    EMPTY = "empty"  # the reply holds nothing but white space
    ENDLESS = "endless"  # the reply is longer than it may be
    CUT_OFF = "cut_off"  # the reply began and did not come to its own end
    PAUSED = "paused"  # several failures in a row: left alone for a while, and nothing was sent
    FAILED = "failed"  # an error of the server, or something that is no reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that went wrong; it holds nothing that a server or a library said.

    `status` is the HTTP status, where there was one; `again` tells whether the same request may
    do better in a moment; `wait` is how many seconds the server asked to be left alone, `seconds`
    how many a paused model still is.
    """

    failure: Failure
    status: int | None = None
    again: bool = False
    wait: float | None = None
    seconds: float = 0.0


_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?")

_SENTENCES = {
    Failure.UNREACHABLE: "cannot be reached; start its server, or correct CHATBOT_LLM_URL",
    Failure.SLOW: "did not finish in time; ask again, or give it longer with CHATBOT_LLM_SECONDS",
    Failure.RATE_LIMITED: "takes no more requests for now; ask again later",
    Failure.EMPTY: "replied with nothing; ask again, or name another in CHATBOT_LLM",
    Failure.ENDLESS: "did not come to an end; ask again, or name another in CHATBOT_LLM",
    Failure.CUT_OFF: "stopped in the middle of its reply; ask again",
}


def read_error(error: Exception, *, begun: bool) -> Problem:
    """Return what `error` means; `begun` says that text of the reply had come before."""
    import httpx
    from langchain_core.exceptions import ModelConnectionError, ModelTimeoutError

    status = _status(error)
    if isinstance(error, ModelTimeoutError | httpx.TimeoutException | TimeoutError):
        return Problem(failure=Failure.SLOW)
    if begun:
        return Problem(failure=Failure.CUT_OFF)
    if status is not None:
        return _of_status(status, _retry_after(error))
    if isinstance(error, ModelConnectionError | httpx.TransportError | OSError):
        return Problem(failure=Failure.UNREACHABLE, again=True)
    return Problem(failure=Failure.FAILED)


def sentence(name: str, problem: Problem) -> str:
    """Return what to tell about the model `name`, on one line and without secrets."""
    return f'the language model "{name}" {_predicate(problem)}'


def _predicate(problem: Problem) -> str:
    failure, status = problem.failure, problem.status
    if failure is Failure.PAUSED:
        seconds = max(1, math.ceil(problem.seconds))
        return f"failed several times in a row and is left alone for {seconds} s; ask again then"
    if failure is Failure.FAILED:
        said = f"answered with the error {status}" if status else "gave no reply"
        return f"{said}; see its server's log, and that CHATBOT_LLM and CHATBOT_LLM_URL are right"
    if failure is not Failure.REFUSED:
        return _SENTENCES[failure]
    if status in (401, 403):
        return f"refuses the key ({status}); correct the provider's key in the environment"
    if status == 404:
        return "is not known to its server (404); correct CHATBOT_LLM or CHATBOT_LLM_URL"
    return f"refuses the request ({status}); name one in CHATBOT_LLM that takes it"


def _of_status(status: int, wait: float | None) -> Problem:
    if status == 429:
        return Problem(failure=Failure.RATE_LIMITED, status=status, again=True, wait=wait)
    if status == 408:
        return Problem(failure=Failure.SLOW, status=status)
    if 400 <= status < 500:
        return Problem(failure=Failure.REFUSED, status=status)
    return Problem(failure=Failure.FAILED, status=status, again=status >= 500, wait=wait)


def _status(error: Exception) -> int | None:
    """Return the HTTP status, where the SDKs keep it: on the error or on its response."""
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int) and 100 <= status < 600:
            return status
    return None


def _retry_after(error: Exception) -> float | None:
    """Return the seconds of the header Retry-After, a number or a date (RFC 9110, 10.2.3)."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    value = str(headers.get("retry-after"))
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    now = datetime.now(UTC)
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())
