"""Good sounds that are not plain speech: knocks, doors, keys, music, a quiet room."""

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from tests.score.acoustics import digitised
from tests.score.sound_faults import Heard, Take
from tests.score.voice import RATE_HZ, Sound


class SoundCase(Struct, frozen=True, kw_only=True):
    """A good look that resembles a fault."""

    name: str
    make: Callable[[Take], Heard]


def _quiet_room(take: Take) -> Heard:
    return digitised(take.noise)


def _doors(take: Take) -> Heard:
    """Slam a door now and then: a blow that rings for a third of a second."""
    return digitised(take.voice + take.noise + _blows(take, a_second=0.3, lasting_s=0.3, peak=0.9))


def _keys(take: Take) -> Heard:
    return digitised(take.noise + _blows(take, a_second=6, lasting_s=0.01, peak=0.15))


def _music(take: Take) -> Heard:
    """Play a bass line from the room next door: notes of plucked strings, near the mains' harmonics too."""
    chance = np.random.default_rng(take.seed)
    tune = np.zeros(take.voice.size)
    for begin in np.arange(0, 10, 0.5):
        time_s = np.arange(round(0.5 * RATE_HZ)) / RATE_HZ
        pitch_hz = 55 * 2 ** (int(chance.integers(-3, 20)) / 12)
        note = sum(np.sin(2 * np.pi * pitch_hz * k * time_s) / k for k in (1, 2, 3, 4)) * np.exp(-4 * time_s)
        first = round(begin * RATE_HZ)
        tune[first : first + note.size] += note
    return digitised(np.asarray(take.noise + 0.05 * tune, dtype=np.float32))


def _gated(take: Take) -> Heard:
    """Let the sound server's noise gate silence the pauses: exact zeros, with a fade of 20 ms before them."""
    frame = RATE_HZ // 50
    whole = take.voice.size // frame * frame
    powers = np.mean(np.square(take.voice[:whole].reshape(-1, frame)), axis=1)
    open_gate = np.convolve(powers > powers.max() / 1000, np.ones(9), mode="same") > 0
    gain = np.interp(np.arange(take.voice.size), (np.arange(open_gate.size) + 0.5) * frame, open_gate.astype(float))
    return digitised(np.asarray((take.voice + take.noise) * gain, dtype=np.float32))


def _blows(take: Take, *, a_second: float, lasting_s: float, peak: float) -> Sound:
    chance = np.random.default_rng(take.seed)
    blows = np.zeros(take.voice.size, dtype=np.float32)
    for begin in chance.integers(0, blows.size, round(a_second * 10)):
        ring = np.arange(min(round(5 * lasting_s * RATE_HZ), blows.size - begin)) / RATE_HZ
        blow = chance.standard_normal(ring.size) * np.exp(-ring / lasting_s * 3)
        blows[begin : begin + ring.size] += np.asarray(blow * peak / 3 * chance.uniform(0.3, 1), dtype=np.float32)
    return blows


HARD_CASES: tuple[SoundCase, ...] = (
    SoundCase(name="nobody speaks", make=_quiet_room),
    SoundCase(name="doors slam", make=_doors),
    SoundCase(name="somebody types", make=_keys),
    SoundCase(name="music next door", make=_music),
    SoundCase(name="noise gate", make=_gated),
)
