"""The noise floor of a picture.

Immerkær, "Fast noise variance estimation", Computer Vision and Image Understanding 64(2):300, 1996: the mean
absolute answer to a mask that is blind to planes and edges. Texture answers too, so it is taken block by block,
and the quiet quarter of the blocks speaks: the flat parts of a room. Blocks that are clipped say nothing.
"""

import cv2
import numpy as np

from agent.measure.frames import Gray

_MASK = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
_TO_DEVIATION = float(np.sqrt(np.pi / 2)) / 6
_BLOCK_PX = 16
_FEWEST_BLOCKS = 12
_QUIET = 0.25
_DARKEST, _BRIGHTEST = 6.0, 249.0


def noise_floor(picture: Gray) -> float | None:
    """Return the standard deviation of the noise in grey levels; None where hardly a block can tell."""
    rows, columns = picture.shape[0] // _BLOCK_PX, picture.shape[1] // _BLOCK_PX
    if rows * columns < _FEWEST_BLOCKS:
        return None
    luma = picture.astype(np.float32)
    answers = np.abs(cv2.filter2D(luma, -1, _MASK))
    size = (columns * _BLOCK_PX, rows * _BLOCK_PX)
    means = _by_block(answers, size)
    brightness = _by_block(luma, size)
    unclipped = means[(brightness > _DARKEST) & (brightness < _BRIGHTEST)]
    if unclipped.size < _FEWEST_BLOCKS:
        return None
    return float(np.quantile(unclipped, _QUIET)) * _TO_DEVIATION


def _by_block(values: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    width, height = size
    return cv2.resize(values[:height, :width], (width // _BLOCK_PX, height // _BLOCK_PX), interpolation=cv2.INTER_AREA)
