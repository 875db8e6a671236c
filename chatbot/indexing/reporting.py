"""How a long piece of work says how far it has come."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Hears how much is done, of how much."""

Reporter = Callable[[str, int, int], None]
"""Hears the stage, and how much of it is done, of how much."""
