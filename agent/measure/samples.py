"""Whatever an array of samples is, as 16-bit integers of one channel."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Samples = NDArray[np.int16]
FULL_SCALE = 32768.0

_MOST_CHANNELS = 16
_NONE = np.zeros(0, dtype=np.int16)


def one_channel(samples: ArrayLike) -> Samples:
    """Return the first channel as 16-bit integers; never raises for an array.

    Floats have full scale at 1, integers at their type's end; 64-bit integers are taken for wide boxes of 16-bit
    ones. What is not a number is no sample and is left out, so that it cannot be taken for silence.
    """
    array = np.asarray(samples)
    if array.dtype.kind not in "iuf" or array.size == 0:
        return _NONE
    channel = _first_channel(array)
    if array.dtype.kind == "f":
        heard = np.clip(channel[np.isfinite(channel)], -1, 1).astype(np.float64)
        return np.asarray(np.clip(np.rint(heard * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1), dtype=np.int16)
    return _narrowed(channel)


def _first_channel(array: NDArray[np.generic]) -> NDArray[np.generic]:
    """Channels are the last axis, as WAV has them; the first one, where that is much the shorter."""
    if array.ndim < 2:
        return array.reshape(-1)
    table = array.reshape(array.shape[0], -1)
    return table[0] if table.shape[0] <= _MOST_CHANNELS < table.shape[1] else table[:, 0]


def _narrowed(channel: NDArray[np.generic]) -> Samples:
    bits = 8 * channel.dtype.itemsize
    if bits == 64:
        return np.asarray(np.clip(channel, -32768, 32767), dtype=np.int16)
    wide = channel.astype(np.int64)
    signed = wide - (1 << (bits - 1)) if channel.dtype.kind == "u" else wide
    return np.asarray(signed << 8 if bits == 8 else signed >> (bits - 16), dtype=np.int16)
