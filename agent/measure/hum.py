"""The mains in the sound: 50 Hz and its first harmonics, which stay where they are while voices and tunes move.

What is below 800 Hz is kept of the quieter half of the time, in blocks of 0.1 s that are faded in and out: hum goes on
in the pauses, where a voice does not cover it. Of all of that together one spectrum is taken (Hann). A line of the
mains keeps its phase from one pause to the next and so gathers into a bin or two, while noise spreads over all of
them: ten seconds tell a line from what is beside it 6 dB better than windows of two. A line is held against the median
of the bins 4 to 20 Hz away on either side, and must be the strongest within 5 Hz: a bass voice or a note of music is
elsewhere.

A single line may be a note all the same. Without hum the strongest of 50, 100 and 150 Hz stood out by 19 dB at most in
500 looks, the second best of six by 14; with a hum that is just heard by 20 and 11 at least, and one of the two was
always clear.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from agent.measure.samples import FULL_SCALE, Samples

HARMONICS_HZ = (50, 100, 150, 200, 250, 300)

_STRONGEST = 3
"""Among so many of the first harmonics is the strongest of any hum."""
_ALONE_DB = 5.0
"""So much clearer must one line be that stands alone."""
_LOWEST_HZ, _ENOUGH_HZ = 30, 1600
_BLOCK_S = 0.1
_WIDTH_HZ = 0.35
_DRIFT = 0.005
"""How far the mains may be off: 0.2 Hz in 50, and a bin's width."""
_BESIDE_HZ, _FARTHEST_HZ, _ALONE_HZ = 4, 20, 5
_NOTHING = 10 ** (-110 / 10)
_MEDIAN = float(np.log(2))
"""The median of noise in a bin, over its mean."""

Signal = NDArray[np.float64]


class Hum(Struct, frozen=True, kw_only=True):
    """How far the mains stand out, and the level of all lines that do; None when nothing can be told."""

    prominence_db: float | None = None
    level_dbfs: float | None = None


def hum(samples: Samples, *, rate_hz: int) -> Hum:
    """Return the lasting comb of the mains; at least a second of sound is needed."""
    seconds = samples.size // rate_hz
    if seconds == 0:
        return Hum()
    low = _below(samples[: seconds * rate_hz] / FULL_SCALE, seconds=seconds, rate_hz=rate_hz)
    power = _lines(low, _quiet(low))
    found = [_line(power, hz, seconds=seconds) for hz in HARMONICS_HZ]
    clear_db = [10 * float(np.log10(line / around)) for line, around in found]
    prominence_db = max(max(clear_db[:_STRONGEST]) - _ALONE_DB, sorted(clear_db)[-2])
    level = sum(line for (line, _), db in zip(found, clear_db, strict=True) if db >= min(prominence_db, max(clear_db)))
    return Hum(prominence_db=prominence_db, level_dbfs=10 * float(np.log10(level)))


def _below(signal: Signal, *, seconds: int, rate_hz: int) -> Signal:
    """Return what is between 30 and 800 Hz, at 1600 samples a second."""
    spectrum = np.fft.rfft(signal)[: _ENOUGH_HZ // 2 * seconds + 1]
    spectrum[: _LOWEST_HZ * seconds] = 0
    return np.asarray(np.fft.irfft(spectrum, _ENOUGH_HZ * seconds) * (_ENOUGH_HZ / rate_hz))


def _quiet(low: Signal) -> Signal:
    """Return 1 in the quieter half of the blocks and 0 in the others, faded, under one Hann window."""
    block = round(_BLOCK_S * _ENOUGH_HZ)
    powers = np.square(low[: low.size // block * block].reshape(-1, block)).mean(axis=1)
    chosen = np.repeat(powers <= np.median(powers), block).astype(np.float64)
    chosen = np.pad(chosen, (0, low.size - chosen.size))
    fade = np.hanning(block // 2 + 2)[1:-1]
    return np.asarray(np.convolve(chosen, fade / fade.sum(), mode="same") * np.hanning(low.size))


def _lines(signal: Signal, weights: Signal) -> Signal:
    """Return the power of each bin so that a sine's is its mean square."""
    spectrum = np.abs(np.fft.rfft(signal * weights))
    return np.asarray(2 * np.square(spectrum) / max(float(np.sum(weights)) ** 2, 1.0))


def _line(power: Signal, hz: int, *, seconds: int) -> tuple[float, float]:
    """Return the strongest bin at a harmonic, and what the noise around it comes to; there are `seconds` to a hertz.

    Where something else nearby is stronger there is no line.
    """

    def within(lowest_hz: float, highest_hz: float) -> Signal:
        return power[round(lowest_hz * seconds) : round(highest_hz * seconds) + 1]

    off_hz = max(_WIDTH_HZ, hz * _DRIFT)
    line = float(within(hz - off_hz, hz + off_hz).max())
    sides = (within(hz - _FARTHEST_HZ, hz - _BESIDE_HZ), within(hz + _BESIDE_HZ, hz + _FARTHEST_HZ))
    around = max(float(np.median(np.concatenate(sides))) / _MEDIAN, _NOTHING)
    is_strongest = line >= float(within(hz - _ALONE_HZ, hz + _ALONE_HZ).max())
    return (max(line, around) if is_strongest else around), around
