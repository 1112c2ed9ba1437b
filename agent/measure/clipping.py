"""Samples pressed against full scale: a run of them is a peak that was cut off."""

import numpy as np

from agent.measure.runs import Runs
from agent.measure.samples import Samples

SHORTEST_RUN = 6
"""A healthy recording touches full scale with a sample or two; not with six in a row."""

_HIGHEST, _LOWEST = 32766, -32767


def clipped_samples(samples: Samples) -> int:
    """Return how many samples stand in runs of six or more at the same end of full scale."""
    ends = np.where(samples >= _HIGHEST, 1, np.where(samples <= _LOWEST, -1, 0))
    runs = Runs.of(ends)
    return int(runs.lengths[(ends[runs.starts] != 0) & (runs.lengths >= SHORTEST_RUN)].sum())
