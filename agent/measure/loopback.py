"""Was the test tone heard, how late, and in which bands.

Each sweep is looked for by the generalised cross-correlation with phase transform (Knapp and Carter, "The
generalized correlation method for estimation of time delay", IEEE Trans. ASSP 24(4):320, 1976), which weighs every
frequency alike: speech in the room fills the low ones only. An echo is a peak whose distance from the begin is the
delay. Without an echo the second best of the three sweeps was at most 8.4 times the median, in 48 stretches of
noise, speech and music; with one 25 dB below speech it was at least 19, with one 35 dB below at least 7. A single
sweep's best was 15 at most without an echo, and 62 at least with a good one, somebody speaking in both.

The transform knows no loudness: a tone that is 45 dB too low is found as surely as a loud one. How loud it came is
told by the matched filter, whose peak over the sweep's own energy is the amplitude of the direct sound.
"""

import itertools
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from agent.measure import chirp
from agent.measure.chirp import Signal
from agent.measure.samples import FULL_SCALE, Samples

_EARLIEST_S, _LATEST_S = -0.1, 1.0
"""Where an echo is looked for: the clocks of two devices may disagree by a little."""
_BESIDE_S = 0.002
_NOTHING = 1e-12
_NOTHING_DB = -96.0


class Sweep(Struct, frozen=True, kw_only=True):
    """How one sweep was heard: at its best place, whether or not that is an echo."""

    peak_to_median: float
    lag_s: float
    snr_db: tuple[float, ...]
    """For each band, the filter's peak there over its own noise."""
    level_dbfs: float
    """The sweep's root mean square as it came, over full scale."""


class Loopback(Struct, frozen=True, kw_only=True):
    """What three sweeps gave together."""

    sweeps: tuple[Sweep, ...] = ()
    ambient_dbfs: float | None = None
    """The room before the first sweep; None when nothing at all was heard."""

    @property
    def peak_to_median(self) -> float | None:
        """The second best of the three: one may drown."""
        ratios = sorted((sweep.peak_to_median for sweep in self.sweeps), reverse=True)
        return ratios[min(1, len(ratios) - 1)] if ratios else None

    @property
    def best_peak(self) -> float | None:
        """The best of the three."""
        return max((sweep.peak_to_median for sweep in self.sweeps), default=None)

    def heard(self, *, peak_to_median: float) -> list[Sweep]:
        """Return the sweeps that stand out at least so far."""
        return [sweep for sweep in self.sweeps if sweep.peak_to_median >= peak_to_median]

    def snr_db(self, band: int) -> float | None:
        """Return the median of the sweeps' signal to noise in a band."""
        return float(np.median([sweep.snr_db[band] for sweep in self.sweeps])) if self.sweeps else None


def level_dbfs(sweeps: Sequence[Sweep]) -> float | None:
    """Return how loud the tone came: the median of the sweeps that were heard."""
    return float(np.median([sweep.level_dbfs for sweep in sweeps])) if sweeps else None


def steadiest(sweeps: Sequence[Sweep]) -> tuple[float, float] | None:
    """Return delay and disagreement (s) of the two sweeps that agree best: the third may have been cut in two."""
    lags = sorted(sweep.lag_s for sweep in sweeps)
    pairs = [(after - before, before) for before, after in itertools.pairwise(lags)]
    if not pairs:
        return None
    spread, first = min(pairs)
    return first + spread / 2, spread


def hear(samples: Samples, *, rate_hz: int, begins_s: Sequence[float]) -> Loopback:
    """Look for the sweeps in a recording; `begins_s` says how far into it each of them left the speaker."""
    heard = samples / FULL_SCALE
    once = chirp.sweep(rate_hz=rate_hz)
    found = [_sweep(_part(heard, begin_s, rate_hz=rate_hz), once, rate_hz=rate_hz) for begin_s in begins_s]
    quiet = heard[: max(round(min(begins_s, default=0.0) * rate_hz), 0)]
    return Loopback(sweeps=tuple(each for each in found if each is not None), ambient_dbfs=_ambient(quiet))


