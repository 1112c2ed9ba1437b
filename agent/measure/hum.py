"""The mains in the sound: 50 Hz and its first harmonics, which stay where they are while voices and tunes move.

For each second (Hann window, half overlapped) the power of the three bins at 50, 100 and 150 Hz is held against
the median of the bins 5 to 20 Hz away on either side. What a harmonic has in nearly every second is hum: a bass
voice or a note of music fills the neighbours too, or is gone in the next second.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from agent.measure.samples import FULL_SCALE, Samples

HARMONICS_HZ = (50, 100, 150)

_WINDOW_S = 1.0
_WIDTH_BINS = 1
_NEAREST_HZ, _FARTHEST_HZ = 5, 20
_DRIFT = 0.006
"""How far the mains may be off (0.2 Hz), and half a bin's width at the third harmonic."""
_LASTING = 0.2
"""The quantile over the seconds: a harmonic that is missing in more of them than this is no hum."""
_AUDIBLE_DB = 10.0
_NOTHING = 1e-12


class Hum(Struct, frozen=True, kw_only=True):
    """How far the strongest harmonic stands out, and the level of all that stand out; None when nothing can be told."""

    prominence_db: float | None = None
    level_dbfs: float | None = None


def hum(samples: Samples, *, rate_hz: int) -> Hum:
    """Return the lasting comb of the mains; at least a second of sound is needed."""
    window = round(_WINDOW_S * rate_hz)
    if samples.size < window or rate_hz < 2 * (HARMONICS_HZ[-1] + _FARTHEST_HZ):
        return Hum()
    pieces = np.lib.stride_tricks.sliding_window_view(samples, window)[:: window // 2]
    power = _power(pieces)
    combs = [_harmonic(power, hz) for hz in HARMONICS_HZ]
    prominence = [float(np.quantile(10 * np.log10(peak / around), _LASTING)) for peak, around in combs]
    level = sum(
        float(np.quantile(peak, _LASTING))
        for (peak, _), db in zip(combs, prominence, strict=True)
        if db >= min(_AUDIBLE_DB, max(prominence))
    )
    return Hum(prominence_db=max(prominence), level_dbfs=10 * float(np.log10(level)))


def _power(pieces: NDArray[np.int16]) -> NDArray[np.float64]:
    """Return the power of each bin (1 Hz apart) so that the three around a sine sum up to its mean square."""
    taper = np.hanning(pieces.shape[1])
    spectra = np.array([np.abs(np.fft.rfft(piece / FULL_SCALE * taper)[:256]) for piece in pieces])
    return np.asarray(2 * np.square(spectra) / (pieces.shape[1] * np.sum(np.square(taper))) + _NOTHING)


def _harmonic(power: NDArray[np.float64], hz: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each second the power at the harmonic, and what its neighbours lead one to expect there."""
    at = power[:, hz - _WIDTH_BINS : hz + _WIDTH_BINS + 1]
    below = power[:, hz - _FARTHEST_HZ : hz - _NEAREST_HZ + 1]
    above = power[:, hz + _NEAREST_HZ : hz + _FARTHEST_HZ + 1]
    around = np.median(np.concatenate([below, above], axis=1), axis=1) * at.shape[1]
    return np.where(_peaks_at(power, hz), at.sum(axis=1), around), around


def _peaks_at(power: NDArray[np.float64], hz: int) -> NDArray[np.bool_]:
    """Is the strongest bin nearby the harmonic itself? The mains keep to it; a note beside them does not."""
    nearby = power[:, hz - _NEAREST_HZ : hz + _NEAREST_HZ + 1]
    return np.asarray(np.abs(nearby.argmax(axis=1) - _NEAREST_HZ) <= round(hz * _DRIFT))
