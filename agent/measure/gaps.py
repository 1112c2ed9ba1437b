"""Time that is missing between the blocks of a recording, by the times at which the device took them."""

from collections.abc import Sequence

import numpy as np

_SHORTEST_S = 0.03
"""Shorter steps are the clock's own unsteadiness."""
_AROUND = 5


def lost_between(times_s: Sequence[float], sizes: Sequence[int], *, rate_hz: int) -> tuple[float, ...]:
    """Return the seconds that were lost at each gap: the clock went on by more than the samples, and stays ahead.

    `times_s[i]` is when the first of the `sizes[i]` samples of a block was taken. A block whose time alone is late
    is no gap, so the medians of five blocks before and after are compared.
    """
    if len(times_s) < 2:
        return ()
    counted = np.concatenate(([0], np.cumsum(sizes)[:-1])) / rate_hz
    ahead = np.asarray(times_s) - counted
    gaps: list[float] = []
    at = 1
    while at < len(ahead):
        before, after = ahead[max(at - _AROUND, 0) : at], ahead[at : at + _AROUND]
        step = float(np.median(after) - np.median(before))
        if ahead[at] - ahead[at - 1] >= _SHORTEST_S and step >= _SHORTEST_S:
            gaps.append(step)
        at += 1
    return tuple(gaps)
