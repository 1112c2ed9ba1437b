"""What goes on all the time, whoever speaks: the steady noise of the room, of the device and of the mains.

For each frequency the power that a tenth of the time does not exceed, summed up over all of them (after Martin, "Noise
power spectral density estimation based on optimal smoothing and minimum statistics", IEEE Trans. SAP 9(5):504, 2001). A
voice that never pauses leaves each single frequency now and then, so it is not taken for noise. In steady noise a
tenth of the time lies 8 dB below half of it; in music and speech the distance is greater.
"""

import numpy as np
from msgspec import Struct

from agent.measure.samples import FULL_SCALE, Samples

_FRAME_S = 0.04
_FEWEST = 20
_QUIETEST = 0.1
_SHARE = float(-np.log(1 - _QUIETEST))
"""The quietest tenth of a bin of noise, over its mean: its power is distributed exponentially."""
_DIGITAL_SILENCE = 10 ** (-96 / 10)


class Noise(Struct, frozen=True, kw_only=True):
    """Its level, no lower than -96 dBFS, and how far its median is above its quietest tenth; None for too little."""

    level_dbfs: float | None = None
    swing_db: float | None = None


def noise(samples: Samples, *, rate_hz: int) -> Noise:
    """Return the steady noise; half a second of sound is needed."""
    size = round(_FRAME_S * rate_hz)
    if samples.size < size * (_FEWEST + 1) // 2:
        return Noise()
    frames = np.lib.stride_tricks.sliding_window_view(samples / FULL_SCALE, size)[:: size // 2]
    taper = np.hanning(size)
    # Without each frame's mean: a constant offset is no noise.
    centred = frames - frames.mean(axis=1, keepdims=True)
    power = 2 * np.square(np.abs(np.fft.rfft(centred * taper, axis=1))) / (size * np.sum(np.square(taper)))
    quietest, median = np.quantile(power, (_QUIETEST, 0.5), axis=0)
    level = float(quietest.sum()) / _SHARE
    if level <= _DIGITAL_SILENCE:
        return Noise(level_dbfs=10 * float(np.log10(_DIGITAL_SILENCE)))
    heard = quietest > 0
    swing_db = 10 * np.log10(median[heard] / quietest[heard])
    return Noise(level_dbfs=10 * float(np.log10(level)), swing_db=float(np.average(swing_db, weights=quietest[heard])))
