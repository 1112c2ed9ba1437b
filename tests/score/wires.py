"""Faults behind the lens: exposure, white balance, lamps on the mains, the sensor's noise, frames that do not come."""

import numpy as np

from tests.score.scene import VIEW, Frame, Light
from tests.score.shot import Develop, Paint

_MAINS_HZ = 50.0


def exposed(stops: float) -> Paint:
    """Expose too much (or, below 0, too little) by so many stops."""
    return lambda light, _time_s: np.asarray(light * np.float32(2**stops), dtype=np.float32)


def tinted(blue: float, green: float, red: float) -> Paint:
    """Set the white balance wrong: gains of the three colours."""
    gains = np.array([blue, green, red], dtype=np.float32)
    return lambda light, _time_s: np.asarray(light * gains, dtype=np.float32)


def flickering(depth: float, *, readout_s: float = 0.03, off_hz: float = 0.03) -> Paint:
    """Light the room by lamps that follow the mains, before a sensor that is read row by row.

    The rows of a frame are read one after another within `readout_s`; the mains are never exactly 50 Hz.
    """
    rows_s = np.linspace(0, readout_s, VIEW[1], dtype=np.float64)

    def paint(light: Light, time_s: float) -> Light:
        pulse = 1 + depth * np.cos(2 * np.pi * 2 * (_MAINS_HZ + off_hz) * (time_s + rows_s))
        return np.asarray(light * pulse.astype(np.float32)[:, np.newaxis, np.newaxis], dtype=np.float32)

    return paint


def hot(deviation: float, *, seed: int = 0) -> Develop:
    """Give the sensor the noise of a hot or failing one: so many grey levels, in spots and streaks as well."""
    chance = np.random.default_rng(seed)

    def develop(frames: list[Frame]) -> list[Frame]:
        streaks = chance.standard_normal((VIEW[1], 1, 1)) * 0.3
        return [
            np.clip(frame + deviation * (chance.standard_normal(frame.shape) + streaks), 0, 255).astype(np.uint8)
            for frame in frames
        ]

    return develop


def frozen(first: int, last: int) -> Develop:
    """Repeat the frame of number `first` until `last`."""
    return lambda frames: [*frames[:first], *[frames[first]] * (last - first), *frames[last:]]


def thinned(times_s: tuple[float, ...], *, kept: float, seed: int) -> tuple[float, ...]:
    """Lose frames by chance, as a bus that is too busy does; the first one comes."""
    chance = np.random.default_rng(seed)
    return tuple(time_s for number, time_s in enumerate(times_s) if number == 0 or chance.random() < kept)


def slowed(fps: float, *, seconds: float, seed: int) -> tuple[float, ...]:
    """Expose each frame longer, as a camera does in a dim room; the times jitter by a tenth."""
    chance = np.random.default_rng(seed)
    steps = (1 + 0.1 * chance.uniform(-1, 1, size=round(seconds * fps))) / fps
    return tuple(float(time_s) for time_s in np.cumsum(steps))
