"""Figures -> inline SVG, coloured by the classes of `assets/report.css`.

Every function returns markup that is safe to insert: it is made of numbers and fixed words.
"""

from collections.abc import Sequence

import numpy as np

_WIDTH, _HEIGHT = 360, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 12, 18, 36
_BINS = 24


def interval_bar(value: float, low: float | None, high: float | None, most: float) -> str:
    """Draw `value` as a tick and its interval as a bar, on a scale from 0 to `most`."""
    at = [0.0 if edge is None else 100 * edge / (most or 1) for edge in (value, low, high)]
    band = ""
    if low is not None and high is not None:
        band = f'<rect class="band" x="{at[1]:.2f}" y="4" width="{at[2] - at[1]:.2f}" height="8"/>'
    tick = f'<rect class="tick" x="{min(max(at[0] - 0.75, 0), 98.5):.2f}" width="1.5" height="16"/>'
    rail = '<rect class="rail" y="7" width="100" height="2"/>'
    return _bar(rail + band + tick, 16)


def share_bars(shares: Sequence[tuple[str, float | None]]) -> str:
    """Draw shares (0 to 1) below each other, each in the colour of its class; None as a gap."""
    height = 14 if len(shares) == 1 else 9
    drawn = []
    for row, (style, share) in enumerate(shares):
        top = row * (height + 2)
        drawn.append(f'<rect class="rail" y="{top}" width="100" height="{height}"/>')
        if share is not None:
            drawn.append(
                f'<rect class="{style}" y="{top}" width="{100 * share:.2f}" height="{height}"/>'
            )
    return _bar("".join(drawn), len(shares) * (height + 2) - 2)


def stacked_bar(counts: Sequence[tuple[str, int]]) -> str:
    """Draw `counts` as parts of one bar, each in the colour of its class."""
    total, x, drawn = sum(count for _, count in counts) or 1, 0.0, []
    for style, count in counts:
        width = 100 * count / total
        drawn.append(f'<rect class="{style}" x="{x:.3f}" width="{width:.3f}" height="20"/>')
        x += width
    return _bar("".join(drawn), 20)


def coverage_chart(
    curve: Sequence[Sequence[float]], as_run: tuple[float, float] | None, label: str
) -> str:
    """Draw conditional accuracy over coverage, and the point at which the run answered."""
    points = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y, _ in curve)
    first, last = _x(curve[0][0]), _x(curve[-1][0])
    floor = _y(0)
    parts = [
        _frame("coverage", "accuracy"),
        f'<polygon class="wash" points="{first:.1f},{floor} {points} {last:.1f},{floor}"/>',
        f'<polyline class="curve" points="{points}"/>',
    ]
    if as_run is not None:
        x, y = _x(as_run[0]), _y(as_run[1])
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="5"/>')
        parts.append(f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">as run</text>')
    return _chart("".join(parts), label)


def latency_chart(seconds: Sequence[float], p50: float, p95: float, label: str) -> str:
    """Draw how many answers took how long; the last bar holds all beyond three times p95."""
    longest = max(seconds)
    most = min(longest, 3 * p95) or 1.0
    counts, _ = np.histogram(np.minimum(seconds, most), bins=_BINS, range=(0, most))
    highest = int(counts.max())
    step = (_x(1) - _x(0)) / _BINS
    bars = [
        f'<rect class="bin" x="{_x(0) + n * step + 0.5:.1f}" y="{_y(count / highest):.1f}" '
        f'width="{step - 1:.1f}" height="{_y(0) - _y(count / highest):.1f}"/>'
        for n, count in enumerate(counts)
    ]
    beyond = "≥ " if longest > most else ""
    parts = [
        *(_y_mark(share, str(round(highest * share))) for share in _steps(highest)),
        *bars,
        _at_line(p50 / most, "p50", "end"),
        _at_line(p95 / most, "p95", "start"),
        _x_mark(0, "0"),
        _x_mark(0.5, f"{500 * most:.0f}"),
        _x_mark(1, f"{beyond}{1000 * most:.0f} ms"),
    ]
    return _chart("".join(parts), label)


def _steps(highest: int) -> list[float]:
    return [0, 0.5, 1] if highest > 1 else [0, 1]


def _bar(content: str, height: int) -> str:
    return (
        f'<svg class="bar" viewBox="0 0 100 {height}" height="{height}" '
        f'preserveAspectRatio="none" aria-hidden="true">{content}</svg>'
    )


def _chart(content: str, label: str) -> str:
    """Wrap `content`; `label` must be made of numbers and fixed words."""
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">'
        f"{content}</svg>"
    )


def _frame(x_name: str, y_name: str) -> str:
    shares = (0, 0.25, 0.5, 0.75, 1)
    marks = [_y_mark(share, f"{share:.2g}") for share in shares]
    marks += [_x_mark(share, f"{share:.2g}") for share in shares]
    middle, centre = (_x(0) + _x(1)) / 2, (_y(0) + _y(1)) / 2
    names = (
        f'<text x="{middle:.0f}" y="{_HEIGHT - 4}" text-anchor="middle">{x_name}</text>'
        f'<text transform="translate(10 {centre:.0f}) rotate(-90)" text-anchor="middle">'
        f"{y_name}</text>"
    )
    return "".join(marks) + names


def _y_mark(share: float, label: str) -> str:
    y = _y(share)
    return (
        f'<line class="grid" x1="{_x(0)}" x2="{_x(1)}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{_x(0) - 5}" y="{y + 3.5:.1f}" text-anchor="end">{label}</text>'
    )


def _x_mark(share: float, label: str) -> str:
    anchor = "end" if share == 1 else "middle"
    return f'<text x="{_x(share):.1f}" y="{_y(0) + 14}" text-anchor="{anchor}">{label}</text>'


def _at_line(share: float, label: str, anchor: str) -> str:
    x = _x(min(share, 1))
    aside = 6 if anchor == "end" else -6
    return (
        f'<line class="at" x1="{x:.1f}" x2="{x:.1f}" y1="{_y(1)}" y2="{_y(0)}"/>'
        f'<text x="{x + aside:.1f}" y="{_y(1) - 6}" text-anchor="{anchor}">{label}</text>'
    )


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)