def _part(heard: Signal, begin_s: float, *, rate_hz: int) -> Signal:
    """Return the stretch in which a sweep that began then can be heard, with silence where nothing was recorded."""
    first = round((begin_s + _EARLIEST_S) * rate_hz)
    length = round((_LATEST_S - _EARLIEST_S + chirp.SWEEP_S) * rate_hz)
    part = np.zeros(length)
    within = heard[max(first, 0) : max(first + length, 0)]
    part[max(-first, 0) : max(-first, 0) + within.size] = within[: max(length + min(first, 0), 0)]
    return part


def _sweep(part: Signal, once: Signal, *, rate_hz: int) -> Sweep | None:
    if not part.any():
        return None
    output = _correlated(part, once, rate_hz=rate_hz)
    peak = int(output.argmax())
    bands = [_cut(once, *chirp.span_s(*band), rate_hz=rate_hz) for band in chirp.BANDS_HZ]
    return Sweep(
        peak_to_median=float(output[peak] / max(float(np.median(output)), _NOTHING)),
        lag_s=peak / rate_hz + _EARLIEST_S,
        snr_db=tuple(_snr_db(_filtered(part, band), peak, rate_hz=rate_hz) for band in bands),
        level_dbfs=_level_dbfs(_filtered(part, once), peak, once=once, rate_hz=rate_hz),
    )


def _correlated(part: Signal, once: Signal, *, rate_hz: int) -> Signal:
    """Return the envelope of the phase transform's output for every lag, over the sweep's own frequencies."""
    product = _product(part, once)
    hz = np.arange(product.size) * rate_hz / product.size
    product[(hz < chirp.LOWEST_HZ) | (hz > chirp.HIGHEST_HZ)] = 0
    return _envelope(product / np.maximum(np.abs(product), _NOTHING), part.size - once.size)


def _filtered(part: Signal, template: Signal) -> Signal:
    """Return the envelope of the matched filter's output for every lag."""
    return _envelope(_product(part, template), part.size - template.size)


def _product(part: Signal, template: Signal) -> NDArray[np.complex128]:
    """Return the cross spectrum, of which only the positive frequencies are kept: its transform is the envelope."""
    size = 1 << (part.size + template.size - 1).bit_length()
    product = np.fft.fft(part, size) * np.conj(np.fft.fft(template, size))
    product[size // 2 :] = 0
    return np.asarray(product)


def _envelope(product: NDArray[np.complex128], lags: int) -> Signal:
    return np.asarray(np.abs(np.fft.ifft(product)[:lags]))


def _cut(once: Signal, begin_s: float, end_s: float, *, rate_hz: int) -> Signal:
    part = np.zeros_like(once)
    span = slice(round(begin_s * rate_hz), round(end_s * rate_hz))
    part[span] = once[span]
    return part


def _snr_db(output: Signal, at: int, *, rate_hz: int) -> float:
    noise = float(np.median(output))
    return 20 * float(np.log10(max(_near(output, at, rate_hz=rate_hz), _NOTHING) / max(noise, _NOTHING)))


def _level_dbfs(output: Signal, at: int, *, once: Signal, rate_hz: int) -> float:
    """Return the level of the sweep whose filter peaks so: a sweep as it is sent peaks at its own energy."""
    # The envelope is of the positive frequencies alone, which is half of it.
    amplitude = 2 * _near(output, at, rate_hz=rate_hz) / float(np.sum(np.square(once)))
    return 20 * float(np.log10(max(amplitude / np.sqrt(2), _NOTHING)))


def _near(output: Signal, at: int, *, rate_hz: int) -> float:
    beside = round(_BESIDE_S * rate_hz)
    return float(np.max(output[max(at - beside, 0) : at + beside + 1]))


def _ambient(quiet: Signal) -> float | None:
    power = float(np.var(quiet)) if quiet.size else 0.0
    return max(10 * float(np.log10(power)), _NOTHING_DB) if power > 0 else None
