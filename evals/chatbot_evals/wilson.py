"""Wilson's interval of a share: E. B. Wilson, JASA 22 (1927) 209-212."""

from dataclasses import dataclass
from math import sqrt

_Z = 1.959964  # 97.5 % quantile of the normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`hits` of `n`, with the bounds of the 95 % interval; None of nothing."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return round(self.hits / self.n, 4) if self.n else None

    def interval(self) -> tuple[float, float] | None:
        """Return the bounds of Wilson's interval."""
        if not self.n:
            return None
        share, z2 = self.hits / self.n, _Z**2
        middle = (share + z2 / (2 * self.n)) / (1 + z2 / self.n)
        half = _Z / (1 + z2 / self.n) * sqrt(share * (1 - share) / self.n + z2 / (4 * self.n**2))
        return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)

    def to_dict(self) -> dict[str, float | int | None]:
        """Return the share as it is printed with `--json`."""
        low, high = self.interval() or (None, None)
        return {"value": self.value, "low": low, "high": high, "hits": self.hits, "n": self.n}
