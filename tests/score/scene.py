"""What a camera in front of a photograph would see: the room is real, the camera is not.

No package has clips of a branch's camera, so most looks are composed. Light is linear; the sensor adds Poisson and
Gaussian noise (Foi et al., IEEE TIP 17(10):1737, 2008), its curve, and JPEG as webcams send it.
"""

from pathlib import Path

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
Light = NDArray[np.float32]
"""Height × width × 3, blue-green-red; 1 is what saturates the sensor."""

VIEW = (480, 360)
_SEEN = 0.75
"""The share of a photograph's width that the camera sees: it can turn to the rest."""
_GAMMA = 1 / 2.2
_DARKEST = 0.002
_QUALITY = 88


class Pose(Struct, frozen=True, kw_only=True):
    """Where the camera looks: shares of the view's width and height, degrees, and a factor."""

    right: float = 0.0
    down: float = 0.0
    turn_degrees: float = 0.0
    zoom: float = 1.0


class Conditions(Struct, frozen=True, kw_only=True):
    """How a healthy camera sees a room just then."""

    light: float = 1.0
    warmth: float = 0.0
    """-1 (blue) to 1 (red); the white balance leaves a twentieth of it."""
    shadow: float = 0.0
    """How much darker the right side is than the left."""
    grain: float = 1.0
    """The sensor's noise; 0 where the camera removes it."""


AS_IT_IS = Conditions()
STRAIGHT = Pose()


def open_photograph(path: Path) -> Frame:
    """Return the picture in colour; raise `ValueError` for what is none."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError(f"{path} is no picture")
    return np.asarray(picture, dtype=np.uint8)


def view(photograph: Frame, pose: Pose = STRAIGHT) -> Light:
    """Return the light that reaches a camera in front of the photograph; beyond its rim it is mirrored."""
    height, width = photograph.shape[:2]
    scale = max(VIEW[0] / width, VIEW[1] / height) / _SEEN * pose.zoom
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), pose.turn_degrees, scale)
    turn[0, 2] += VIEW[0] * (0.5 - pose.right) - width / 2
    turn[1, 2] += VIEW[1] * (0.5 - pose.down) - height / 2
    smooth = cv2.GaussianBlur(photograph, (0, 0), 0.4 / scale) if scale < 0.8 else photograph
    seen = cv2.warpAffine(smooth, turn, VIEW, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray((seen.astype(np.float32) / 255) ** 2.2, dtype=np.float32)


def lit(scene: Light, given: Conditions) -> Light:
    """Return the scene under other light."""
    across = np.linspace(1 + given.shadow, 1 - given.shadow, scene.shape[1], dtype=np.float32)[
        np.newaxis, :, np.newaxis
    ]
    tint = np.array([1 - given.warmth / 20, 1, 1 + given.warmth / 20], dtype=np.float32) * np.float32(given.light)
    return np.asarray(scene * across * tint, dtype=np.float32)


class Sensor:
    """Makes frames of light; its noise is drawn once and shuffled for each frame."""

    def __init__(self, seed: int, *, grain: float = 1.0) -> None:
        """Draw the noise."""
        self.chance = np.random.default_rng(seed)
        self._grain = grain
        size = (VIEW[1], VIEW[0])
        fine = self.chance.standard_normal((*size, 3), dtype=np.float32)
        coarse = self.chance.standard_normal((size[0] // 2, size[1] // 2, 3), dtype=np.float32)
        luma = self.chance.standard_normal((*size, 1), dtype=np.float32)
        self._noise = 0.7 * luma + 0.3 * fine + 0.5 * cv2.resize(coarse, VIEW, interpolation=cv2.INTER_LINEAR)
        self._shown: Light | None = None
        self._levels = self._deviation = np.empty(0, dtype=np.float32)

    def expose(self, light: Light, *, gain: float = 1.0) -> Frame:
        """Return the frame of the light times `gain`, which is near 1."""
        if self._shown is not light:
            self._shown, self._levels, self._deviation = light, *_developed(light, grain=self._grain)
        down, across = self.chance.integers(0, VIEW[1]), self.chance.integers(0, VIEW[0])
        shuffled = np.roll(self._noise, (int(down), int(across)), axis=(0, 1))
        noise = cv2.multiply(self._deviation, shuffled, scale=float(self.chance.choice((-1, 1))))
        # A power law scaled is the scaled power law: the light need not be developed anew.
        frame = cv2.addWeighted(self._levels, gain**_GAMMA, noise, 1, 0.5, dtype=cv2.CV_8U)
        _, packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8)


def _developed(light: Light, *, grain: float) -> tuple[Light, Light]:
    """Return the levels (0 to 255 and beyond) that the light gives, and how far the noise moves each."""
    some = np.maximum(light, np.float32(_DARKEST))
    slope = 255 * _GAMMA * cv2.pow(some, _GAMMA - 1)
    deviation = slope * np.sqrt(some * np.float32(3e-4) + np.float32(3e-6)) * np.float32(grain)
    levels = 255 * cv2.pow(np.maximum(light, 0), _GAMMA)
    saturated = levels > 255 + 3 * deviation
    deviation[saturated] = 0
    return np.asarray(levels, dtype=np.float32), np.asarray(deviation, dtype=np.float32)
