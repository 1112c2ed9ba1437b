"""A stretch of picture that can be spoilt: what is in front of the camera, what lies on its lens, how frames come."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from msgspec import Struct

from tests.score.scene import AS_IT_IS, Conditions, Frame, Light, Sensor, lit

Paint = Callable[[Light, float], Light]
"""Changes what reaches the sensor at this time (seconds)."""
Develop = Callable[[list[Frame]], list[Frame]]
"""Changes what the sensor gave."""

LENGTH_S = 5.0
_SLOW_FPS = 3.0


class Shot(Struct, frozen=True, kw_only=True):
    """One look. `scenes` follow one another within it; a single one stands still."""

    scenes: tuple[Light, ...]
    given: Conditions = AS_IT_IS
    paint: Paint | None = None
    develop: Develop | None = None
    times_s: tuple[float, ...] = ()
    negotiated_fps: float = _SLOW_FPS
    seed: int = 0
    at_limit: bool | None = None
    """What the camera says of its exposure: can it not make the picture brighter?"""
    frames: tuple[Frame, ...] = ()
    """Of a real clip: shown as they are."""


def times_at(fps: float, *, seconds: float = LENGTH_S) -> tuple[float, ...]:
    """Return the times of steady frames."""
    return tuple(number / fps for number in range(1, round(seconds * fps) + 1))


def filmed(shot: Shot) -> Iterator[tuple[float, Frame]]:
    """Yield each frame with its time."""
    times = shot.times_s or times_at(shot.negotiated_fps)
    frames = [shot.frames[number % len(shot.frames)] for number in range(len(times))] if shot.frames else None
    made = frames if frames is not None else _exposed(shot, times)
    yield from zip(times, shot.develop(made) if shot.develop else made, strict=True)


def _exposed(shot: Shot, times: Sequence[float]) -> list[Frame]:
    sensor = Sensor(shot.seed, grain=shot.given.grain)
    scenes = [lit(scene, shot.given) for scene in shot.scenes]
    # Exposure and white balance of a healthy camera are never quite still.
    drift = 1 + 0.01 * np.cumsum(sensor.chance.standard_normal(len(times))) / np.sqrt(len(times))
    frames = []
    for number, (time_s, gain) in enumerate(zip(times, drift, strict=True)):
        light = scenes[number * len(scenes) // len(times)]
        frames.append(sensor.expose(shot.paint(light, time_s) if shot.paint else light, gain=float(gain)))
    return frames
