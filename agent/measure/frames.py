"""What a stretch of frames says: how many, how fast, and whether they repeat to the bit."""

import itertools
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
SMALL = (320, 240)
"""Width and height at which views are compared."""


def small_gray(frame: NDArray[np.uint8]) -> Gray:
    """Return the frame's luma at 320×240."""
    gray = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.resize(gray, SMALL, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def luma(gray: Gray) -> tuple[float, float]:
    """Return mean and standard deviation of the luma, 0 to 255."""
    return float(gray.mean()), float(gray.std())


def is_repeated(frame: NDArray[np.uint8], previous: NDArray[np.uint8] | None) -> bool:
    """Are the two the same to the bit? Never by similarity: still rooms are similar for hours."""
    return previous is not None and np.array_equal(frame, previous)


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
