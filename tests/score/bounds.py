"""How far a rate can be believed: Wilson's 95 % interval for looks that come in clips.

Looks at one clip resemble each other, so they are not independent. The variance of the rate is taken between the
clips (the ratio estimator: Cochran, Sampling Techniques, 3rd ed., 1977, chapter 6) and turned into the number of
independent looks that would have the same variance; Wilson's interval (JASA 22:209, 1927) is drawn for that number.
Where every look agrees there is no variance to learn from: then each clip counts as one look.
"""

from collections.abc import Sequence
from math import sqrt

from msgspec import Struct

_Z_95 = 1.959964


class Rate(Struct, frozen=True, kw_only=True):
    """A share of looks with its 95 % bounds; `share` is None when nobody looked."""

    share: float | None
    low: float = 0.0
    high: float = 1.0


def clustered_rate(clips: Sequence[tuple[int, int]]) -> Rate:
    """Return the rate of (hits, looks) of each clip."""
    looked = [(hits, looks) for hits, looks in clips if looks > 0]
    total = sum(looks for _, looks in looked)
    if total == 0:
        return Rate(share=None)
    share = sum(hits for hits, _ in looked) / total
    low, high = wilson(share, _independent_looks(looked, share=share, total=total))
    return Rate(share=share, low=low, high=high)


def wilson(share: float, looks: float) -> tuple[float, float]:
    """Return the bounds of a rate seen in this many independent looks."""
    squared = _Z_95**2
    middle = (share + squared / (2 * looks)) / (1 + squared / looks)
    half = _Z_95 / (1 + squared / looks) * sqrt(share * (1 - share) / looks + squared / (4 * looks**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def _independent_looks(looked: Sequence[tuple[int, int]], *, share: float, total: int) -> float:
    count = len(looked)
    scatter = sum((hits - share * looks) ** 2 for hits, looks in looked)
    if count < 2 or scatter == 0 or not 0 < share < 1:
        return float(count)
    variance = count / (count - 1) * scatter / total**2
    return min(max(share * (1 - share) / variance, 1.0), float(total))
