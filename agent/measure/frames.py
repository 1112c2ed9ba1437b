"""What a stretch of frames says: how many, how fast, and whether they repeat to the bit."""

import itertools
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Picture = NDArray[np.uint8]
"""Height × width × 3, blue-green-red, or height × width of luma."""
SMALL = (320, 240)
"""Width and height at which views are compared."""
LEAST_SIDE_PX = 16
"""A smaller picture shows nothing that could be judged."""
MOST_WHOLE = (960, 720)
"""Of a larger picture the middle is measured: memory and time stay bounded, whatever the camera gives."""


def as_picture(frame: NDArray[Any]) -> Picture | None:
    """Return any array as 8-bit blue-green-red or luma; None for what is no picture.

    An alpha channel is dropped, 16-bit values are scaled, floats are taken as 0 to 1 or as 0 to 255, NaN is black.
    """
    if frame.dtype == np.uint8 and (frame.ndim == 2 or (frame.ndim == 3 and frame.shape[2] == 3)):
        return frame if frame.size else None
    if frame.ndim not in {2, 3} or frame.size == 0 or frame.dtype.kind not in "buif":
        return None
    if frame.ndim == 3:
        if frame.shape[2] > 4:
            return None
        frame = frame[:, :, :3] if frame.shape[2] >= 3 else frame[:, :, 0]
    return np.ascontiguousarray(_eight_bits(frame))


def small(picture: Picture) -> Picture:
    """Return the picture at 320×240, in its own colours."""
    return np.asarray(cv2.resize(picture, SMALL, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def gray(picture: Picture) -> Gray:
    """Return the picture's luma."""
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def small_gray(picture: Picture) -> Gray:
    """Return the picture's luma at 320×240."""
    return gray(small(picture))


def middle_gray(picture: Picture) -> Gray:
    """Return the luma of the picture's middle, at most 960×720 of it, at its own resolution."""
    height, width = picture.shape[:2]
    kept_width, kept_height = min(width, MOST_WHOLE[0]), min(height, MOST_WHOLE[1])
    top, left = (height - kept_height) // 2, (width - kept_width) // 2
    return gray(picture[top : top + kept_height, left : left + kept_width]).copy()


def luma(view: Gray) -> tuple[float, float]:
    """Return mean and standard deviation of the luma, 0 to 255."""
    return float(view.mean()), float(view.std())


def is_repeated(frame: NDArray[Any], previous: NDArray[Any] | None) -> bool:
    """Are the two the same to the bit? Never by similarity: still rooms are similar for hours."""
    if previous is None or frame.shape != previous.shape:
        return False
    # A live picture differs in its first row already; only what does not is compared as a whole.
    return bool(np.array_equal(frame[:1], previous[:1]) and np.array_equal(frame, previous))


def rate_fps(times_s: Sequence[float]) -> float:
    """Return frames per second from the frames' own times; 0 for fewer than two."""
    if len(times_s) < 2 or times_s[-1] <= times_s[0]:
        return 0.0
    return (len(times_s) - 1) / (times_s[-1] - times_s[0])


def longest_repeat_s(times_s: Sequence[float], repeated: Sequence[bool]) -> float:
    """Return the longest time that one frame was repeated; `repeated[i]` compares frame i with i - 1."""
    longest = began = 0.0
    for index, again in enumerate(repeated):
        if not again:
            began = times_s[index]
        longest = max(longest, times_s[index] - began if again else 0.0)
    return longest


def longest_silence_s(times_s: Sequence[float], *, until_s: float) -> float:
    """Return the longest wait for a frame within [0, `until_s`]."""
    edges = [0.0, *times_s, until_s]
    return max(after - before for before, after in itertools.pairwise(edges))


def _eight_bits(values: NDArray[Any]) -> Picture:
    if values.dtype == np.bool_:
        return np.asarray(values.astype(np.uint8) * 255, dtype=np.uint8)
    if values.dtype == np.uint16:
        return (values >> 8).astype(np.uint8)
    if values.dtype.kind == "f":
        values = np.nan_to_num(values.astype(np.float64), nan=0.0, posinf=255.0, neginf=0.0)
        values = values * 255 if values.max() <= 1 else values
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)
