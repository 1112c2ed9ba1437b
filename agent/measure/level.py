"""How strong a signal is, and whether it is one at all. Samples are 16-bit integers of one channel."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
FULL_SCALE = 32768.0


def rms_dbfs(samples: Samples) -> float | None:
    """Return the root mean square level over full scale in dB; None for digital silence or nothing."""
    mean_square = float(np.mean(np.square(samples / FULL_SCALE))) if samples.size else 0.0
    return 10 * float(np.log10(mean_square)) if mean_square > 0 else None


def offset(samples: Samples) -> float:
    """Return the mean as a share of full scale."""
    return float(np.mean(samples)) / FULL_SCALE if samples.size else 0.0


def longest_constant_s(samples: Samples, *, rate_hz: int) -> float:
    """Return the longest time in which every sample is the same, zero or not."""
    if samples.size == 0:
        return 0.0
    changes = np.flatnonzero(np.diff(samples)) + 1
    bounds = np.concatenate(([0], changes, [samples.size]))
    return float(np.max(np.diff(bounds))) / rate_hz
