"""One measured figure with its bound, and the machine that it was measured on."""

import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from chatbot.version import __version__

PROJECT = Path(__file__).resolve().parent.parent
_PACKAGES = (
    "bm25s", "chromadb", "gradio", "numpy", "onnxruntime", "pydantic", "sentence-transformers",
    "tokenizers", "torch", "transformers",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. `met` is None where no bound is set."""

    group: str
    name: str
    value: float | str
    unit: str = ""
    bound: str = ""
    met: bool | None = None
    samples: tuple[float, ...] = ()
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the bound is met, in a word."""
        return {True: "met", False: "missed", None: ""}[self.met]

    @property
    def shown(self) -> str:
        """The value with its unit."""
        value = f"{self.value:,.4g}" if isinstance(self.value, float) else self.value
        return f"{value} {self.unit}".strip()

    @property
    def remark(self) -> str:
        """The note, after the range of the samples if there are any."""
        if not self.samples:
            return self.note
        low, high = min(self.samples), max(self.samples)
        spread = f"median of {len(self.samples)}, {low:.4g} to {high:.4g}"
        return f"{spread}; {self.note}" if self.note else spread


def median_at_most(
    group: str, name: str, samples: Sequence[float], limit: float, unit: str, note: str = ""
) -> Figure:
    """Return the median of `samples` as a figure that should not exceed `limit`."""
    value = float(statistics.median(samples))
    return Figure(
        group=group,
        name=name,
        value=value,
        unit=unit,
        bound=f"<= {limit:g} {unit}",
        met=value <= limit,
        samples=tuple(round(sample, 4) for sample in samples),
        note=note,
    )


def percentile_at_most(
    group: str, name: str, samples: Sequence[float], percent: int, limit: float, note: str
) -> Figure:
    """Return a percentile of milliseconds as a figure that should not exceed `limit`."""
    value = float(np.percentile(samples, percent))
    return Figure(
        group=group,
        name=f"{name}p{percent}",
        value=value,
        unit="ms",
        bound=f"<= {limit:g} ms",
        met=value <= limit,
        note=note,
    )


def machine() -> dict[str, str]:
    """Return what the figures depend on besides the code."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "chatbot": __version__,
        "cpu": _cpu(),
        "cores": str(os.cpu_count()),
        "load at start": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def _commit() -> str:
    """Return the commit, with "+ changes" if the tree differs from it, or "none"."""
    found = _git("rev-parse", "--short=12", "HEAD")
    if not found:
        return "none"
    return f"{found} + changes" if _git("status", "--porcelain") else found


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
