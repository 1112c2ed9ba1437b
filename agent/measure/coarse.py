"""A picture made as coarse as a question needs it, and packed: what leaves a branch is made here."""

import cv2
import numpy as np
from numpy.typing import NDArray

FIELD_PX = 20
_WIDEST = 1280
_QUALITIES = (85, 70, 50, 30)

Picture = NDArray[np.uint8]


def mosaic(picture: Picture, *, columns: int, rows: int) -> bytes:
    """Return a PNG of so many even fields, each the mean of what it covers: nothing finer is in it."""
    fields = cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA)
    shown = cv2.resize(fields, (columns * FIELD_PX, rows * FIELD_PX), interpolation=cv2.INTER_NEAREST)
    return cv2.imencode(".png", shown)[1].tobytes()


def whole(picture: Picture, *, most_bytes: int) -> tuple[bytes, int, int]:
    """Return a JPEG within its size, and its width and height."""
    height, width = picture.shape[:2]
    scale = min(1.0, _WIDEST / width)
    size = (round(width * scale), round(height * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    packed = b""
    for quality in _QUALITIES:
        packed = cv2.imencode(".jpg", small, (cv2.IMWRITE_JPEG_QUALITY, quality))[1].tobytes()
        if len(packed) <= most_bytes:
            break
    return packed, *size
