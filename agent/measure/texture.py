"""How much of a view's fine light and shade is in its place, and how fine it still is there.

What is broad is taken off both views; then each of 8 × 6 parts is held against the reference's by normalised
cross-correlation (Lewis, "Fast normalized cross-correlation", Vision Interface 1995). Light, exposure, noise and a lens
out of focus leave the pattern of a wall or a shelf where it was; a cover takes it away, a camera that was pushed by a
few pixels decorrelates it everywhere, and somebody before the camera leaves the parts around them.

The detail is what is left of the pattern's finest band, over what is left of a coarser one, each projected upon the
reference's: a modulation transfer relative to the reference's own. Neither the light nor the noise counts in it.
"""

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from agent.measure.frames import Gray

_CELL_PX = 40
_BROAD_PX = 4.0
_FINE_PX, _COARSE_PX = 1.0, (2.0, 5.0)
_LEAST_DEVIATION = 1.5
"""Grey levels: a part that is plainer than this has no pattern that could be found again."""
_FEWEST_PARTS = 3
_ALIKE = 0.4

Parts = NDArray[np.float32]
"""One row a part: its pixels."""


class Texture(Struct, frozen=True, kw_only=True):
    """What is left of the reference's pattern; None where there is too little to be asked."""

    kept: float | None = None
    """Share (0 to 1) of the parts with a pattern in which it is still in its place."""
    detail: float | None = None
    """Of the parts kept: 1 is as fine as in the reference, towards 0 the finest is gone."""


def texture(reference: Gray, now: Gray) -> Texture:
    """Return how much of the reference's pattern the picture of now has; both are 320×240."""
    before, after = (_parts(_above(view, _BROAD_PX)) for view in (reference, now))
    deviation = before.std(axis=1)
    told = deviation >= _LEAST_DEVIATION
    if int(told.sum()) < _FEWEST_PARTS:
        return Texture()
    shared = (before * after).mean(axis=1) - before.mean(axis=1) * after.mean(axis=1)
    alike = told & (shared / np.maximum(deviation * after.std(axis=1), 1e-6) >= _ALIKE)
    kept = float(alike.sum()) / float(told.sum())
    return Texture(kept=kept, detail=_detail(reference, now, alike) if int(alike.sum()) >= _FEWEST_PARTS else None)


def _detail(reference: Gray, now: Gray, alike: NDArray[np.bool_]) -> float | None:
    fine = _left(_above(reference, _FINE_PX), _above(now, _FINE_PX), alike)
    coarse = _left(_between(reference, *_COARSE_PX), _between(now, *_COARSE_PX), alike)
    return max(0.0, fine / coarse) if coarse > 0 else None


def _left(reference: NDArray[np.float32], now: NDArray[np.float32], alike: NDArray[np.bool_]) -> float:
    """Return the share of the reference's band that is in the picture of now, as most of the parts have it."""
    before, after = _parts(reference)[alike], _parts(now)[alike]
    return float(np.median((before * after).sum(axis=1) / np.maximum((before * before).sum(axis=1), 1e-6)))


def _above(view: Gray, sigma_px: float) -> NDArray[np.float32]:
    light = view.astype(np.float32)
    return np.asarray(light - cv2.GaussianBlur(light, (0, 0), sigma_px), dtype=np.float32)


def _between(view: Gray, fine_px: float, broad_px: float) -> NDArray[np.float32]:
    light = view.astype(np.float32)
    fine, broad = (cv2.GaussianBlur(light, (0, 0), sigma_px) for sigma_px in (fine_px, broad_px))
    return np.asarray(fine - broad, dtype=np.float32)


def _parts(band: NDArray[np.float32]) -> Parts:
    rows, columns = band.shape[0] // _CELL_PX, band.shape[1] // _CELL_PX
    cells = band.reshape(rows, _CELL_PX, columns, _CELL_PX).transpose(0, 2, 1, 3)
    return np.asarray(cells.reshape(rows * columns, -1), dtype=np.float32)
