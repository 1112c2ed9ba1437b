"""How sharp a picture is. Neither number means anything by itself: both are held against the camera's own past.

The re-blur metric: Crete, Dolmiere, Ladret and Nicolas, "The blur effect: perception and estimation with a new
no-reference perceptual blur metric", Proc. SPIE 6492, 2007: a sharp picture loses much of its variation between
neighbours when it is blurred once more, a blurred one little.

The Laplacian energy: Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy: a comparative study",
ICPR 2000: the variance of the Laplacian; here after a 3×3 Gaussian, and without what the sensor's noise gives.
"""

import cv2
import numpy as np

from agent.measure.frames import Gray

_REBLUR_TAPS = 9
_GAUSSIAN = np.outer([1, 2, 1], [1, 2, 1]) / 16
_LAPLACIAN = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]], dtype=np.float64)
_OF_NOISE = float(np.sum(np.square(cv2.filter2D(np.pad(_GAUSSIAN, 2), -1, _LAPLACIAN, borderType=cv2.BORDER_CONSTANT))))
"""What white noise of unit variance becomes."""


def reblur(picture: Gray) -> float | None:
    """Return the re-blur metric, 0 (sharp) to 1 (blurred); None for a picture without any variation."""
    luma = picture.astype(np.float32)
    taps = np.full((_REBLUR_TAPS, 1), 1 / _REBLUR_TAPS, dtype=np.float32)
    blurs = [_kept(luma, cv2.filter2D(luma, -1, taps), axis=0), _kept(luma, cv2.filter2D(luma, -1, taps.T), axis=1)]
    known = [blur for blur in blurs if blur is not None]
    return max(known) if known else None


def laplacian_energy(picture: Gray, *, noise: float | None) -> float:
    """Return the variance of the Laplacian in squared grey levels, less what noise of this deviation adds."""
    calm = cv2.GaussianBlur(picture.astype(np.float32), (3, 3), 0.85)
    return max(0.0, float(cv2.Laplacian(calm, cv2.CV_32F).var()) - _OF_NOISE * (noise or 0.0) ** 2)


def _kept(luma: np.ndarray, blurred: np.ndarray, *, axis: int) -> float | None:
    """Return the share of the variation along an axis that survives the blur."""
    variation = np.abs(np.diff(luma, axis=axis))
    total = float(variation.sum())
    if total <= 0:
        return None
    lost = np.maximum(variation - np.abs(np.diff(blurred, axis=axis)), 0)
    return (total - float(lost.sum())) / total
