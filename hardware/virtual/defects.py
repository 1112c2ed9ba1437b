"""What goes wrong with a picture: a good frame in, a spoilt one out, as strongly as is asked."""

import cv2
import numpy as np

from hardware.camera.capture import Frame

_GRAIN = 14.0
_PULSES_HZ = 100.2
_READ_OUT_S = 0.03
_FPS = 30.0
"""The bands travel as a camera of 30 frames a second shows them, whatever the pace of the video."""


def moved(frame: Frame, *, strength: float) -> Frame:
    """Return what the camera sees when it was pushed aside by a fifth of the picture, and tilted a little."""
    height, width = frame.shape[:2]
    way = cv2.getRotationMatrix2D((width / 2, height / 2), 4 * strength, 1)
    way[:, 2] += (0.2 * strength * width, 0.05 * strength * height)
    return _frame(cv2.warpAffine(frame, way, (width, height), borderMode=cv2.BORDER_REFLECT))


def blurred(frame: Frame, *, strength: float) -> Frame:
    """Return the frame out of focus: each point of light becomes a disc of 5 px radius."""
    radius = max(1, round(5 * strength))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)).astype(np.float32)
    return _frame(cv2.filter2D(frame, -1, disc / disc.sum()))


def overexposed(frame: Frame, *, strength: float) -> Frame:
    """Return the frame three stops too bright."""
    return _frame(cv2.convertScaleAbs(frame, alpha=2 ** (3 * strength)))


def underexposed(frame: Frame, *, strength: float) -> Frame:
    """Return the frame with all that is not bright drowned in black."""
    return _frame(np.clip((frame.astype(np.float32) - 150 * strength) * 0.9, 0, 255))


def tinted(frame: Frame, *, strength: float) -> Frame:
    """Return the frame as under a white balance that is far off: yellow."""
    return _frame(np.clip(frame * (1 + strength * np.array([-0.5, -0.05, 0.25])), 0, 255))


def flickering(frame: Frame, *, strength: float, number: int) -> Frame:
    """Return the frame under lamps that pulse 100 times a second, read row by row; `number` counts the frames."""
    rows = np.arange(frame.shape[0]) / frame.shape[0] * _READ_OUT_S
    light = 1 + 0.2 * strength * np.sin(2 * np.pi * _PULSES_HZ * (number / _FPS + rows))
    return _frame(np.clip(frame * light.reshape(-1, *(1,) * (frame.ndim - 1)), 0, 255))


def grainy(frame: Frame, *, strength: float, chance: np.random.Generator) -> Frame:
    """Return the frame with the noise of a sensor that fails."""
    grain = chance.standard_normal(frame.shape, dtype=np.float32) * np.float32(_GRAIN * strength)
    return _frame(np.clip(frame + grain, 0, 255))


def shrunk(frame: Frame, *, strength: float) -> Frame:
    """Return the frame at half its size, as over a slow USB port."""
    scale = 1 / (1 + strength)
    return _frame(cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _frame(values: object) -> Frame:
    return np.asarray(values, dtype=np.uint8)
