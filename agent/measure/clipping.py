"""Samples pressed against an end of the scale: a run of them is a peak that was cut off."""

import numpy as np

from agent.measure.runs import Runs
from agent.measure.samples import Samples

SHORTEST_S = 0.000125
"""A healthy recording touches full scale with a sample or two; not with six in a row at 48,000 samples a second.

At 16,000 two are as long; good looks there had 0.002 % of such at most.
"""
FEWEST = 2

_NEAR = 1
_LOUD = 3277
"""A tenth of full scale: below it a run at the highest value is only the coarseness of small numbers."""


def clipped_samples(samples: Samples, *, rate_hz: int) -> int:
    """Return how many samples stand in runs of 0.125 ms or more at the recording's highest or lowest value.

    That is full scale, or less where the sound was made softer after it was cut off.
    """
    if samples.size == 0:
        return 0
    highest, lowest = int(samples.max()), int(samples.min())
    at_top = (samples >= highest - _NEAR) & (highest >= _LOUD)
    at_bottom = (samples <= lowest + _NEAR) & (lowest <= -_LOUD)
    ends = np.where(at_top, 1, np.where(at_bottom, -1, 0))
    runs = Runs.of(ends)
    shortest = max(round(SHORTEST_S * rate_hz), FEWEST)
    return int(runs.lengths[(ends[runs.starts] != 0) & (runs.lengths >= shortest)].sum())
