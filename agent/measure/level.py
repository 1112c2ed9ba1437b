"""How strong a signal is, and whether it is one at all. Samples are 16-bit integers of one channel."""

import numpy as np

from agent.measure.runs import Runs
from agent.measure.samples import FULL_SCALE, Samples


def rms_dbfs(samples: Samples) -> float | None:
    """Return the root mean square level over full scale in dB; None for digital silence or nothing."""
    mean_square = float(np.mean(np.square(samples / FULL_SCALE))) if samples.size else 0.0
    return 10 * float(np.log10(mean_square)) if mean_square > 0 else None


def offset(samples: Samples) -> float:
    """Return the mean as a share of full scale."""
    return float(np.mean(samples)) / FULL_SCALE if samples.size else 0.0


def longest_constant_s(samples: Samples, *, rate_hz: int) -> float:
    """Return the longest time in which every sample is the same, zero or not, give or take the last bit.

    A converter to which nothing comes may toggle its last bit; what a microphone hears, if only a still room, moves
    more. Two neighbouring values fall together when the last bit is dropped, of the samples or of those plus one.
    """
    wide = samples.astype(np.int32)
    return max(float(np.max(Runs.of(each >> 1).lengths, initial=0)) for each in (wide, wide + 1)) / rate_hz
