"""What a fault of the virtual microphone does to its sound; `strength` 1 is plain to hear, smaller is fainter."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hardware.virtual.folder import MicrophoneKnobs

Sound = NDArray[np.float64]

_FULL_SCALE = 32768.0
_HUM_HZ = (50, 100, 150)
_HUM = 0.03
_CLIPPING_GAIN = 8.0
_LOUD_GAIN = 3.5
_QUIET_GAIN = 0.01
_OFFSET = 0.1
_NOISE = 0.03
_DEAF_NOISE = 0.00003
_DROPOUT_S, _DROPOUT_EVERY_S = 0.03, 0.15


def impaired(sound: Sound, knobs: MicrophoneKnobs, *, first: int, rate_hz: int) -> NDArray[np.int16]:
    """Return the sound (16-bit scale) as the fault leaves it; `first` counts its first sample since the start."""
    fault = _FAULTS.get(knobs.fault)
    at_s = (first + np.arange(sound.size)) / rate_hz
    broken = fault(sound, at_s, knobs.strength) if fault else sound
    return np.asarray(np.clip(np.rint(broken), -_FULL_SCALE, _FULL_SCALE - 1), dtype=np.int16)


def _cut_out(sound: Sound, at_s: Sound, strength: float) -> Sound:
    return np.asarray(np.where(at_s % (_DROPOUT_EVERY_S / strength) < _DROPOUT_S, 0.0, sound))


def _hum(at_s: Sound, share: float) -> Sound:
    waves = [np.sin(2 * np.pi * hz * at_s) for hz in _HUM_HZ]
    return np.asarray(np.sum(waves, axis=0) * share * _FULL_SCALE * np.sqrt(2 / len(_HUM_HZ)))


def _noise(at_s: Sound, share: float) -> Sound:
    """Return white noise that follows from where it is."""
    chance = np.random.default_rng(round(1000 * at_s[0]) if at_s.size else 0)
    return chance.normal(size=at_s.size) * share * _FULL_SCALE


_FAULTS: dict[str, Callable[[Sound, Sound, float], Sound]] = {
    "silence": lambda sound, _at_s, _strength: np.zeros_like(sound),
    "deaf": lambda _sound, at_s, _strength: _noise(at_s, _DEAF_NOISE),
    "quiet": lambda sound, _at_s, strength: sound * _QUIET_GAIN / strength,
    "loud": lambda sound, _at_s, strength: sound * _LOUD_GAIN * strength,
    "clipping": lambda sound, _at_s, strength: sound * _CLIPPING_GAIN * strength,
    "offset": lambda sound, _at_s, strength: sound + _OFFSET * strength * _FULL_SCALE,
    "hum": lambda sound, at_s, strength: sound + _hum(at_s, _HUM * strength),
    "noise": lambda sound, at_s, strength: sound + _noise(at_s, _NOISE * strength),
    "dropouts": _cut_out,
}
