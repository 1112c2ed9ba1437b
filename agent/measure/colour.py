"""The colour of a picture as a whole.

Grey world: the colours of a room average to grey (Buchsbaum, "A spatial processor model for object colour
perception", J. Franklin Institute 310(1):1, 1980). No room obeys it, but each keeps its own average, in CIE L*a*b*
(a* from green to red, b* from blue to yellow).
"""

import cv2
import numpy as np

from agent.measure.frames import Picture

_DARKEST, _BRIGHTEST = 10, 248
_LEAST_SHARE = 0.05


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
