"""Pictures from a camera: the one file that opens a `cv2.VideoCapture`.

OpenCV lies in ways that its callers must know (measured): a missing device and a busy one look the same;
`isOpened()` stays true after an unplug; a read on V4L2 blocks for its own time-out, which is set by
`OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT` before the library is imported, never by a property, which makes the
open fail. So only frames count as life here, and whoever reads them sets a deadline on the whole process.
"""

from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
"""Height × width × 3, blue-green-red, or height × width of luma."""


class CameraError(Exception):
    """The camera did not open."""


class Wanted(Struct, frozen=True, kw_only=True):
    """The picture that is asked for."""

    width: int
    height: int
    fps: float


class Pictures(Protocol):
    """A camera that is open."""

    width: int
    height: int
    fps: float

    def read(self) -> Frame | None:
        """Return the next frame, or None when none came this time."""

    def close(self) -> None:
        """Let go of the device."""


class OpenedVideo:
    """A V4L2 device or a video file, opened through OpenCV."""

    def __init__(self, path: Path, *, wanted: Wanted | None = None) -> None:
        """Open it, a device at the size and rate that are wanted; raise `CameraError` when it does not open.

        What the device makes of the wish is in `width`, `height` and `fps`, as it says; frames may tell otherwise.
        """
        backend = cv2.CAP_V4L2 if path.is_char_device() else cv2.CAP_FFMPEG
        self._capture = cv2.VideoCapture(str(path), backend)
        if not self._capture.isOpened():
            raise CameraError(f"{path} did not open")
        if wanted is not None and backend == cv2.CAP_V4L2:
            self._negotiate(wanted)
        self.width = int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH))
        self.height = int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
        self.fps = float(self._capture.get(cv2.CAP_PROP_FPS))

    def _negotiate(self, wanted: Wanted) -> None:
        # Compressed first: a USB 2 port does not carry a large picture at full rate otherwise.
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, wanted.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, wanted.height)
        self._capture.set(cv2.CAP_PROP_FPS, wanted.fps)

    def read(self) -> Frame | None:
        """Return the next frame; None when the device gave none, or at the end of a file."""
        came, frame = self._capture.read()
        return np.asarray(frame, dtype=np.uint8) if came else None

    def rewind(self) -> None:
        """Go back to a file's first frame."""
        self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)

    def close(self) -> None:
        """Let go of the device."""
        self._capture.release()
