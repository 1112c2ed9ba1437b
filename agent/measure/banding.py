"""Bands that run through the picture under lamps on 50 Hz mains.

Such lamps pulse 100 times a second. A sensor that is read row by row catches each row at another moment, so the
rows' brightness goes up and down like a sine along the height, and the sine travels from frame to frame. In the
two-dimensional spectrum (frames × rows) of what the rows' means do over time that is one single peak; people who
walk through, lights that are switched and an exposure that adjusts spread over many bins, or have no bands.
Source of the model: Sheinin, Schechner and Kutulakos, "Computational imaging on the electric grid", CVPR 2017.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.measure.frames import Picture

ROWS = 120
MOST_FRAMES = 320
_COLUMNS = 96
_FEWEST_FRAMES = 12
_DARKEST = 8.0
_BANDS = slice(1, 16)
_SMEARED = 1
_LEAST_SHARE = 0.5


def row_means(picture: Picture) -> NDArray[np.float32]:
    """Return the brightness of 120 rows, each the mean of about a hundred of its pixels."""
    height, width = picture.shape[:2]
    rows = (np.arange(ROWS) * height) // ROWS
    sampled = picture[rows, :: max(1, width // _COLUMNS)]
    luma = sampled if sampled.ndim == 2 else sampled[:, :, 1]
    return np.asarray(luma.mean(axis=1), dtype=np.float32)


def banding_percent(rows: NDArray[Any]) -> float | None:
    """Return the amplitude of travelling bands in per cent of the brightness; 0 where no single wave stands out.

    `rows` has the rows' means of successive frames. None for too few frames, or a picture without light.
    """
    if rows.ndim != 2 or rows.shape[0] < _FEWEST_FRAMES or not np.isfinite(rows).all():
        return None
    told = rows.mean(axis=0) >= _DARKEST
    if told.mean() < 0.5:
        return None
    changes = _relative_changes(rows, told)
    spectrum = np.abs(np.fft.fft2(changes)) ** 2
    half = spectrum[:, : changes.shape[1] // 2]
    half[0] = 0
    bands = half[:, _BANDS]
    frame, band = np.unravel_index(int(bands.argmax()), bands.shape)
    share = _around(bands, int(frame), int(band)) / max(float(half.sum()), 1e-12)
    if share < _LEAST_SHARE:
        return 0.0
    # The window halves a sine's amplitude in each direction; its peak smears over the neighbours that were added.
    energy = 2 * _around(bands, int(frame), int(band)) / changes.size
    return 100 * float(np.sqrt(2 * energy / (_power_of(changes.shape[0]) * _power_of(changes.shape[1]) * changes.size)))


def _relative_changes(rows: NDArray[Any], told: NDArray[np.bool_]) -> NDArray[np.float64]:
    mean = np.maximum(rows.mean(axis=0), 1.0)
    changes = np.where(told, rows / mean - 1, 0.0)
    changes -= changes.mean(axis=1, keepdims=True)
    return np.asarray(changes * np.hanning(rows.shape[0])[:, None] * np.hanning(rows.shape[1])[None, :])


def _power_of(size: int) -> float:
    return float(np.mean(np.square(np.hanning(size))))


def _around(bands: NDArray[Any], frame: int, band: int) -> float:
    """Return the energy of a bin and its neighbours; the spectrum goes round in time, not in height."""
    frames = [(frame + step) % bands.shape[0] for step in range(-_SMEARED, _SMEARED + 1)]
    return float(bands[frames, max(0, band - _SMEARED) : band + _SMEARED + 1].sum())
