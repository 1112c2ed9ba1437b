"""The microphone's faults that are injected: each spoils ten seconds of a voice in a room."""

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tests.score.acoustics import ambient, digitised
from tests.score.voice import RATE_HZ, Sound

Heard = NDArray[np.int16]
_RARELY = 0.001
"""Cut-off peaks in less of the active time are no fault: a sample at full scale is normal."""
_UNHEARD_DBFS = -50.0
_CONVERTER_DBFS = -84.0


class Take(Struct, frozen=True, kw_only=True):
    """The voice at the microphone, and the room's own noise there; together they are what is heard."""

    voice: Sound
    noise: Sound
    seed: int


def _always_a_fault(_take: Take) -> str:
    return ""


class SoundFault(Struct, frozen=True, kw_only=True):
    """One kind and strength of fault."""

    name: str
    reason: str
    spoil: Callable[[Take], Heard]
    harmless: Callable[[Take], str] = _always_a_fault
    """What to call it where it comes out so weak, by what was injected, that nobody would call it a fault; else ""."""


def heard(take: Take) -> Heard:
    """Return what a healthy microphone gives."""
    return digitised(take.voice + take.noise)


def _constant(value: int, *, wobble: int = 0) -> Callable[[Take], Heard]:
    def spoil(take: Take) -> Heard:
        chance = np.random.default_rng(take.seed)
        return np.asarray(value + chance.integers(0, wobble + 1, take.voice.size), dtype=np.int16)

    return spoil


def _amplified(db: float) -> Callable[[Take], Heard]:
    """Set the gain wrong by so many dB, for voice and room alike; the converter's own noise stays."""

    def spoil(take: Take) -> Heard:
        chance = np.random.default_rng(take.seed)
        own = ambient(take.voice.size, dbfs=_CONVERTER_DBFS, tilt=0, chance=chance)
        return digitised((take.voice + take.noise) * np.float32(10 ** (db / 20)) + own)

    return spoil


def _spoken_loud(dbfs: float) -> Callable[[Take], Heard]:
    """Speak into the microphone at this RMS; the preamplifier saturates softly."""

    def spoil(take: Take) -> Heard:
        return digitised(np.asarray(0.98 * np.tanh(_at(take.voice, dbfs) / 0.98) + take.noise, dtype=np.float32))

    return spoil


def _clipped(over_db: float, *, before_volume: bool = False) -> Callable[[Take], Heard]:
    """Raise the peaks so many dB over full scale, which cuts them off; or cut them off at half of it."""

    def spoil(take: Take) -> Heard:
        peak = float(np.abs(take.voice).max())
        raised = take.voice * np.float32(10 ** (over_db / 20) / peak) + take.noise
        return digitised(np.clip(raised, -1, 1) * 0.5 if before_volume else raised)

    return spoil


def _seldom_over(over_db: float) -> Callable[[Take], str]:
    def harmless(take: Take) -> str:
        raised = np.abs(take.voice + take.noise) * 10 ** (over_db / 20) / float(np.abs(take.voice).max())
        return "a lone peak cut off" if np.count_nonzero(raised > 1) < _RARELY * _active(take.voice) else ""

    return harmless


def _below_hearing(over_db: float) -> Callable[[Take], str]:
    return lambda take: "more noise, below -50 dBFS" if _noise_dbfs(take) + over_db < _UNHEARD_DBFS else ""


def _shifted(offset: float) -> Callable[[Take], Heard]:
    return lambda take: digitised(take.voice + take.noise + np.float32(offset if take.seed % 2 else -offset))


def _humming(dbfs: float, weights: tuple[float, ...]) -> Callable[[Take], Heard]:
    """Add the mains and their harmonics, a tenth of a hertz off at most, as loops and bad supplies do."""

    def spoil(take: Take) -> Heard:
        chance = np.random.default_rng(take.seed)
        time_s = np.arange(take.voice.size) / RATE_HZ
        mains_hz = 50 + chance.uniform(-0.08, 0.08)
        swell = 1 + 0.1 * np.sin(2 * np.pi * chance.uniform(0.1, 0.5) * time_s)
        comb = sum(
            weight * np.sin(2 * np.pi * mains_hz * number * time_s + chance.uniform(0, 6.28))
            for number, weight in enumerate(weights, start=1)
        )
        return digitised(take.voice + take.noise + _at(np.asarray(comb * swell, dtype=np.float32), dbfs))

    return spoil


