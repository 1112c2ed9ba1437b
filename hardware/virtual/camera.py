"""The virtual camera: a real video through OpenCV, at its own pace, with faults that are turned on while it plays."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from hardware.camera.capture import CameraError, Frame, OpenedVideo
from hardware.camera.controls import Controls
from hardware.virtual import defects
from hardware.virtual.folder import CameraKnobs, VirtualCamera, find_device, read_knobs

_BREATH_S = 0.05
_SPOILT: dict[str, Callable[..., Frame]] = {
    "small": defects.shrunk,
    "move": defects.moved,
    "blur": defects.blurred,
    "overexpose": defects.overexposed,
    "underexpose": defects.underexposed,
    "cast": defects.tinted,
}


class PlayedCamera:
    """An open virtual camera; it holds its description open, as a driver's node is held."""

    def __init__(self, folder: Path) -> None:
        """Open the folder's camera; raise `CameraError` when it is not there or will not open."""
        camera = find_device(folder, VirtualCamera)
        if camera is None or read_knobs(folder, CameraKnobs).fault in {"unplugged", "open_fails"}:
            raise CameraError(f"the virtual camera in {folder} did not open")
        self._folder = folder
        self._video = OpenedVideo(Path(camera.video))
        self._node = os.open(folder / "camera.json", os.O_RDONLY)
        self.width, self.height, self.fps = self._video.width, self._video.height, self._video.fps
        self._due = time.monotonic()
        self._shown: Frame | None = None
        self._number = 0
        self._hand: Frame | None = None
        self._chance = np.random.default_rng()

    def read(self) -> Frame | None:
        """Return the next frame when it is due, as the knob has it."""
        knobs = read_knobs(self._folder, CameraKnobs)
        self._await_next(slowed=2 * knobs.strength if knobs.fault == "slow" else 0.0)
        knobs = read_knobs(self._folder, CameraKnobs)
        while knobs.fault == "hang":
            time.sleep(_BREATH_S)
            knobs = read_knobs(self._folder, CameraKnobs)
        if knobs.fault in {"unplugged", "no_frames", "open_fails"}:
            return None
        if knobs.fault != "freeze" or self._shown is None:
            self._shown = self._faulty(self._next_frame(), knobs)
        return self._shown

    def close(self) -> None:
        """Stop playing."""
        self._video.close()
        os.close(self._node)

    def _await_next(self, *, slowed: float) -> None:
        self._due = max(self._due + (1 + slowed) / self.fps, time.monotonic() - 1)
        time.sleep(max(0.0, self._due - time.monotonic()))

    def _next_frame(self) -> Frame:
        frame = self._video.read()
        if frame is None:
            self._video.rewind()
            frame = self._video.read()
        if frame is None:
            raise CameraError("the virtual camera's video has no frames")
        return frame

    def _faulty(self, frame: Frame, knobs: CameraKnobs) -> Frame:
        self._number += 1
        strength = knobs.strength
        match knobs.fault:
            case "cover":
                if self._hand is None:
                    self._hand = hand_over(frame)
                return with_grain(self._hand, chance=self._chance)
            case "dark":
                return with_grain(np.asarray(frame // 40, dtype=np.uint8), chance=self._chance)
            case "cap":
                return with_grain(np.zeros_like(frame), chance=self._chance)
            case "flicker":
                return defects.flickering(frame, strength=strength, number=self._number)
            case "noise":
                return defects.grainy(frame, strength=strength, chance=self._chance)
            case _:
                spoil = _SPOILT.get(knobs.fault)
                return spoil(frame, strength=strength) if spoil else frame


def virtual_controls(folder: Path) -> Controls:
    """Return what the virtual camera says of its exposure."""
    exposure = read_knobs(folder, CameraKnobs).exposure
    if exposure == "unreported":
        return Controls()
    at_limit = exposure == "at_limit"
    return Controls(
        auto_exposure=True, exposure_ms=300.0 if at_limit else 15.0, gain=1.0 if at_limit else 0.2, at_limit=at_limit
    )


def hand_over(frame: Frame) -> Frame:
    """Return what a camera sees when a hand lies on its lens: a bright, blurred rim of light, no edges.

    The luma is spread much as in a covered clip that was measured (mean 90, standard deviation 88).
    """
    height, width = frame.shape[:2]
    down, across = np.mgrid[0:height, 0:width]
    distance = np.hypot((down - height * 0.55) / height, (across - width * 0.45) / width)
    light = np.clip((distance - 0.33) / 0.2, 0, 1) ** 0.8
    skin = light[..., np.newaxis] * np.array([0.75, 0.85, 1.0]) * 235 + 4
    leaked = frame.mean(axis=(0, 1))
    return np.asarray(np.clip(0.92 * skin + 0.08 * leaked, 0, 255), dtype=np.uint8)


def with_grain(frame: Frame, *, chance: np.random.Generator) -> Frame:
    """Return the frame with a sensor's noise on it: a live camera never repeats itself to the bit."""
    grain = chance.integers(0, 5, size=frame.shape, dtype=np.uint8)
    return np.asarray(np.minimum(frame, 251) + grain, dtype=np.uint8)
