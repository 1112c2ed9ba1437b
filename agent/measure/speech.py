"""Is there speech, and how loud is it while it lasts.

Active speech level: ITU-T Recommendation P.56 (12/2011), method B. An envelope by two exponential averages
(time constant 0.03 s) is held against thresholds a factor of two apart, with a hangover of 0.2 s; the level is
that of the threshold that lies a margin of 15.9 dB below the mean power of the samples above it. 0 dBov is a
square wave at overload, so a full-scale sine has -3.01 dBov.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from agent.measure.samples import FULL_SCALE, Samples
from agent.measure.voicing import band_of_voice, voiced_share

_TIME_CONSTANT_S = 0.03
_HANGOVER_S = 0.2
_MARGIN_DB = 15.9
_THRESHOLDS = 2.0 ** np.arange(-15, 0)

_FRAME_S = 0.02
_FLOOR_DBFS = -80.0
_SWING_DB = 15.0
_SYLLABLES_HZ = (2.0, 10.0)
_SYLLABLES_DB = 2.2
_DEPTH_DB = 25.0
_VOICED = 0.15


class ActiveLevel(Struct, frozen=True, kw_only=True):
    """The level while active, and the share of time that is; None and 0 when nothing reaches the lowest threshold."""

    level_dbov: float | None
    activity: float


def active_level(samples: Samples, *, rate_hz: int) -> ActiveLevel:
    """Return the active speech level of one channel."""
    signal = _without_offset(samples)
    power = float(np.sum(np.square(signal)))
    counts = _active_counts(_envelope(signal, rate_hz=rate_hz), hangover=round(_HANGOVER_S * rate_hz))
    heard = counts > 0
    if not heard.any():
        return ActiveLevel(level_dbov=None, activity=0.0)
    levels = 10 * np.log10(power / counts[heard])
    above = levels - 20 * np.log10(_THRESHOLDS[heard])
    level = _where_margin_is_met(levels, above)
    activity = power / signal.size / 10 ** (level / 10)
    return ActiveLevel(level_dbov=level, activity=min(activity, 1.0))


def has_speech(samples: Samples, *, rate_hz: int) -> bool:
    """Does the level swing as speech does, by 15 dB at least and at the pace of syllables, and is there a voice in it?

    Steady noise and hum do not swing, a door swings once, keys have no pitch. This is a gate for the level, not a
    recogniser: the modulation spectrum of speech peaks near 4 Hz (Houtgast and Steeneken, JASA 77(3):1069, 1985).
    Recordings of speech had 2.7 to 8.9 dB of it between 2 and 10 Hz, noise, hum and clicks 0.1 to 0.7. Much music
    passes: its level is as good as that of speech.
    """
    frame = round(_FRAME_S * rate_hz)
    count = samples.size // frame
    if count * _FRAME_S < 1.0:
        return False
    signal = band_of_voice(_without_offset(samples[: count * frame]), rate_hz=rate_hz)
    levels = 10 * np.log10(np.mean(np.square(signal.reshape(count, frame)), axis=1) + 10 ** (_FLOOR_DBFS / 10))
    # Deeper than the modulation of speech goes there are only pauses, which would drown its pace.
    loud = float(np.quantile(levels, 0.95))
    return (
        loud - float(np.quantile(levels, 0.1)) >= _SWING_DB
        and _syllable_depth_db(np.clip(levels, loud - _DEPTH_DB, loud)) >= _SYLLABLES_DB
        and voiced_share(signal, rate_hz=rate_hz) >= _VOICED
    )


def _without_offset(samples: Samples) -> NDArray[np.float64]:
    """Return the signal, full scale 1, without its mean: a constant offset is no sound."""
    signal = samples / FULL_SCALE
    return np.asarray(signal - signal.mean()) if signal.size else signal


def _envelope(signal: NDArray[np.float64], *, rate_hz: int) -> NDArray[np.float64]:
    keep = float(np.exp(-1 / (_TIME_CONSTANT_S * rate_hz)))
    return _averaged(_averaged(np.abs(signal), keep=keep), keep=keep)


def _averaged(signal: NDArray[np.float64], *, keep: float) -> NDArray[np.float64]:
    """Return y[n] = keep · y[n-1] + (1 - keep) · x[n], in blocks short enough for the powers of `keep`."""
    block = max(int(-20 / np.log(keep)), 1)
    grown = keep ** -np.arange(1, block + 1)
    result = np.empty_like(signal)
    last = 0.0
    for start in range(0, signal.size, block):
        piece = signal[start : start + block]
        powers = grown[: piece.size]
        result[start : start + piece.size] = (last + (1 - keep) * np.cumsum(piece * powers)) / powers
        last = float(result[start + piece.size - 1])
    return result


def _active_counts(envelope: NDArray[np.float64], *, hangover: int) -> NDArray[np.int64]:
    """Return for each threshold how many samples are above it, or were within the hangover."""
    index = np.arange(envelope.size)
    counts = np.zeros(_THRESHOLDS.size, dtype=np.int64)
    for number, threshold in enumerate(_THRESHOLDS):
        last_above = np.maximum.accumulate(np.where(envelope >= threshold, index, -hangover - 1))
        counts[number] = np.count_nonzero(index - last_above <= hangover)
    return counts


def _where_margin_is_met(levels: NDArray[np.float64], above: NDArray[np.float64]) -> float:
    """Interpolate between the two thresholds around the margin; at the ends, the nearest one."""
    crossing = np.flatnonzero(above <= _MARGIN_DB)
    if crossing.size == 0:
        return float(levels[-1])
    upper = int(crossing[0])
    if upper == 0:
        return float(levels[0])
    share = (above[upper - 1] - _MARGIN_DB) / (above[upper - 1] - above[upper])
    return float(levels[upper - 1] + share * (levels[upper] - levels[upper - 1]))


def _syllable_depth_db(levels: NDArray[np.float64]) -> float:
    """Return the standard deviation of the level's modulation at the pace of syllables."""
    spectrum = np.fft.rfft(levels - levels.mean())
    paces = np.fft.rfftfreq(levels.size, _FRAME_S)
    slowest, fastest = _SYLLABLES_HZ
    spectrum[(paces < slowest) | (paces > fastest)] = 0
    return float(np.std(np.fft.irfft(spectrum, levels.size)))