def _broken(blocks_a_second: float, lasting_s: float) -> Callable[[Take], Heard]:
    """Lose blocks by chance, as a bus or a sound server does that is too busy: they come as zeros."""

    def spoil(take: Take) -> Heard:
        chance = np.random.default_rng(take.seed)
        samples = heard(take)
        for begin in chance.integers(0, samples.size, round(blocks_a_second * samples.size / RATE_HZ)):
            samples[begin : begin + round(lasting_s * chance.uniform(0.7, 1.3) * RATE_HZ)] = 0
        return samples

    return spoil


def _noisier(over_db: float, tilt: float) -> Callable[[Take], Heard]:
    """Add a noise so many dB over the room's own."""

    def spoil(take: Take) -> Heard:
        chance = np.random.default_rng(take.seed)
        more = ambient(take.voice.size, dbfs=_noise_dbfs(take) + over_db, tilt=tilt, chance=chance)
        return digitised(take.voice + take.noise + more)

    return spoil


def _noise_dbfs(take: Take) -> float:
    return 10 * float(np.log10(np.mean(np.square(take.noise))))


def _at(sound: Sound, dbfs: float) -> Sound:
    """Return the sound at this level where it is active."""
    powers = _powers(sound)
    active = powers[powers > powers.max() / 300].mean()
    return np.asarray(sound * 10 ** (dbfs / 20) / np.sqrt(active), dtype=np.float32)


def _active(sound: Sound) -> int:
    """Return in how many samples somebody speaks."""
    powers = _powers(sound)
    return 320 * int(np.count_nonzero(powers > powers.max() / 300))


def _powers(sound: Sound) -> Sound:
    return np.asarray(np.mean(np.square(sound[: sound.size // 320 * 320].reshape(-1, 320)), axis=1))


def _fault(reason: str, **kinds: Callable[[Take], Heard]) -> tuple[SoundFault, ...]:
    return tuple(SoundFault(name=name.replace("_", " "), reason=reason, spoil=spoil) for name, spoil in kinds.items())


_EVEN, _LOOP, _SUPPLY = (1.0, 0.5, 0.3), (1.0, 0.1, 0.5, 0.05, 0.3), (0.1, 1.0, 0.1, 0.6, 0.05, 0.4)

FAULTS: tuple[SoundFault, ...] = (
    *_fault(
        "microphone.dead",
        zeros=_constant(0),
        one_value=_constant(-3),
        one_value_far_off=_constant(1200),
    ),
    *_fault("microphone.dead", last_bit_toggles=_constant(-1, wobble=1)),
    *_fault(
        "microphone.quiet",
        quieter_by_20_dB=_amplified(-20),
        quieter_by_26_dB=_amplified(-26),
        quieter_by_34_dB=_amplified(-34),
    ),
    *_fault(
        "microphone.loud",
        speech_at_13_dBFS=_spoken_loud(-13),
        speech_at_9_dBFS=_spoken_loud(-9),
    ),
    SoundFault(name="peaks 6 dB over", reason="microphone.clipping", spoil=_clipped(6), harmless=_seldom_over(6)),
    *_fault(
        "microphone.clipping",
        peaks_12_dB_over=_clipped(12),
        peaks_20_dB_over=_clipped(20),
        cut_off_before_the_volume=_clipped(12, before_volume=True),
    ),
    *_fault(
        "microphone.dc_offset",
        off_by_3_per_cent=_shifted(0.03),
        off_by_6_per_cent=_shifted(0.06),
        off_by_20_per_cent=_shifted(0.2),
    ),
    *_fault(
        "microphone.hum",
        hum_at_50_dBFS=_humming(-50, _EVEN),
        hum_at_40_dBFS=_humming(-40, _EVEN),
        ground_loop_at_45_dBFS=_humming(-45, _LOOP),
        ground_loop_at_30_dBFS=_humming(-30, _LOOP),
        supply_at_45_dBFS=_humming(-45, _SUPPLY),
        supply_at_30_dBFS=_humming(-30, _SUPPLY),
    ),
    *_fault(
        "microphone.dropouts",
        a_block_of_20_ms_a_second=_broken(1, 0.02),
        three_blocks_of_10_ms_a_second=_broken(3, 0.01),
        three_blocks_of_40_ms_a_second=_broken(3, 0.04),
    ),
    *(
        SoundFault(
            name=f"{name} {over_db} dB over the room",
            reason="microphone.noisy",
            spoil=_noisier(over_db, tilt),
            harmless=_below_hearing(over_db),
        )
        for name, over_db, tilt in (("hiss", 15, 0), ("fan", 20, 2), ("hiss", 30, 0))
    ),
)
