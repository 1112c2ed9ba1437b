"""The colour of a picture as a whole.

Grey world: the colours of a room average to grey (Buchsbaum, "A spatial processor model for object colour
perception", J. Franklin Institute 310(1):1, 1980). No room obeys it, but each keeps its own average, in CIE L*a*b*
(a* from green to red, b* from blue to yellow).

Against the view's own colours more can be said: another white balance multiplies each channel (von Kries, 1902), so
that the logarithms of red over green and of blue over green move by the same step all over the picture, whatever the
light is. A person in a red coat moves a few parts; a cast moves them all.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from agent.measure.frames import Picture

_DARKEST, _BRIGHTEST = 10, 248
_LEAST_SHARE = 0.05
_PARTS = (16, 12)
_DARKEST_PART = 25
_LEAST_OF_PART = 0.25
_FEWEST_PARTS = 0.15
_LEAST_MOVED = 0.25
_FLOOR = 4.0
"""Grey levels: below it a ratio of channels is noise."""


def mean_colour(picture: Picture) -> tuple[float, float] | None:
    """Return mean a* and b* of what is not clipped; None without colours, or where nearly all is clipped."""
    if picture.ndim == 2:
        return None
    brightest = picture.max(axis=2)
    told = (brightest >= _DARKEST) & (brightest <= _BRIGHTEST)
    if np.count_nonzero(told) < _LEAST_SHARE * told.size:
        return None
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_BGR2Lab)
    return float(lab[:, :, 1][told].mean()), float(lab[:, :, 2][told].mean())


def tint_percent(reference: Picture, now: Picture) -> float | None:
    """Return how far the balance of the colours has gone from the reference's, in per cent of a channel.

    It is the step (hundredths of the natural logarithm) that three quarters of the picture have made or exceeded, in
    the direction of most. None without colours, or where too little of both pictures is neither dark nor clipped.
    """
    if reference.ndim == 2 or now.ndim == 2:
        return None
    (before, was_told), (after, is_told) = _balance(reference), _balance(now)
    told = was_told & is_told
    if np.count_nonzero(told) < _FEWEST_PARTS * told.size:
        return None
    steps = (after - before)[told]
    way = np.median(steps, axis=0)
    length = float(np.hypot(*way))
    if length == 0:
        return 0.0
    return 100 * max(0.0, float(np.quantile(steps @ (way / length), _LEAST_MOVED)))


def _balance(picture: Picture) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the logarithms of red and of blue over green in each part, and which parts can tell."""
    brightest = picture.max(axis=2)
    seen = ((brightest >= _DARKEST_PART) & (brightest <= _BRIGHTEST)).astype(np.float32)
    share = cv2.resize(seen, _PARTS, interpolation=cv2.INTER_AREA)
    total = cv2.resize(picture * seen[..., np.newaxis], _PARTS, interpolation=cv2.INTER_AREA)
    levels = np.log(total / np.maximum(share, 1e-6)[..., np.newaxis] + _FLOOR)
    balance = np.stack([levels[..., 2] - levels[..., 1], levels[..., 0] - levels[..., 1]], axis=-1)
    return np.asarray(balance, dtype=np.float32), np.asarray(share >= _LEAST_OF_PART, dtype=np.bool_)
