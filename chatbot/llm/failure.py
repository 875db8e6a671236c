"""What can go wrong with a call of a language model."""

from dataclasses import dataclass
from enum import StrEnum


class Failure(StrEnum):
    """Why there is no reply, as a stable word."""

    UNREACHABLE = "unreachable"
    """No connection to the server, or it hung up before it said anything."""
    SLOW = "slow"
    """Time is up."""
    RATE_LIMITED = "rate_limited"
    """The server takes no more requests for now."""
    REFUSED = "refused"
    """The server does not accept the key, the request or the model's name."""
    EMPTY = "empty"
    """The reply holds nothing but white space."""
    ENDLESS = "endless"
    """The reply is longer than it may be."""
    CUT_OFF = "cut_off"
    """The reply began and did not come to its own end."""
    PAUSED = "paused"
    """It failed several times in a row and is left alone for a while; nothing was sent."""
    FAILED = "failed"
    """Anything else: an error of the server, or something that is no reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that went wrong; it holds nothing that a server or a library said."""

    failure: Failure
    status: int | None = None
    """The HTTP status, where there was one."""
    again: bool = False
    """Whether the same request may do better in a moment."""
    wait: float | None = None
    """Seconds that the server asked to be left alone."""
    seconds: float = 0.0
    """If paused: for so many seconds yet."""
