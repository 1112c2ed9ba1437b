"""The mains in the sound: 50 Hz and its first harmonics, which stay where they are while voices and tunes move.

In windows of one or two seconds (Hann, half overlapped) the power around 50, 100 and 150 Hz is held against
the median of the bins 5 to 20 Hz away on either side. What a harmonic has in nearly every window of the
quieter half is hum: it goes on in the pauses, where a voice does not cover it. A bass voice or a note of music fills
the neighbours too, or is gone in the next window.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from agent.measure.samples import FULL_SCALE, Samples

HARMONICS_HZ = (50, 100, 150)

_LONGEST_S = 2
_FEWEST = 6
"""Longer windows tell a tone better from what is beside it, but a short sound must have several all the same."""
_WIDTH_HZ = 1
_NEAREST_HZ, _FARTHEST_HZ = 5, 20
_DRIFT = 0.006
"""How far the mains may be off (0.2 Hz in 50), and a bin's width."""
_LASTING = 0.2
"""The quantile over the windows: a harmonic that is missing in more of them than this is no hum."""
_AUDIBLE_DB = 10.0
_NOTHING = 1e-12


class Hum(Struct, frozen=True, kw_only=True):
    """How far the strongest harmonic stands out, and the level of all that stand out; None when nothing can be told."""

    prominence_db: float | None = None
    level_dbfs: float | None = None


def hum(samples: Samples, *, rate_hz: int) -> Hum:
    """Return the lasting comb of the mains; at least a second of sound is needed."""
    seconds = min(samples.size // (_FEWEST * rate_hz) + 1, samples.size // rate_hz, _LONGEST_S)
    if seconds == 0 or rate_hz < 2 * (HARMONICS_HZ[-1] + _FARTHEST_HZ):
        return Hum()
    window = seconds * rate_hz
    power = _power(np.lib.stride_tricks.sliding_window_view(samples, window)[:: window // 2])
    combs = [_harmonic(power, hz, bins=seconds) for hz in HARMONICS_HZ]
    prominence = [float(np.quantile(10 * np.log10(peak / around), _LASTING)) for peak, around in combs]
    level = sum(
        float(np.median(peak))
        for (peak, _), db in zip(combs, prominence, strict=True)
        if db >= min(_AUDIBLE_DB, max(prominence))
    )
    return Hum(prominence_db=max(prominence), level_dbfs=10 * float(np.log10(level)))


def _power(pieces: NDArray[np.int16]) -> NDArray[np.float64]:
    """Return the power of each bin so that those around a sine sum up to its mean square."""
    taper = np.hanning(pieces.shape[1])
    spectra = np.array([np.abs(np.fft.rfft(piece / FULL_SCALE * taper)[:512]) for piece in pieces])
    return np.asarray(2 * np.square(spectra) / (pieces.shape[1] * np.sum(np.square(taper))) + _NOTHING)


def _harmonic(power: NDArray[np.float64], hz: int, *, bins: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the power at the harmonic and what its neighbours lead one to expect, in the quieter half of the windows.

    There are `bins` to a hertz.
    """
    at = power[:, (hz - _WIDTH_HZ) * bins : (hz + _WIDTH_HZ) * bins + 1]
    below = power[:, (hz - _FARTHEST_HZ) * bins : (hz - _NEAREST_HZ) * bins + 1]
    above = power[:, (hz + _NEAREST_HZ) * bins : (hz + _FARTHEST_HZ) * bins + 1]
    around = np.median(np.concatenate([below, above], axis=1), axis=1) * at.shape[1]
    peak = np.where(_peaks_at(power, hz, bins=bins), at.sum(axis=1), around)
    quieter = around <= np.median(around)
    return peak[quieter], around[quieter]


def _peaks_at(power: NDArray[np.float64], hz: int, *, bins: int) -> NDArray[np.bool_]:
    """Is the strongest bin nearby the harmonic itself? The mains keep to it; a note beside them does not."""
    nearest = _NEAREST_HZ * bins
    nearby = power[:, hz * bins - nearest : hz * bins + nearest + 1]
    return np.asarray(np.abs(nearby.argmax(axis=1) - nearest) <= round(hz * _DRIFT * bins))
