"""A room and a microphone in it: echoes, what else is heard there, and 16-bit samples.

Echoes by the image source method (Allen and Berkley, "Image method for efficiently simulating small-room
acoustics", JASA 65(4):943, 1979) for a box whose walls take up the same share of the sound.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tests.score.voice import RATE_HZ, Sound

_SPEED_M_S = 343.0
_ORDER = 9


class Room(Struct, frozen=True, kw_only=True):
    """A box, where one speaks and listens in it, and how loud it is when nobody speaks."""

    size_m: tuple[float, float, float]
    absorption: float
    mouth_m: tuple[float, float, float]
    microphone_m: tuple[float, float, float]
    ambient_dbfs: float
    speech_dbfs: float


def some_room(chance: np.random.Generator) -> Room:
    """Return an office of a branch: 2.5 to 6 m, bare or furnished, quiet or beside a street."""
    size = (float(chance.uniform(2.5, 6)), float(chance.uniform(2.5, 6)), float(chance.uniform(2.5, 3.2)))
    listens = tuple(float(chance.uniform(0.3, 0.6) * side) for side in size)
    away = chance.uniform(0.4, 1.2)
    return Room(
        size_m=size,
        absorption=float(chance.uniform(0.15, 0.6)),
        mouth_m=(listens[0] + float(away) * 0.8, listens[1] + float(away) * 0.5, listens[2]),
        microphone_m=(listens[0], listens[1], listens[2]),
        ambient_dbfs=float(chance.uniform(-75, -52)),
        speech_dbfs=float(chance.uniform(-31, -21)),
    )


def response(room: Room) -> Sound:
    """Return the room's impulse response at 16 kHz, the direct sound at 1."""
    orders = np.arange(-_ORDER, _ORDER + 1)
    count, parity = np.meshgrid(orders, (0, 1), indexing="ij")
    axes = [
        (2 * count * side + np.where(parity == 0, 1, -1) * mouth - at, np.abs(2 * count - parity))
        for side, mouth, at in zip(room.size_m, room.mouth_m, room.microphone_m, strict=True)
    ]
    (x, bounces_x), (y, bounces_y), (z, bounces_z) = ((way.ravel(), hits.ravel()) for way, hits in axes)
    distance = np.sqrt(x[:, None, None] ** 2 + y[None, :, None] ** 2 + z[None, None, :] ** 2).ravel()
    bounces = (bounces_x[:, None, None] + bounces_y[None, :, None] + bounces_z[None, None, :]).ravel()
    delay = np.rint(distance / _SPEED_M_S * RATE_HZ).astype(np.int64)
    heard = delay < RATE_HZ // 2
    gains = np.sqrt(1 - room.absorption) ** bounces / distance
    # Walls turn about every other echo over at low pitch; without it all of them would add up to a thud.
    echoes = np.bincount(delay[heard], weights=(gains * np.where(bounces % 2, -1, 1))[heard], minlength=RATE_HZ // 2)
    return np.asarray(echoes / np.abs(echoes).max(), dtype=np.float32)


def in_room(sound: Sound, echoes: Sound) -> Sound:
    """Return what is heard of the sound."""
    size = sound.size + echoes.size - 1
    heard = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(echoes, size), size)[: sound.size]
    before, after = float(np.mean(np.square(sound))), float(np.mean(np.square(heard)))
    return np.asarray(heard * np.sqrt(before / after) if after > 0 else heard, dtype=np.float32)


def ambient(size: int, *, dbfs: float, tilt: float, chance: np.random.Generator) -> Sound:
    """Return the noise of a room whose power falls with frequency to the power of `tilt` (0 white, 1 pink, 2 fans)."""
    frequency = np.fft.rfftfreq(size, 1 / RATE_HZ)
    spectrum = np.fft.rfft(chance.standard_normal(size)) / np.maximum(frequency, 30) ** (tilt / 2)
    noise = np.fft.irfft(spectrum, size)
    return np.asarray(noise * 10 ** (dbfs / 20) / np.sqrt(np.mean(np.square(noise))), dtype=np.float32)


def digitised(sound: Sound) -> NDArray[np.int16]:
    """Return 16-bit samples; what is beyond full scale is cut off."""
    return np.asarray(np.clip(np.rint(sound * 32768), -32768, 32767), dtype=np.int16)
