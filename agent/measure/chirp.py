"""The test tone: an exponential sweep, three times, and what an echo of it looks like.

Each octave lasts equally long, so every band gets the same energy and a matched filter finds the sweep far below
speech (Farina, "Simultaneous measurement of impulse response and distortion with a swept-sine technique", AES
108th Convention, 2000). A part of the sweep is a part of the band: filtering with it alone tells how well that
band came through.
"""

import numpy as np
from numpy.typing import NDArray

from agent.measure.samples import FULL_SCALE, Samples

LOWEST_HZ, HIGHEST_HZ = 300.0, 7000.0
BANDS_HZ = ((300.0, 1000.0), (1000.0, 3000.0), (3000.0, 7000.0))
TIMES = 3
SWEEP_S = 1.0
PAUSE_S = 0.5
"""Before, between and after: the room is heard in it, and a late echo fits in."""

_FADE_S = 0.01
Signal = NDArray[np.float64]


def sweep(*, rate_hz: int) -> Signal:
    """Return one sweep from 300 to 7000 Hz in a second, peak 1, faded in and out for 10 ms."""
    at = np.arange(round(SWEEP_S * rate_hz)) / rate_hz
    growth = np.log(HIGHEST_HZ / LOWEST_HZ) / SWEEP_S
    swept = np.sin(2 * np.pi * LOWEST_HZ / growth * (np.exp(growth * at) - 1))
    return np.asarray(swept * np.clip(np.minimum(at, SWEEP_S - at) / _FADE_S, 0, 1))


def tone(*, rate_hz: int, level_dbfs: float) -> Samples:
    """Return the three sweeps with their pauses; the level is the sweep's root mean square over full scale."""
    peak = np.sqrt(2) * 10 ** (level_dbfs / 20) * FULL_SCALE
    once = np.concatenate([sweep(rate_hz=rate_hz) * peak, np.zeros(round(PAUSE_S * rate_hz))])
    played = np.concatenate([np.zeros(round(PAUSE_S * rate_hz)), *([once] * TIMES)])
    return np.asarray(np.clip(played, -FULL_SCALE, FULL_SCALE - 1), dtype=np.int16)


def begins_s() -> tuple[float, ...]:
    """Return when each sweep begins, counted from the tone's own begin."""
    return tuple(PAUSE_S + number * (SWEEP_S + PAUSE_S) for number in range(TIMES))


def span_s(lowest_hz: float, highest_hz: float) -> tuple[float, float]:
    """Return from when until when the sweep is within a band."""
    growth = np.log(HIGHEST_HZ / LOWEST_HZ) / SWEEP_S
    return float(np.log(lowest_hz / LOWEST_HZ) / growth), float(np.log(highest_hz / LOWEST_HZ) / growth)
