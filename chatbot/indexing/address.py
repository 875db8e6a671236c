"""A URL and a token -> where a Chroma server is, and what to show it."""

import hashlib
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

_DATABASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,510}[A-Za-z0-9]")
_DEFAULT_PORTS = {"http": 8000, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A database of a Chroma server. The token is no part of what is shown."""

    scheme: str
    host: str
    port: int
    database: str = "default_database"
    token: str = field(default="", repr=False)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}/{self.database}"

    @property
    def key(self) -> str:
        """What names the folder of the copies from here: the same for the same address."""
        return hashlib.sha256(str(self).encode()).hexdigest()[:8]


def parse_address(url: str, token: str = "") -> Address:
    """Read `http://HOST`, `https://HOST:PORT`, `http://HOST:PORT/DATABASE`.

    Without a port it is 8000, that of `chroma run`, or for https 443. Raises `ValueError` if it is
    none of these, or the token cannot stand in a header; neither the URL nor the token is in the
    message.
    """
    expected = "expected http://HOST:PORT or http://HOST:PORT/DATABASE"
    parts = parse_server(url, expected, "a token goes into CHATBOT_CHROMA_TOKEN")
    assert parts.hostname
    database = parts.path.strip("/")
    if database and not _DATABASE.fullmatch(database):
        raise ValueError(
            f"{expected}; a database's name is 3 to 512 letters, digits and ._- (no path)"
        )
    check_token(token)
    return Address(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or _DEFAULT_PORTS[parts.scheme],
        database=database or "default_database",
        token=token,
    )


def parse_server(url: str, expected: str, secret: str) -> SplitResult:
    """Return the parts of the URL of a web server.

    Raises `ValueError` if it is none, in the words `expected`, or holds more than an address; then
    `secret` says where a secret goes. The URL is never in the message.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ValueError(f"{expected} with a port from 1 to 65535") from None
    if not usable:
        raise ValueError(expected)
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError(f"{expected}, nothing else; {secret}")
    return parts


def check_token(token: str) -> None:
    """Raise `ValueError` if `token` cannot stand in a header."""
    if not (token.isascii() and token.isprintable()) or token != token.strip():
        raise ValueError("a token is plain ASCII without spaces around it")
