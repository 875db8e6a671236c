"""Figures -> text for a terminal."""

from typing import Any


def figure_text(value: float | None) -> str:
    """Return a figure, or a dash for what was not judged."""
    return "–" if value is None else f"{value:.4f}"


def around_text(around: dict[str, Any]) -> str:
    """Return an interval, or a dash if there is none."""
    return "–" if around["low"] is None else f"{around['low']:.4f} to {around['high']:.4f}"
